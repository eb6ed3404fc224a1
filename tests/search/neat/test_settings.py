"""The configuration in YAML: neat-python's keys, defaults and meaning, and errors with a place."""

import json
from pathlib import Path
from typing import Any

import neat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from neat.attributes import BaseAttribute

from evomario import registry
from evomario.config import ConfigError, load
from evomario.policies.networks import ACTIVATIONS, AGGREGATIONS
from evomario.search.neat import NeatSettings, neat_config
from evomario.search.neat.settings import CONNECTIONS, NUMBERS
from evomario.search.randomness import Randomness
from tests.search.neat.toys import KINDS

PARTS = ("genome_config", "species_set_config", "stagnation_config", "reproduction_config")
OWN = ("pop_size", "fitness_criterion", "fitness_threshold", "reset_on_extinction",
       "no_fitness_termination", "seed")  # fmt: skip


def chosen(**given: Any) -> Any:
    return registry.choose("algorithm", "neat", **given)


def parameters(config: Any) -> list[Any]:
    return config._params


def values(config: neat.Config) -> dict[str, Any]:
    """All that a configuration says."""
    return {
        **{name: getattr(config, name) for name in OWN},
        **{
            f"{part}.{one.name}": getattr(getattr(config, part), one.name)
            for part in PARTS
            for one in parameters(getattr(config, part))
        },
        "fraction": config.genome_config.connection_fraction,
        "keys": [config.genome_config.input_keys, config.genome_config.output_keys],
    }


def reread(config: neat.Config, path: Path) -> neat.Config:
    """What neat-python reads from the INI that it writes of a configuration."""
    config.save(path)
    return neat.Config(
        neat.DefaultGenome, neat.DefaultReproduction, neat.DefaultSpeciesSet,
        neat.DefaultStagnation, path,
    )  # fmt: skip


def test_every_key_of_neat_python_is_there_and_its_defaults_are_its_own() -> None:
    config = neat_config(chosen(), 3, 2)
    groups = dict(zip(PARTS, ("genome", "species", "stagnation", "reproduction"), strict=True))
    shown = chosen().model_dump()
    for part, group in groups.items():
        keys = {one.name for one in parameters(getattr(config, part))}
        assert keys - {"num_inputs", "num_outputs"} == set(shown[group])
        for one in parameters(getattr(config, part)):
            if one.default not in (None, ""):  # no options at all is no default
                ours = shown[group][one.name]
                assert str(ours).lower() == str(one.default).lower(), one.name
    own = {one.name: one for one in neat.Config._Config__params}
    assert set(own) == set(OWN)
    assert set(own) - {"pop_size", "seed"} <= set(shown)
    assert shown["no_fitness_termination"] is own["no_fitness_termination"].default


def test_numbers_and_functions_are_those_of_the_gene_classes() -> None:
    def names(gene: Any, kind: str) -> set[str]:
        found: list[BaseAttribute] = gene._gene_attributes
        return {one.name for one in found if type(one).__name__ == kind}

    nodes, connections = neat.DefaultNodeGene, neat.DefaultConnectionGene
    both = names(nodes, "FloatAttribute") | names(connections, "FloatAttribute")
    assert both == set(NUMBERS)
    config = neat_config(chosen(), 1, 1).genome_config
    assert set(ACTIVATIONS) == set(config.activation_defs.functions)
    assert set(AGGREGATIONS) == set(config.aggregation_function_defs.functions)
    assert set(CONNECTIONS) == set(config.allowed_connectivity)


@pytest.mark.parametrize("kind", KINDS)
def test_a_configuration_is_what_neat_python_reads_from_an_ini(kind: str, tmp_path: Path) -> None:
    config = neat_config(chosen(**KINDS[kind]), 4, 3)
    assert values(reread(config, tmp_path / "neat.ini")) == values(config)


SHARES = st.floats(0, 1)
SOME = st.fixed_dictionaries(
    {},
    optional={
        "num_hidden": st.integers(0, 9),
        "feed_forward": st.booleans(),
        "initial_connection": st.sampled_from(["full_direct", "partial_direct 0.25"]),
        "conn_add_prob": SHARES,
        "weight_init_mean": st.floats(-1e6, 1e6),
        "weight_mutate_power": st.floats(0, 1e6),
        "time_constant_mutate_rate": SHARES,
        "enabled_default": st.sampled_from([True, False, "random"]),
        "structural_mutation_surer": st.sampled_from([True, False, "default"]),
        "activation_options": st.lists(st.sampled_from(ACTIVATIONS), min_size=1, max_size=4),
        "enabled_rate_to_false_add": st.floats(-1, 1),
        "bias_init_type": st.sampled_from(["gaussian", "normal", "uniform"]),
    },
)  # fmt: skip


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(genome=SOME, population=st.integers(2, 999), threshold=st.none() | st.floats(-1e9, 1e9))
def test_settings_go_through_json_and_ini_unchanged(
    genome: dict, population: int, threshold: float | None, tmp_path: Path
) -> None:
    one = chosen(genome=genome, population=population, fitness_threshold=threshold)
    again = type(one).model_validate_json(json.dumps(one.model_dump()))
    assert again == one
    config = neat_config(one, 2, 2)
    assert values(reread(config, tmp_path / "neat.ini")) == values(config)


@pytest.mark.parametrize("name", ["full", "fs_neat", "partial 0.5"])
def test_with_hidden_nodes_the_ambiguous_connections_are_as_the_library_means_them(
    name: str, capsys: pytest.CaptureFixture
) -> None:
    config = neat_config(chosen(genome={"initial_connection": name, "num_hidden": 2}), 3, 2)
    theirs = neat_config(chosen(genome={"initial_connection": name}), 3, 2).genome_config
    theirs.num_hidden = 2
    made = []
    for genome_config in (config.genome_config, theirs):
        genome_config.innovation_tracker = neat.InnovationTracker()
        with Randomness(0).installed():
            genome = neat.DefaultGenome(1)
            genome.configure_new(genome_config)
        made.append((str(genome), capsys.readouterr().err))
    assert made[0][0] == made[1][0]
    assert made[0][1] == "" and "Warning" in made[1][1]


TEXT = """\
name: x
algorithm:
  type: neat
  population: 50
  genome:
    feed_forward: true
    conn_add_prob: 0.3
  {key}: {value}
"""


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("genom", "{}", "8:3: unknown key 'genom'; did you mean 'genome'?"),
        ("species", "{compatibility_treshold: 2}",
         "8:13: unknown key 'compatibility_treshold'; did you mean 'compatibility_threshold'?"),
        ("stagnation", "{species_fitness_func: maximum}",
         "8:38: stagnation.species_fitness_func is 'maximum'; expected 'max', 'min', 'mean', "
         "'median' or 'median2'; did you mean 'max'?"),
        ("reproduction", "{survival_threshold: 2}",
         "8:38: reproduction.survival_threshold is 2; expected at most 1"),
        ("fitness_criterion", "avg",
         "8:22: fitness_criterion is 'avg'; expected 'max', 'min' or 'mean'"),
        ("reset_on_extinction", "1", "8:24: reset_on_extinction is 1; expected true or false"),
    ],
)  # fmt: skip
def test_errors_are_located(key: str, value: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(TEXT.format(key=key, value=value))
    node = load(path).child("algorithm")
    assert node is not None
    with pytest.raises(ConfigError) as caught:
        registry.read("algorithm", node)
    assert str(caught.value) == f"{path}:{message}"


@pytest.mark.parametrize(
    ("genome", "message"),
    [
        ({"initial_connection": "ful_direct"}, "did you mean 'full_direct'"),
        ({"initial_connection": "partial"}, "partial and a fraction from 0 to 1"),
        ({"initial_connection": "partial 1.5"}, "partial and a fraction from 0 to 1"),
        ({"initial_connection": "partial nan"}, "partial and a fraction from 0 to 1"),
        ({"initial_connection": "full 0.5"}, "expected full alone"),
        ({"initial_connection": ""}, "unknown initial_connection ''"),
        ({"activation_default": "sin"}, "activation_default is 'sin', not one of"),
        ({"activation_options": ["sine"]}, "activation_options"),
        ({"activation_options": []}, "activation_options"),
        ({"weight_min_value": 2, "weight_max_value": 1}, "weight_min_value is more than"),
        ({"bias_init_stdev": -1}, "bias_init_stdev"),
        ({"weight_max_value": 1e9}, "weight_max_value"),
    ],
)
def test_what_makes_no_genome_is_refused(genome: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        chosen(genome=genome)


def test_the_population_must_hold_a_species() -> None:
    for name in ("elitism", "min_species_size"):
        with pytest.raises(ValueError, match=f"reproduction.{name} is more than the population"):
            chosen(population=5, reproduction={name: 6})


def test_every_key_is_described() -> None:
    def undescribed(model: Any) -> list[str]:
        return [
            key
            for key, info in model.model_fields.items()
            if not info.description and not hasattr(info.annotation, "model_fields")
        ]

    assert undescribed(NeatSettings) == ["type"]
    for group in ("genome", "species", "stagnation", "reproduction"):
        assert undescribed(NeatSettings.model_fields[group].annotation) == []
