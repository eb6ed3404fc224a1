import json
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evomario.errors import UserError
from evomario.fitness.handling import HANDLINGS, dominates, handling

ONE_OBJECTIVE = sorted(set(HANDLINGS) - {"constrained_dominance"})
values = st.one_of(st.integers(-5, 5).map(float), st.floats(-1e300, 1e300), st.just(-np.inf))
excesses = st.one_of(st.just(0.0), st.floats(0, 1e300), st.sampled_from([1e-300, 0.5, 1.0]))
any_number = st.floats(allow_nan=True, allow_infinity=True)
individuals = st.lists(st.tuples(values, excesses), min_size=1, max_size=12)


def scores(name, objectives, violations, used=0.0, **parameters):
    table = np.asarray(violations, np.float64)
    table = table[:, None] if table.ndim == 1 else table
    return handling(name, **parameters).scores(np.asarray(objectives, np.float64), table, used)


def order(found) -> list[int]:
    """Indices from best to worst."""
    return np.argsort(-found, kind="stable").tolist()


def test_feasibility_rules_on_a_known_case() -> None:
    found = scores("feasibility_rules", [1, 9, 3, 50], [0, 0.1, 0, 2])
    assert order(found) == [2, 0, 1, 3]


def test_a_static_penalty_prices_violations() -> None:
    found = scores("static_penalty", [10, 10, 0], [[0, 0], [1, 2], [0, 0]], price=2, power=2)
    assert found.tolist() == [10, 10 - 2 * 9, 0]


def test_an_adaptive_penalty_rises_while_the_best_is_infeasible_and_falls_after() -> None:
    method = handling("adaptive_penalty", price=1.0, rise=3.0, fall=2.0, generations=2)
    infeasible = (np.array([1.0, 1000.0]), np.array([[0.0], [1.0]]))
    feasible = (np.array([5.0, 1.0]), np.array([[0.0], [1.0]]))
    prices = []
    for objectives, violations in (infeasible, infeasible, feasible, feasible, feasible):
        method.scores(objectives, violations, 0)
        prices.append(method.price)
    assert prices == [1, 3, 3, 1.5, 0.75]


def test_epsilon_lets_small_violations_pass_and_less_so_with_time() -> None:
    method = handling("epsilon", theta=0.5, control=0.5, power=2.0)
    objectives, violations = np.array([1.0, 2, 3, 4]), np.array([[0.0], [0.4], [0.5], [0.6]])
    assert order(method.scores(objectives, violations, 0.0)) == [1, 0, 2, 3]
    assert method.epsilon(0.25) == pytest.approx(0.4 / 4)
    assert order(method.scores(objectives, violations, 0.25)) == [0, 1, 2, 3]
    assert method.epsilon(0.5) == method.epsilon(1) == 0


def test_epsilon_without_a_feasible_individual_takes_the_violation_at_theta() -> None:
    method = handling("epsilon", theta=0.2)
    method.scores(np.zeros(10), np.arange(10.0)[:, None] + 1, 0)
    assert method.epsilon(0) == 2


def test_stochastic_ranking_at_its_ends() -> None:
    objectives, violations = [1, 9, 3, 50], [0, 0.1, 0, 2]
    assert order(scores("stochastic_ranking", objectives, violations, probability=1.0)) == [
        3, 1, 2, 0,
    ]  # fmt: skip
    found = scores("stochastic_ranking", objectives, violations, probability=0.0)
    assert order(found) == [2, 0, 1, 3]


def test_stochastic_ranking_repeats_and_mixes() -> None:
    rng = np.random.default_rng(0)
    objectives, violations = rng.random(30), rng.random(30) * (rng.random(30) < 0.7)
    made = [
        scores("stochastic_ranking", objectives, violations, generator=generator)
        for generator in (random.Random(5), random.Random(5), random.Random(6))
    ]
    numpy = scores("stochastic_ranking", objectives, violations, generator=rng)
    assert (made[0] == made[1]).all() and (made[0] != made[2]).any()
    assert sorted(numpy) == sorted(made[0])
    best_ten = violations[order(made[0])[:10]]
    assert best_ten.mean() < violations.mean()


def test_constrained_dominance_on_a_known_case() -> None:
    objectives = [[1, 5], [5, 1], [1, 1], [9, 9], [0, 0], [8, 8]]
    found = scores("constrained_dominance", objectives, [0, 0, 0, 1, 2, 1])
    assert found.tolist() == [0, 0, -1, -2, -4, -3]


@given(individuals)
def test_under_deb_s_rules_feasible_beats_infeasible(pairs) -> None:
    objectives, violations = np.array(pairs).T
    found = scores("feasibility_rules", objectives, violations)
    good, bad = found[violations == 0], found[violations > 0]
    assert not (len(good) and len(bad)) or good.min() > bad.max()
    for i in range(len(pairs)):
        for j in range(len(pairs)):
            if violations[i] == violations[j] == 0:
                assert (found[i] > found[j]) == (objectives[i] > objectives[j])
            else:
                assert (found[i] > found[j]) == (violations[i] < violations[j])


@pytest.mark.parametrize("name", sorted(HANDLINGS))
@given(individuals, st.integers(0, 2**32), st.floats(0, 1))
def test_the_order_given_does_not_count(name, pairs, seed, used) -> None:
    pairs = np.array(pairs)
    shuffled = np.random.default_rng(seed).permutation(len(pairs))
    more = {"generator": random.Random(1)} if name == "stochastic_ranking" else {}
    one = scores(name, *pairs.T, used, **more)
    more = {"generator": random.Random(1)} if name == "stochastic_ranking" else {}
    assert scores(name, *pairs[shuffled].T, used, **more).tolist() == one[shuffled].tolist()


@pytest.mark.parametrize("name", sorted(HANDLINGS))
@given(st.lists(st.tuples(any_number, any_number, any_number), max_size=8), st.floats(0, 1))
def test_whatever_is_not_finite_counts_as_the_worst(name, rows, used) -> None:
    table = np.array([*rows, (np.nan, np.nan, np.inf)])
    method = handling(name)
    for _ in range(3):
        found = method.scores(table[:, 0], table[:, 1:], used)
        assert found.shape == (len(table),) and not np.isnan(found).any()
        if name != "stochastic_ranking":
            assert found[-1] == found.min()


@pytest.mark.parametrize("name", sorted(HANDLINGS))
def test_without_constraints_the_objective_alone_counts(name) -> None:
    objectives = np.array([3.0, 1, 2, 3, np.nan])
    found = handling(name).scores(objectives, np.zeros((5, 0)), 0.5)
    assert found[0] == found[3] and order(found) == [0, 3, 2, 1, 4]
    assert handling(name).scores(np.zeros(0), np.zeros((0, 1)), 0).shape == (0,)


@pytest.mark.parametrize("name", sorted(HANDLINGS))
def test_a_state_goes_on_exactly_through_json(name) -> None:
    rng = np.random.default_rng(1)

    def generations(method, count):
        return [
            method.scores(objectives, violations, i / 20).tolist()
            for i, (objectives, violations) in enumerate(population[:count])
        ]

    population = [(rng.random(8), rng.random((8, 2)) - 0.3) for _ in range(10)]
    one, other = (
        handling(name, **({"probability": 1.0} if name == "stochastic_ranking" else {}))
        for _ in range(2)
    )
    generations(one, 6)
    other.load(json.loads(json.dumps(one.state())))
    assert generations(other, 10) == generations(one, 10)


@given(st.lists(st.tuples(values, values, excesses), min_size=2, max_size=10))
def test_dominance_is_a_strict_order(rows) -> None:
    table = np.array(rows)
    above = dominates(table[:, :2], table[:, 2])
    assert not above.diagonal().any() and not (above & above.T).any()
    for i, j in zip(*np.nonzero(above), strict=True):
        assert (above[i] | ~above[j]).all()


@pytest.mark.parametrize("name", ONE_OBJECTIVE)
def test_several_objectives_need_constrained_dominance(name) -> None:
    with pytest.raises(UserError, match=f"{name} orders by one objective, not 2"):
        handling(name, 2)
    with pytest.raises(UserError, match="use constrained_dominance"):
        handling(name).scores(np.zeros((3, 2)), np.zeros((3, 1)), 0)
    assert handling("constrained_dominance", 2)


@pytest.mark.parametrize(
    ("name", "parameters", "message"),
    [
        ("static_penlty", {}, "unknown handling 'static_penlty': did you mean 'static_penalty'"),
        ("static_penalty", {"prise": 1}, "did you mean 'price'"),
        ("feasibility_rules", {"price": 1}, "there are none"),
        ("static_penalty", {"price": -1}, "price is -1"),
        ("static_penalty", {"power": float("nan")}, "power is nan"),
        ("adaptive_penalty", {"rise": 1.0}, "rise is 1.0: expected a number above 1"),
        ("adaptive_penalty", {"rise": 2.0, "fall": 2.0}, "in circles"),
        ("adaptive_penalty", {"generations": 0}, "generations is 0"),
        ("epsilon", {"theta": 0}, "theta is 0"),
        ("epsilon", {"control": 2}, "control is 2"),
        ("stochastic_ranking", {"probability": 1.5}, "probability is 1.5"),
    ],
)
def test_wrong_names_and_values_are_told(name, parameters, message) -> None:
    with pytest.raises(UserError, match=message):
        handling(name, **parameters)
