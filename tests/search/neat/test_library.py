"""The algorithm against neat-python's own `Population.run`, genome by genome."""

import random
from itertools import count
from typing import Any

import neat
import pytest

from evomario.search.neat import genome_bytes
from evomario.search.randomness import Randomness
from tests.search.neat.toys import (
    KINDS,
    LIVELY,
    SOLVES_XOR,
    algorithm,
    digest,
    evaluation,
    species_of,
    step,
    weigh,
    xor,
)


class Stop(Exception):
    """Ends the library's run in the middle of a generation, where ours is asked."""


def library(seed: int, judge: Any, generations: int, **settings: Any) -> tuple[list[bytes], Any]:
    """What neat-python's own run comes to: each generation's genomes, and the population."""
    one = algorithm(seed, **settings)
    one.config.genome_type = neat.DefaultGenome
    one.config.genome_config.node_indexer = None  # the library makes its own
    found: list[bytes] = []

    def evaluate(genomes: list[tuple[int, Any]], config: neat.Config) -> None:
        if len(found) == generations:
            raise Stop
        found.append(b"".join(genome_bytes(genome) for _, genome in genomes))
        for _, genome in genomes:
            genome.fitness = judge(one, genome)

    with Randomness(seed).installed():
        population = neat.Population(one.config)
        assert isinstance(population.reproduction.genome_indexer, count)
        with pytest.raises(Stop):
            population.run(evaluate)
        population.draw = random.random()
    return found, population


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(4))
def test_populations_are_those_of_the_library(kind: str, seed: int) -> None:
    theirs, population = library(seed, weigh, 14, **KINDS[kind])
    one = algorithm(seed, **KINDS[kind])
    assert digest(one, 14) == theirs
    lineage = one._lineage
    assert list(lineage.population) == list(population.population)
    assert species_of(lineage.species) == species_of(population.species)
    assert lineage.species.genome_to_species == population.species.genome_to_species
    assert lineage.reproduction.ancestors == population.reproduction.ancestors
    ours, known = lineage.reproduction.innovation_tracker, population.reproduction
    assert ours.global_counter == known.innovation_tracker.global_counter
    assert ours.generation_innovations == known.innovation_tracker.generation_innovations
    assert lineage.reproduction.genome_indexer.following == next(known.genome_indexer)
    assert one.best is not None
    assert genome_bytes(one.best.genome) == genome_bytes(population.best_genome)
    assert one.best.fitness.values == (population.best_genome.fitness,)
    with one._random.installed():
        assert random.random() == population.draw


def test_the_library_has_several_species_and_dies_out_in_these_tests() -> None:
    _, lively = library(0, weigh, 14, **KINDS["lively"])
    _, mortal = library(0, weigh, 14, **KINDS["mortal"])
    assert len(lively.species.species) > 2
    assert min(one.created for one in mortal.species.species.values()) > 0


def test_xor_is_solved_as_by_the_library() -> None:
    one = algorithm(2, **SOLVES_XOR)
    while not one.over and one.generation < 60:
        step(one, xor)
    assert one.over == "fitness threshold met"
    assert one.best is not None and xor(one, one.best.genome) >= 3.8
    other = algorithm(2, **SOLVES_XOR)

    def judge(genomes: list[tuple[int, Any]], config: neat.Config) -> None:
        for _, genome in genomes:
            genome.fitness = xor(other, genome)

    with Randomness(2).installed():
        population = neat.Population(other.config)
        winner = population.run(judge, 60)
    assert genome_bytes(winner) == genome_bytes(one.best.genome)
    assert population.generation + 1 == one.generation


def test_where_the_threshold_is_met_the_same_genomes_are_asked_for_again_as_by_the_library() -> (
    None
):
    settings = {**LIVELY, "fitness_threshold": 0.0, "fitness_criterion": "mean"}
    one = algorithm(0, **settings)
    worth = [-1.0, -1.0, 1.0, 1.0, -1.0, -1.0]
    ours = digest_of(one, worth)
    assert one.generation == 6
    other = algorithm(0, **settings)
    theirs: list[bytes] = []

    def judge(genomes: list[tuple[int, Any]], config: neat.Config) -> None:
        for key, genome in genomes:
            genome.fitness = worth[len(theirs)] + key % 7 / 100
        theirs.append(b"".join(genome_bytes(genome) for _, genome in genomes))

    with Randomness(0).installed():
        population = neat.Population(other.config)
        while len(theirs) < len(worth):
            population.run(judge, 1)
    assert ours == theirs
    assert ours[2] == ours[3] == ours[4] != ours[5]


def digest_of(one: Any, worth: list[float]) -> list[bytes]:
    found = []
    for value in worth:
        genomes = one.ask()
        found.append(b"".join(genome_bytes(genome) for genome in genomes))
        one.tell(genomes, evaluation([value + genome.key % 7 / 100 for genome in genomes]))
        assert one.over == ("fitness threshold met" if value > 0 else "")
    return found
