import json

import numpy as np
import pytest

from evomario.errors import UserError
from evomario.fitness.handling import EpsilonConstrained
from evomario.registry import Unfit
from tests.search.neat.toys import LIVELY, algorithm, digest, evaluation, step

ONE_SPECIES = {"compatibility_threshold": 100.0}
DYING = {**LIVELY, "species": ONE_SPECIES, "stagnation": {"max_stagnation": 2}}


def flat(one: object, genome: object) -> float:
    """Nothing ever improves."""
    return 0.0


def test_when_all_species_have_died_out_the_search_is_over_and_says_so() -> None:
    one = algorithm(0, **DYING)
    for generation in range(2):
        step(one, flat)
        assert not one.over, generation
    step(one, flat)
    assert one.over == "all species died out in generation 2"
    assert one.generation == 3 and one.best is not None
    assert all(each["dies"] for each in one.summary()["species"])
    with pytest.raises(UserError, match="all species died out"):
        one.ask()
    other = algorithm(5, **DYING)
    other.load(one.state())
    assert other.over == one.over and other.best is not None
    with pytest.raises(UserError, match="all species died out"):
        other.ask()


def test_an_extinct_population_begins_anew_where_asked_to() -> None:
    one = algorithm(0, **DYING, reset_on_extinction=True)
    before = {genome.key for _ in range(3) for genome in step(one, flat)}
    assert not one.over
    new = one.ask()
    assert len(new) == 30 and not before & {genome.key for genome in new}
    assert all(one._lineage.reproduction.ancestors[genome.key] == () for genome in new)


def test_too_many_species_for_the_population_end_the_search() -> None:
    settings = {**LIVELY, "species": {"compatibility_threshold": 0.0}}
    one = algorithm(0, **settings)
    step(one)
    assert one.over == (
        "in generation 0, species of 2 or more do not fit into a population of 30: "
        "raise species.compatibility_threshold"
    )
    assert one.best is not None and len(one.summary()["species"]) == 30
    with pytest.raises(UserError, match="do not fit"):
        one.ask()


@pytest.mark.parametrize(
    ("criterion", "values", "violations", "met"),
    [("max", [1, 0], [0, 0], True), ("max", [0, 0], [0, 0], False), ("max", [1, 0], [1, 0], False),
     ("mean", [2, 0], [0, 0], True), ("mean", [2, -1], [0, 0], False),
     ("min", [1, 2], [0, 0], True), ("min", [1, 0], [0, 0], False),
     ("mean", [9, 9], [0, 1], False)],
)  # fmt: skip
def test_the_threshold_is_held_to_what_is_allowed(
    criterion: str, values: list, violations: list, met: bool
) -> None:
    settings = {**LIVELY, "fitness_criterion": criterion, "fitness_threshold": 1}
    one = algorithm(0, **settings)
    genomes = one.ask()
    half = len(genomes) // 2
    told = evaluation(np.repeat(values, half), np.repeat(violations, half))
    one.tell(genomes, told)
    assert one.over == ("fitness threshold met" if met else "")
    other = algorithm(0, **settings, no_fitness_termination=True)
    other.tell(other.ask(), told)
    assert other.over == ""


def test_what_is_allowed_beats_what_is_not_and_survives() -> None:
    one = algorithm(0, **LIVELY)
    genomes = one.ask()
    allowed = {genomes[4].key, genomes[9].key}
    violations = [0.0 if genome.key in allowed else 2.0 for genome in genomes]
    one.tell(genomes, evaluation([-5.0 if v == 0 else 9.0 for v in violations], violations))
    assert one.best is not None
    assert one.best.genome is genomes[4]
    assert one.best.fitness.values == (-5.0,) and one.best.fitness.violation == 0
    assert genomes[4] in one.ask() and genomes[9] in one.ask()


def test_a_species_that_comes_ever_closer_to_what_is_allowed_does_not_stagnate() -> None:
    one = algorithm(0, **DYING)
    for generation in range(12):
        genomes = one.ask()
        told = evaluation(np.full(len(genomes), -9.0), np.full(len(genomes), 1 / (1 + generation)))
        if generation >= 8:  # found: now the objective counts, and lies far below 0
            told.violations[:] = 0
            told.objectives[:] = generation - 1000
        one.tell(genomes, told)
        assert not one.over
        assert one.summary()["species"][0]["stagnation"] == 0


def test_the_summary_is_plain_and_adds_up() -> None:
    one = algorithm(1, **LIVELY)
    assert one.summary() == {}
    for generation in range(6):
        genomes = step(one)
        summary = one.summary()
        assert json.loads(json.dumps(summary, allow_nan=False)) == summary
        species = summary["species"]
        assert sum(each["size"] for each in species) == len(genomes)
        assert [each["key"] for each in species] == sorted({each["key"] for each in species})
        sizes = [genome.size() for genome in genomes]
        best = max(genomes, key=lambda genome: genome.fitness)
        nodes, connections = np.mean(sizes, axis=0)
        assert summary["nodes"] == {"mean": pytest.approx(nodes), "best": best.size()[0]}
        assert summary["connections"] == {
            "mean": pytest.approx(connections), "best": best.size()[1]
        }  # fmt: skip
        assert max(each["best"] for each in species) == best.fitness
        assert all(0 <= each["stagnation"] <= each["age"] <= generation for each in species)
        living = {genome_species.key for genome_species in one._lineage.species.species.values()}
        assert {each["key"] for each in species if not each["dies"]} <= living


def test_it_asks_for_nothing_beside_objectives() -> None:
    assert algorithm().needs == frozenset()


def test_noise_does_not_change_what_the_best_was_worth() -> None:
    one = algorithm(0, **LIVELY)
    genomes = one.ask()
    one.tell(genomes, evaluation([5.0, *[0.0] * (len(genomes) - 1)]))
    again = one.ask()
    assert genomes[0] in again
    one.tell(again, evaluation([-1.0] * len(again)))
    assert one.best is not None
    assert one.best.genome is genomes[0] and one.best.fitness.values == (5.0,)


def test_what_does_not_go_together_is_refused() -> None:
    with pytest.raises(Unfit, match="epsilon") as caught:
        algorithm(handling=EpsilonConstrained())
    assert caught.value.path == ("type",)
    with pytest.raises(Unfit, match="genes") as caught:
        algorithm(population=100_000, sizes=(1000, 10))
    assert caught.value.path == ("population",)
    with pytest.raises(Unfit, match="INI") as caught:
        algorithm(ini="x.ini")
    assert caught.value.path == ("ini",)
    for sizes in ((0, 1), (1, 0)):
        with pytest.raises(UserError, match="at least one"):
            algorithm(sizes=sizes)


def test_digests_tell_genomes_apart() -> None:
    one = algorithm(0, **LIVELY)
    digest(one, 3)
    genomes = one.ask()
    assert len({one.encoded(genome) for genome in genomes}) == len(genomes)
    gene = next(iter(genomes[0].connections.values()))
    other = type(genomes[0])(genomes[0].key)
    other.nodes, other.connections = genomes[0].nodes, {**genomes[0].connections}
    assert one.encoded(other) == one.encoded(genomes[0])
    twin = gene.copy()
    twin.weight = np.nextafter(gene.weight, 9)
    other.connections[gene.key] = twin
    assert one.encoded(other) != one.encoded(genomes[0])
