import itertools
import json
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from evomario import registry
from evomario.fitness import Evaluation
from evomario.fitness.handling import handling
from evomario.mario.outcome import OUTCOME
from evomario.policies import Actions, ActionSequence
from evomario.search import NSGA2
from evomario.search.constrained import ConstrainedFitness
from evomario.search.individual import Genome, Individual
from evomario.search.nsga2 import survivors
from evomario.search.pareto import ParetoArchive, hypervolume, hypervolume_over_time

BYTES = np.arange(256, dtype=np.uint8)
GENES = 6
GENOME = Genome(2, ActionSequence(BYTES))


OPERATORS = {
    "genome": {"type": "actions", "length": GENES},
    "initialise": {"type": "uniform"},
    "mate": {"type": "cxUniform", "indpb": 0.3, "cxpb": 1.0},
    "mutate": {"type": "mutUniformInt", "indpb": 1 / GENES},
}


def evaluation(objectives: np.ndarray, violations: np.ndarray) -> Evaluation:
    return Evaluation(
        objectives,
        violations,
        np.zeros((len(objectives), 0)),
        np.zeros((len(objectives), 1), OUTCOME),
    )


def zdt1(genomes: list[np.ndarray], least: float = 0.0) -> Evaluation:
    """ZDT1 (Zitzler, Deb and Thiele 2000), negated; x must be at least `least`."""
    x = np.array(genomes) / 255
    g = 1 + 9 * x[:, 1:].mean(axis=1)
    objectives = -np.stack([x[:, 0], g * (1 - np.sqrt(x[:, 0] / g))], axis=1)
    return evaluation(objectives, np.maximum(least - x[:, :1], 0))


def algorithm(seed: int = 0, **settings) -> NSGA2:
    chosen = registry.choose("algorithm", "nsga2", **{**OPERATORS, **settings})
    made: NSGA2 = registry.build("algorithm", chosen)(Actions(BYTES), seed)
    return made


def front(one: NSGA2) -> np.ndarray:
    """The points of the population that no other dominates."""
    archive: ParetoArchive[Individual] = ParetoArchive()
    archive.update(one._population)
    return archive.points()


def evolve(one: NSGA2, generations: int, judge=zdt1) -> list[bytes]:
    found = []
    for _ in range(generations):
        genomes = one.ask()
        found.append(b"".join(genome.tobytes() for genome in genomes))
        one.tell(genomes, judge(genomes))
    return found


def test_it_converges_to_the_front_of_zdt1() -> None:
    one = algorithm(0)
    reference = np.array([-1.1, -1.1])
    evolve(one, 1)
    first = hypervolume(front(one), reference)
    evolve(one, 200)
    points = front(one)
    # The whole front's: 0.1 + 2/3 + 0.1 * 1.1.
    assert first < 0.3 and 0.84 < hypervolume(points, reference) < 0.877
    assert len(points) > 30 and points[0, 0] > -0.02 and points[-1, 1] > -0.1
    assert one.best is not None and one.best.fitness.values[0] == points[0, 0]


def test_a_constraint_keeps_the_front_on_its_side() -> None:
    one = algorithm(1)
    evolve(one, 150, lambda genomes: zdt1(genomes, 0.5))
    points = front(one)
    assert len(points) > 20
    assert -0.52 < points[:, 0].max() <= -0.5


def test_before_anything_is_feasible_there_is_no_front() -> None:
    one = algorithm(1)
    evolve(one, 3, lambda genomes: zdt1(genomes, 2.0))
    assert len(front(one)) == 0 and one.best is not None and one.best.fitness.violation > 0
    assert all(solution.fitness.violation < 1.6 for solution in one._population)


def test_whatever_is_not_finite_is_survived_and_not_kept() -> None:
    def broken(genomes):
        judged = zdt1(genomes)
        judged.objectives[::3] = [np.nan, np.inf]
        judged.objectives[1::3, 1] = -np.inf
        judged.violations[2::6] = np.nan
        return judged

    one = algorithm(2)
    evolve(one, 10, broken)
    assert len(front(one)) and front(one).min() > -20
    assert json.loads(json.dumps(one.state(), allow_nan=False))


def test_the_same_seed_repeats_and_another_differs() -> None:
    random.seed(7)
    before = random.getstate()
    first = evolve(algorithm(1), 4)
    assert random.getstate() == before
    assert evolve(algorithm(1), 4) == first != evolve(algorithm(2), 4)


def test_a_state_goes_on_exactly_through_json() -> None:
    one, other = algorithm(3), algorithm(99)
    evolve(one, 5)
    other.load(json.loads(json.dumps(one.state(), allow_nan=False)))
    assert other.generation == 5 and (front(other) == front(one)).all()
    assert evolve(one, 5) == evolve(other, 5)
    assert one.state() == other.state()


def test_selected_parents_are_not_touched() -> None:
    one = algorithm(4)
    evolve(one, 3)
    before = [(s.tobytes(), s.fitness.key) for s in one._population]
    one.ask()
    assert [(s.tobytes(), s.fitness.key) for s in one._population] == before


@pytest.mark.parametrize("population", [6, 0])
def test_settings_that_make_no_sense_are_refused(population) -> None:
    with pytest.raises(ValidationError):
        algorithm(population=population)


def test_other_handling_of_constraints_is_refused() -> None:
    chosen = registry.choose("algorithm", "nsga2", **OPERATORS)
    with pytest.raises(registry.Unfit, match="does not handle constraints by epsilon"):
        registry.build("algorithm", chosen)(Actions(BYTES), 0, handling("epsilon"))


def solution(values, violation=0.0) -> Individual:
    one = Individual(GENOME)
    one.fitness = ConstrainedFitness(values, violation)
    return one


def test_copies_of_a_point_do_not_crowd_out_the_others() -> None:
    seen = [solution((1, 1)) for _ in range(4)] + [solution((0, 0), v) for v in (0, 2, 1)]
    places = {id(one): place for place, one in enumerate(seen)}
    assert [places[id(one)] for one in survivors(seen, 4)] == [0, 4, 6, 5]
    assert {places[id(one)] for one in survivors(seen, 6)} == {0, 1, 2, 4, 5, 6}


small = st.integers(0, 6).map(float)
batches = st.lists(
    st.lists(st.tuples(small, small, st.sampled_from([0.0, 0.0, 1.0])), max_size=8), max_size=5
)


@given(batches, st.integers(2, 6))
def test_the_archive_only_holds_what_none_dominates(seen, capacity) -> None:
    archive = ParetoArchive(capacity)
    feasible = []
    for batch in seen:
        archive.update([solution(values, violation) for *values, violation in batch])
        feasible += [(a, b) for a, b, violation in batch if violation == 0]
        points = [tuple(row) for row in archive.points().tolist()]
        assert len(points) <= capacity and len(set(points)) == len(points)
        assert not any(dominates(a, b) for a, b in itertools.permutations(points, 2))
        if feasible:  # the ends of the front are never dropped
            assert max(feasible) == points[0]
            assert max(b for _, b in feasible) == points[-1][1]


def dominates(one, other) -> bool:
    return one != other and all(a >= b for a, b in zip(one, other, strict=True))


@given(batches)
def test_an_archive_with_room_holds_the_whole_front(seen) -> None:
    archive = ParetoArchive(1000)
    for batch in seen:
        archive.update([solution(values, violation) for *values, violation in batch])
    every = {(a, b) for batch in seen for a, b, violation in batch if violation == 0}
    front = {one for one in every if not any(dominates(other, one) for other in every)}
    assert {tuple(row) for row in archive.points().tolist()} == front


@given(st.integers(1, 3).flatmap(lambda k: st.lists(st.lists(st.integers(0, 5), min_size=k,
       max_size=k), max_size=6).map(lambda rows: (k, rows))))  # fmt: skip
def test_hypervolume_equals_counted_cells(case) -> None:
    objectives, rows = case
    cells = itertools.product(range(5), repeat=objectives)
    counted = sum(
        any(all(p > c for p, c in zip(row, cell, strict=True)) for row in rows) for cell in cells
    )
    points = np.array(rows, np.float64).reshape(len(rows), objectives)
    assert hypervolume(points, np.zeros(objectives)) == pytest.approx(counted)


@given(batches)
def test_hypervolume_over_time_never_falls_and_ends_at_the_front_s(seen) -> None:
    table = np.array([(g, *row) for g, batch in enumerate(seen) for row in batch], np.float64)
    table = table.reshape(-1, 4)
    steps, volumes, reference = hypervolume_over_time(table[:, 0], table[:, 1:3], table[:, 3:])
    assert len(steps) == len(volumes) and (np.diff(volumes) >= 0).all()
    feasible = table[table[:, 3] == 0, 1:3]
    if len(feasible):
        assert volumes[-1] == pytest.approx(hypervolume(feasible, feasible.min(axis=0)))
        assert (reference == feasible.min(axis=0)).all()


@given(st.lists(st.tuples(small, small, st.sampled_from([0.0, 1.0, 2.0])), min_size=2, max_size=8))
def test_fitnesses_order_as_feasibility_rules_do(rows) -> None:
    fitnesses = [ConstrainedFitness(values, violation) for *values, violation in rows]
    for one, other in itertools.permutations(fitnesses, 2):
        assert (one > other) == ((-one.violation, one.values) > (-other.violation, other.values))
        assert not (one.dominates(other) and not one > other)
        assert (one == other) <= (hash(one) == hash(other))
    assert ConstrainedFitness() < min(fitnesses) and not ConstrainedFitness().valid
