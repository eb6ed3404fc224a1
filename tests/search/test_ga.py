import array
import json
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from evomario.fitness import Evaluation
from evomario.mario.outcome import OUTCOME
from evomario.search import GA, GASettings
from evomario.search.ga import (
    Individual,
    MutateSettings,
    hold_actions,
    mate_one_point_used,
    mutate_window,
)

LENGTH, ACTIONS = 50, 5


def judge(genomes: list[np.ndarray]) -> Evaluation:
    """Fitness: how many genes are 3. An episode uses 40 moves."""
    values = np.array([[float((genome == 3).sum())] for genome in genomes])
    outcomes = np.zeros((len(genomes), 1), OUTCOME)
    outcomes["moves"] = 40
    return Evaluation(values, np.zeros((len(genomes), 0)), np.zeros((len(genomes), 0)), outcomes)


def digest(algorithm: GA, generations: int) -> list[bytes]:
    found = []
    for _ in range(generations):
        genomes = algorithm.ask()
        found.append(b"".join(genome.tobytes() for genome in genomes))
        algorithm.tell(genomes, judge(genomes))
    return found


def algorithm(seed: int = 0, **settings: int) -> GA:
    return GA(GASettings(type="ga", **settings), LENGTH, ACTIONS, seed)


def test_the_same_seed_repeats_and_another_differs() -> None:
    assert digest(algorithm(1), 5) == digest(algorithm(1), 5)
    assert digest(algorithm(1), 5) != digest(algorithm(2), 5)


def test_the_global_random_generator_is_neither_used_nor_touched() -> None:
    random.seed(7)
    before = random.getstate()
    first = digest(algorithm(1), 3)
    assert random.getstate() == before
    random.seed(8)
    assert digest(algorithm(1), 3) == first


def test_a_state_goes_on_exactly_through_json() -> None:
    one = algorithm(3)
    digest(one, 4)
    state = json.loads(json.dumps(one.state()))
    other = algorithm(99)
    other.load(state)
    assert other.generation == 4
    assert digest(one, 4) == digest(other, 4)


def test_the_best_never_gets_worse_and_improves() -> None:
    one = algorithm(0, population=20)
    values = []
    for _ in range(40):
        genomes = one.ask()
        one.tell(genomes, judge(genomes))
        assert one.best is not None
        values.append(one.best.fitness.values[0])
    assert values == sorted(values)
    assert values[-1] > values[0] + 5


def test_genomes_have_the_length_and_the_actions_asked_for() -> None:
    one = algorithm()
    for _ in range(5):
        genomes = one.ask()
        assert all(g.shape == (LENGTH,) and g.dtype == np.uint8 for g in genomes)
        assert max(int(g.max()) for g in genomes) < ACTIONS
        one.tell(genomes, judge(genomes))
    assert len(genomes) == 19  # the elite is not played again


def individual(genes: bytes, used: int) -> Individual:
    one = Individual(array.array("B", genes), used)
    one.fitness.values = (1.0,)
    return one


@given(st.binary(min_size=1, max_size=60), st.integers(0, 60), st.integers(0, 2**32))
def test_a_mutation_stays_in_its_window(genes: bytes, used: int, seed: int) -> None:
    random.seed(seed)
    used = min(used, len(genes))
    one = individual(genes, used)
    settings = MutateSettings(before=10, length=15, hold=4)
    mutate_window(one, ACTIONS, settings)
    start, stop = max(0, used - 10), min(len(genes), used + 15)
    assert one.genome[:start].tobytes() == genes[:start]
    assert one.genome[stop:].tobytes() == genes[stop:]
    assert len(one.genome) == len(genes)


@given(st.binary(min_size=5, max_size=40), st.integers(0, 2**32))
def test_mating_swaps_tails_and_keeps_every_gene(genes: bytes, seed: int) -> None:
    random.seed(seed)
    one = individual(genes, len(genes))
    other = individual(genes[::-1], len(genes) // 2)
    mate_one_point_used(one, other)
    for i, pair in enumerate(zip(one.genome, other.genome, strict=True)):
        assert sorted(pair) == sorted((genes[i], genes[::-1][i]))


def test_held_actions_fill_the_stretch_only() -> None:
    random.seed(0)
    genome = array.array("B", bytes([9]) * 30)
    hold_actions(genome, 5, 25, ACTIONS, 6)
    assert set(genome[:5]) == set(genome[25:]) == {9}
    assert max(genome[5:25]) < ACTIONS


def test_an_elite_as_large_as_the_population_is_refused() -> None:
    with pytest.raises(ValidationError, match="elitism must be less than population"):
        GASettings(type="ga", population=5, elitism=5)
