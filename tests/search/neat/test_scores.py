import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evomario.errors import UserError
from evomario.fitness.handling import HANDLINGS, FeasibilityRules, StaticPenalty
from evomario.registry import Unfit
from evomario.search.neat.scores import Scores

NUMBERS = st.floats(-1e4, 1e4)


def score(scores: Scores, objectives: list[float], violations: list[float]) -> list[float]:
    column = np.array(objectives, float)[:, None]
    return scores(column, np.array(violations, float)[:, None], 0.0).tolist()


def test_what_is_allowed_is_worth_the_objective_itself() -> None:
    assert score(Scores(), [3.0, -7.5, 1e9], [0, 0, 0]) == [3.0, -7.5, 1e9]
    found = Scores()(np.array([[3.0], [4.0]]), np.zeros((2, 0)), 0.0)
    assert found.tolist() == [3.0, 4.0]


@given(st.lists(st.tuples(NUMBERS, st.just(0.0) | st.floats(1e-3, 9)), min_size=1, max_size=20))
def test_the_order_is_that_of_the_feasibility_rules(told: list[tuple[float, float]]) -> None:
    values, violations = map(list, zip(*told, strict=True))
    found = np.array(score(Scores(), values, violations))
    ranks = FeasibilityRules().scores(np.array(values), np.array(violations)[:, None], 0.0)
    rest = np.array(violations) > 0
    for one in range(len(told)):
        better, worse = ranks > ranks[one], ranks < ranks[one]
        assert (found[better] >= found[one]).all() and (found[worse] <= found[one]).all()
        assert (found[~rest] > found[one]).all() or not rest[one]


@given(
    st.lists(
        st.lists(st.tuples(NUMBERS, st.just(0.0) | st.floats(1e-3, 9)), min_size=1, max_size=6),
        min_size=1, max_size=6,
    )
)  # fmt: skip
def test_what_was_worth_more_before_still_is_whenever_feasible_ones_come(
    generations: list[list[tuple[float, float]]],
) -> None:
    scores = Scores()
    history: list[float] = []
    keys: list[tuple[float, float]] = []
    for told in generations:
        values, violations = map(list, zip(*told, strict=True))
        new = score(scores, values, violations)
        history = [*scores.shift(history), *new]
        keys += [(-bad, value if not bad else 0.0) for value, bad in told]
    for one, key in zip(history, keys, strict=True):
        for other, against in zip(history, keys, strict=True):
            if key > against:
                assert one > other - 1e-6


def test_without_violations_nothing_is_ever_shifted() -> None:
    scores = Scores()
    history = score(scores, [5.0, 4.0], [0, 0])
    for worse in (3.0, -20.0, 1.0):
        score(scores, [worse], [0])
        assert scores.shift(history) is history


@pytest.mark.parametrize("worst", [-np.inf, np.inf, np.nan])
def test_what_is_not_finite_is_just_below_the_rest_and_stretches_no_scale(worst: float) -> None:
    for found in (
        score(Scores(), [1.0, worst, -2.0], [0, 0, 0]),
        score(Scores(StaticPenalty(1.0)), [1.0, worst, -2.0], [0, 0, 0]),
    ):
        assert found[1] < -2.0 and found[1] == pytest.approx(-2.0)
    found = score(Scores(), [1.0, 2.0, 3.0], [0, 0.5, abs(worst)])
    assert found[2] < found[1] < found[0] == 1.0
    assert score(Scores(), [worst, worst], [0, 0]) == [-1e300, -1e300]
    assert np.isfinite(score(Scores(), [1e308, 1e308], [0, 0])).all()


def test_a_static_penalty_is_taken_off() -> None:
    assert score(Scores(StaticPenalty(10.0)), [5.0, 5.0], [0.0, 0.3]) == [5.0, 2.0]


def test_handlings_whose_scores_hold_for_one_generation_only_are_refused() -> None:
    for name, kind in HANDLINGS.items():
        if name in ("feasibility_rules", "static_penalty"):
            Scores(kind())
            continue
        with pytest.raises(Unfit, match=f"by {name}; expected feasibility_rules or static"):
            Scores(kind())


def test_several_objectives_are_refused() -> None:
    with pytest.raises(UserError, match="one objective"):
        Scores()(np.zeros((3, 2)), np.zeros((3, 0)), 0.0)


def test_a_state_keeps_the_scale() -> None:
    one, other = Scores(), Scores()
    score(one, [-50.0, 3.0], [0, 1])
    other.load(one.state())
    assert score(other, [1.0, 7.0], [0.5, 0]) == score(one, [1.0, 7.0], [0.5, 0]) == [-50.5, 7.0]
    assert one.state() == other.state()
