import random

import numpy as np
import pytest
from pydantic import ValidationError

from evomario.registry import Unfit
from tests.search.toys import (
    BUTTONS,
    LENGTH,
    OPERATORS,
    algorithm,
    buttons_for,
    chosen,
    digest,
    goes_on_exactly,
    judge,
)

PLUS = {"survival": "mu_plus_lambda", "offspring": 30}
COMMA = {"survival": "mu_comma_lambda", "offspring": 30}
MACRO = {"genome": {"type": "macro_actions", "length": 20, "max_hold": 9}}
SHRINKING = {
    "mate": {"type": "cxMessyOnePoint", "cxpb": {"schedule": "linear", "from": 0.9, "to": 0.1}},
    "mutate": [
        {"type": "adaptive_reset", "indpb": {"schedule": "exponential", "from": 0.5, "to": 0.01}},
        {"type": "insert", "mutpb": 0.5},
        {"type": "mutUniformInt", "indpb": {"schedule": "linear", "from": 0.2, "to": 0}},
    ],
}
KINDS = [{}, PLUS, COMMA, MACRO, SHRINKING, {**SHRINKING, **PLUS, **MACRO}]


def test_the_same_seed_repeats_and_another_differs() -> None:
    assert digest(algorithm(1), 5) == digest(algorithm(1), 5)
    assert digest(algorithm(1), 5) != digest(algorithm(2), 5)


@pytest.mark.parametrize(("kind", "name"), OPERATORS)
def test_every_operator_runs_repeats_resumes_and_leaves_the_global_random_alone(
    kind: str, name: str
) -> None:
    settings = {kind: chosen(name), "elitism": 2, "population": 12}
    buttons = buttons_for(name)
    random.seed(7)
    before = random.getstate()
    one = algorithm(1, buttons, **settings)
    first = digest(one, 3)
    assert random.getstate() == before
    random.seed(8)
    assert digest(algorithm(1, buttons, **settings), 3) == first
    assert goes_on_exactly(one, algorithm(99, buttons, **settings))


@pytest.mark.parametrize("settings", KINDS)
@pytest.mark.parametrize("generations", [0, 1, 6])
def test_a_state_goes_on_exactly_through_json(settings: dict, generations: int) -> None:
    one = algorithm(3, **settings)
    digest(one, generations, 0.05)
    assert goes_on_exactly(one, algorithm(99, **settings), 0.05)


@pytest.mark.parametrize("survivors", ["selBest", "selRandom", "selTournament"])
def test_survivors_drawn_twice_go_on_exactly(survivors: str) -> None:
    settings = {**PLUS, "survivors": chosen(survivors), "elitism": 3}
    one = algorithm(5, **settings)
    digest(one, 5)
    assert goes_on_exactly(one, algorithm(99, **settings))


@pytest.mark.parametrize("settings", [{}, PLUS, COMMA, MACRO, {**COMMA, "elitism": 0}])
def test_the_best_never_gets_worse_and_improves(settings: dict) -> None:
    one = algorithm(0, **settings)
    values = []
    for _ in range(40):
        genomes = one.ask()
        one.tell(genomes, judge(genomes))
        assert one.best is not None
        values.append(one.best.fitness.values[0])
    assert values == sorted(values)
    assert values[-1] > values[0]


def test_the_elite_survives_unchanged() -> None:
    one = algorithm(0, elitism=3)
    digest(one, 3)
    old = sorted(one._population, key=lambda each: each.fitness, reverse=True)[:3]
    digest(one, 1)
    assert all(each in one._population for each in old)


@pytest.mark.parametrize(
    ("settings", "counts"), [({}, [20, 19, 19]), (PLUS, [20, 30, 30]), (COMMA, [20, 30, 30])]
)
def test_how_many_are_asked_for(settings: dict, counts: list[int]) -> None:
    one = algorithm(0, **settings)
    for count in counts:
        genomes = one.ask()
        assert len(genomes) == count
        one.tell(genomes, judge(genomes))
        assert len(one._population) == 20


@pytest.mark.parametrize(
    ("settings", "length", "values", "dtype"),
    [({}, LENGTH, 5, np.uint8), (MACRO, 20, 45, np.uint8),
     ({"genome": {"type": "macro_actions", "length": 9, "max_hold": 100}}, 9, 500, np.uint16)],
)  # fmt: skip
def test_genomes_have_the_length_and_the_values_asked_for(
    settings: dict, length: int, values: int, dtype: type
) -> None:
    one = algorithm(0, **settings)
    assert one.policy.values == values
    for _ in range(5):
        genomes = one.ask()
        assert all(g.shape == (length,) and g.dtype == dtype for g in genomes)
        assert max(int(g.max()) for g in genomes) < values
        one.tell(genomes, judge(genomes))
        assert all(each.used <= length for each in one._population)
    with pytest.raises(ValueError, match="read-only"):
        genomes[0][0] = 1


def test_what_is_not_finite_counts_as_the_worst() -> None:
    one = algorithm(0, select=chosen("selRoulette"))
    for worst in (-np.inf, np.nan):
        genomes = one.ask()
        judged = judge(genomes)
        judged.objectives[1:] = worst
        one.tell(genomes, judged)
    assert one.best is not None and one.best.fitness.values[0] > -1000
    assert goes_on_exactly(one, algorithm(99, select=chosen("selRoulette")))


def test_what_is_allowed_beats_what_is_not() -> None:
    one = algorithm(0)
    genomes = one.ask()
    judged = judge(genomes)
    order = np.argsort(judged.objectives[:, 0])
    violations = np.ones((20, 2))
    violations[order[0]] = 0
    one.tell(genomes, judged._replace(violations=violations))
    assert one.best is not None
    assert one.best.numpy().tobytes() == genomes[order[0]].tobytes()


class Last:
    """The later an individual comes, the better; keeps how often it was asked."""

    def __init__(self) -> None:
        self.calls: list[float] = []

    def scores(self, objectives: np.ndarray, violations: np.ndarray, used: float) -> np.ndarray:
        self.calls.append(used)
        return np.arange(len(objectives), dtype=float)

    def state(self) -> dict:
        return {"calls": self.calls}

    def load(self, state: dict) -> None:
        self.calls = state["calls"]


def test_the_handling_of_constraints_is_asked_once_a_generation_and_kept() -> None:
    one = algorithm(0)
    one._handling = Last()
    digest(one, 3, 0.25)
    assert one._handling.calls == [0.25, 0.5, 0.75]
    assert one.state()["handling"] == {"calls": [0.25, 0.5, 0.75]}
    assert one.best is one._population[-1]


def test_schedules_follow_the_budget() -> None:
    one = algorithm(0, **SHRINKING)
    digest(one, 2, 0.5)
    mutations = one._variation._mutate
    assert one._variation._mate.probability == pytest.approx(0.1)
    assert mutations[0]._call.indpb == pytest.approx(0.01)
    assert mutations[2]._call.keywords["indpb"] == 0


def test_the_adaptive_rate_rises_while_nothing_improves_and_falls_back() -> None:
    settings = chosen("adaptive_reset", indpb=0.8, floor=0.02, step=0.03, cap=0.1)
    one = algorithm(0, mutate=settings)
    rates, better = [], [False, False, False, False, True, False]
    for i, improves in enumerate([False, *better]):
        genomes = one.ask()
        judged = judge(genomes)
        judged.objectives[:] = -1.0 if i == 0 else (i if improves else -5)
        one.tell(genomes, judged)
        rates.append(one._variation._mutate[0]._call.rate)
    assert rates == pytest.approx([0.8, 0.1, 0.1, 0.1, 0.1, 0.02, 0.05])


def test_paths_are_asked_for_only_where_an_operator_needs_them() -> None:
    assert algorithm().needs == frozenset()
    one = algorithm(mate=chosen("same_x"))
    assert one.needs == {"paths"}
    digest(one, 2)
    assert all(len(each.path) for each in one._population)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"population": 5, "elitism": 5}, "elitism must be less than population"),
        ({"offspring": 5}, "offspring goes with"),
        ({**COMMA, "offspring": 5}, "needs offspring for the whole population"),
    ],
)
def test_numbers_that_do_not_go_together_are_refused(settings: dict, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        algorithm(**settings)


@pytest.mark.parametrize(
    ("mutate", "path"),
    [
        (chosen("mutUniformInt", up=5), ("mutate", "up")),
        (chosen("mutUniformInt", low=3, up=2), ("mutate", "low")),
        ([chosen("window"), chosen("mutUniformInt", low=9)], ("mutate", 1, "low")),
        (chosen("mutFlipBit"), ("mutate", "type")),
    ],
)
def test_an_operator_that_does_not_go_with_the_genome_is_refused(mutate, path: tuple) -> None:
    with pytest.raises(Unfit) as caught:
        algorithm(buttons=BUTTONS, mutate=mutate)
    assert caught.value.path == path
