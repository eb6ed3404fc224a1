"""A neat-python INI as the lower layer of a config."""

from pathlib import Path

import neat
import pytest

from evomario import registry
from evomario.config import ConfigError, Node, load
from evomario.search.neat import neat_config, with_ini
from tests.search.neat.test_settings import values

INI = """\
# as its users write them
[NEAT]
fitness_criterion     = mean
fitness_threshold     = 3.9
pop_size              = 70
reset_on_extinction   = True
no_fitness_termination: False

[DefaultGenome]
num_inputs = 4
num_outputs = 3
num_hidden = 1
feed_forward = False
initial_connection = partial_direct 0.5
compatibility_disjoint_coefficient = 1
compatibility_weight_coefficient = 6e-1
conn_add_prob = 0.4
conn_delete_prob = .4
node_add_prob = 0.3
node_delete_prob = 0.1
Bias_init_mean = 0.5
bias_init_stdev = 1.0
bias_max_value = 30.0
bias_min_value = -30.0
bias_mutate_power = 0.5
bias_mutate_rate = 0.7
bias_replace_rate = 0.1
response_init_mean = 1.0
response_init_stdev = 0.0
response_max_value = 30.0
response_min_value = -30.0
response_mutate_power = 0.0
response_mutate_rate = 0.0
response_replace_rate = 0.0
activation_default = sigmoid
activation_mutate_rate = 0.1
activation_options = sigmoid tanh
aggregation_default = sum
aggregation_mutate_rate = 0.0
aggregation_options = sum
enabled_default = True
enabled_mutate_rate = 0.01
weight_init_mean = 0.0
weight_init_stdev = 1.0
weight_init_type = uniform
weight_max_value = 30
weight_min_value = -30
weight_mutate_power = 0.5
weight_mutate_rate = 0.8
weight_replace_rate = 0.1
single_structural_mutation = no
[DefaultSpeciesSet]
compatibility_threshold = 2.5
[DefaultStagnation]
species_fitness_func = max
max_stagnation = 20
species_elitism = 2
[DefaultReproduction]
elitism = 2
survival_threshold = 0.3
min_species_size = 2
"""


def written(folder: Path, ini: str = INI, more: str = "") -> Node:
    (folder / "neat.ini").write_text(ini)
    (folder / "x.yaml").write_text(f"algorithm:\n  type: neat\n  ini: neat.ini\n{more}")
    return load(folder / "x.yaml")


def settings_of(root: Node) -> registry.Chosen:
    algorithm = with_ini(root).child("algorithm")
    assert algorithm is not None
    return registry.read("algorithm", algorithm)


def library(path: Path) -> neat.Config:
    return neat.Config(
        neat.DefaultGenome, neat.DefaultReproduction, neat.DefaultSpeciesSet,
        neat.DefaultStagnation, path,
    )  # fmt: skip


def test_a_configuration_is_what_neat_python_reads_from_the_file(tmp_path: Path) -> None:
    text = INI.replace("mutation = no", "mutation = false")
    config = neat_config(settings_of(written(tmp_path, text)), 4, 3)
    assert values(config) == values(library(tmp_path / "neat.ini"))


def test_the_default_that_neat_python_takes_for_true_is_the_false_that_it_says(
    tmp_path: Path,
) -> None:
    text = INI.replace("single_structural_mutation = no", "")
    config = neat_config(settings_of(written(tmp_path, text)), 4, 3)
    assert config.genome_config.single_structural_mutation is False
    theirs = library(tmp_path / "neat.ini").genome_config.single_structural_mutation
    assert theirs == "false" and bool(theirs)


def test_the_config_goes_before_the_file_key_by_key(tmp_path: Path) -> None:
    more = "  population: 9\n  genome: {conn_add_prob: 0.9}\n  stagnation: {max_stagnation: 3}\n"
    found = settings_of(written(tmp_path, more=more))
    assert found.population == 9 and found.fitness_threshold == 3.9
    assert found.genome.conn_add_prob == 0.9 and found.genome.conn_delete_prob == 0.4
    assert found.stagnation.max_stagnation == 3 and found.stagnation.species_elitism == 2
    root = load(tmp_path / "x.yaml", overrides=["algorithm.genome.num_hidden=5"])
    assert settings_of(root).genome.num_hidden == 5


def test_what_a_run_keeps_needs_the_file_no_more(tmp_path: Path) -> None:
    whole = with_ini(written(tmp_path))
    (tmp_path / "neat.ini").unlink()
    (tmp_path / "config.yaml").write_text(whole.dump())
    again = load(tmp_path / "config.yaml")
    assert with_ini(again) is again
    assert settings_of(again) == settings_of(whole)


def test_what_names_no_ini_is_left_alone(tmp_path: Path) -> None:
    for text in (
        "algorithm: {type: neat}",
        "algorithm: {type: ga, ini: a}",
        "algorithm: 3",
        "a: 1",
    ):
        (tmp_path / "x.yaml").write_text(text)
        root = load(tmp_path / "x.yaml")
        assert with_ini(root) is root


def test_the_file_lies_beside_what_names_it_or_the_config(tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    written(tmp_path / "base")
    (tmp_path / "base" / "y.yaml").write_text("extends: x\nseed: 3\n")
    assert settings_of(load(tmp_path / "base" / "y.yaml")).population == 70
    (tmp_path / "z.yaml").write_text("algorithm: {type: neat}\n")
    root = load(tmp_path / "z.yaml", overrides=["algorithm.ini=base/neat.ini"])
    assert settings_of(root).population == 70


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("conn_add_prob = 0.4", "conn_add_prob = 4",
         "17:17: genome.conn_add_prob is 4; expected at most 1"),
        ("conn_add_prob", "conn_ad_prob",
         "17:1: unknown key 'conn_ad_prob'; did you mean 'conn_add_prob'?"),
        ("pop_size              = 70", "pop_size = many",
         "5:12: population is 'many'; expected a whole number"),
        ("feed_forward = False", "feed_forward = maybe",
         "13:16: genome.feed_forward is 'maybe'; expected true or false"),
        ("= sigmoid tanh", "= sigmoid tan", "37:22: genome.activation_options.1 is 'tan'"),
        ("= 6e-1", "= .inf",
         "16:36: compatibility_weight_coefficient: .inf is not a finite number"),
        ("[DefaultStagnation]", "[Stagnation]",
         "54:1: unknown section 'Stagnation'; expected one of NEAT, DefaultGenome, "),
        ("[NEAT]", "", "3:1: not valid INI; expected `key = value`"),
        ("num_hidden = 1", "num_hidden", "12:1: not valid INI; expected `key = value`"),
        ("num_hidden = 1", "num_outputs = 1", "12:1: the key 'num_outputs' is given twice"),
        ("[DefaultStagnation]", "[NEAT]", "54:1: the section 'NEAT' is there twice"),
        ("num_hidden = 1", "num_hidden = %(num_hidden)s",
         "12:14: genome.num_hidden is '%(num_hidden)s'; expected a whole number"),
    ],
)  # fmt: skip
def test_an_error_in_the_file_has_its_place_there(
    old: str, new: str, message: str, tmp_path: Path
) -> None:
    root = written(tmp_path, INI.replace(old, new, 1))
    with pytest.raises(ConfigError) as caught:
        settings_of(root)
    found = str(caught.value)
    assert found.startswith(f"{tmp_path / 'neat.ini'}:{message}") and "\n" not in found


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("../neat.ini", "x.yaml:3:8: ini is '../neat.ini', which may leave the folder"),
        ("/etc/passwd", "which may leave the folder"),
        ("3", "x.yaml:3:8: ini is 3; expected the name of a file"),
        ("none.ini", "none.ini: no such file or directory"),
        (".", "which may leave the folder"),
        ("sub", "sub: this is a directory; expected a neat-python INI"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_line(name: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "x.yaml").write_text(f"algorithm:\n  type: neat\n  ini: {name}\n")
    with pytest.raises(ConfigError) as caught:
        with_ini(load(tmp_path / "x.yaml"))
    assert message in str(caught.value) and "\n" not in str(caught.value)
