from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evomario.errors import UserError
from evomario.report.statistics import first_reached, runtime_distribution

VALUES = st.lists(st.integers(-5, 5), min_size=1, max_size=12)


def test_targets_are_reached_where_the_best_first_is_as_good() -> None:
    reached = first_reached([10, 20, 30, 40], [0.1, 0.5, 0.5, 0.9], [0.5, 0.0, 0.51, 1.0])
    assert reached.tolist() == [20, 10, 40, np.inf]


def test_what_is_not_there_yet_reaches_nothing() -> None:
    assert first_reached([1, 2, 3], [np.nan, -7, np.nan], [-9, -7, -6]).tolist() == [2, 2, np.inf]


def test_a_best_that_falls_counts_as_the_best_before() -> None:
    assert first_reached([1, 2, 3], [3, 1, 4], [2, 4]).tolist() == [1, 3]


def test_distribution_by_hand() -> None:
    # Two runs, three targets: of six pairs 1 is reached by 5, 3 by 10, 4 by 25, the rest never.
    steps = runtime_distribution([[5, 10, np.inf], [10, 25, np.inf]])
    assert steps.x.tolist() == [5, 10, 25]
    assert steps.share == pytest.approx([1 / 6, 3 / 6, 4 / 6])


def test_where_nothing_is_reached_there_is_no_step() -> None:
    x, share = runtime_distribution(np.full((2, 3), np.inf))
    assert x.size == share.size == 0


@given(VALUES, st.lists(st.integers(-6, 6), min_size=1, max_size=8))
def test_a_higher_target_is_not_reached_before(best: list[int], targets: list[int]) -> None:
    x = np.arange(len(best)) * 3.0
    reached = first_reached(x, best, sorted(targets))
    assert all(a <= b for a, b in pairwise(reached))
    for target, when in zip(sorted(targets), reached, strict=True):
        assert when == min(
            (at for at, b in zip(x, best, strict=True) if b >= target), default=np.inf
        )


@given(st.lists(st.lists(st.sampled_from([0, 1, 2, np.inf]), min_size=3, max_size=3), min_size=1))
def test_a_distribution_counts_the_pairs_within_a_budget(table: list[list[float]]) -> None:
    x, share = runtime_distribution(table)
    assert (np.diff(x) > 0).all() and (np.diff(share) > 0).all()
    for budget, part in zip(x, share, strict=True):
        assert part == pytest.approx((np.array(table) <= budget).mean())


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(UserError, match=r"^x has 2 values: expected as many of best_so_far$"):
        first_reached([1, 2], [1], [1])
    with pytest.raises(UserError, match=r"^x falls: expected what was spent, which only rises$"):
        first_reached([2, 1], [1, 2], [1])
    with pytest.raises(UserError, match=r"^targets: value 1 is nan: expected a number$"):
        first_reached([1, 2], [1, 2], [np.nan])
    with pytest.raises(UserError, match=r"^reached has shape \(2,\): expected runs times targets$"):
        runtime_distribution([1, 2])
    with pytest.raises(UserError, match=r"^reached: value 2 is nan: expected a number$"):
        runtime_distribution([[1, np.nan]])
