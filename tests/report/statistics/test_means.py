import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evomario.errors import UserError
from evomario.report.statistics import iqm, iqm_interval
from evomario.report.statistics.means import _tail

VALUES = st.lists(st.floats(-100, 100), min_size=2, max_size=9)


@pytest.mark.parametrize(
    ("values", "middle"),
    [([8, 1, 7, 2, 6, 3, 5, 4], [3, 4, 5, 6]),  # 2 of 8 go at each end
     ([100, 4, 2, 3, 1], [2, 3, 4]),            # 5/4, rounded down: 1
     ([1, 2, 3, 4, 5, 6, 70], [2, 3, 4, 5, 6]),  # 7/4: 1, too
     ([9, 1, 2], [1, 2, 9]),                    # none of 3
     ([4], [4])],
)  # fmt: skip
def test_the_middle_by_hand(values: list[float], middle: list[float]) -> None:
    assert iqm(values) == pytest.approx(np.mean(middle))


def test_an_interquartile_mean_minds_no_outlier() -> None:
    assert iqm([1, 2, 3, 4, 5, 6, 7, 1e9]) == iqm([1, 2, 3, 4, 5, 6, 7, 8])


@pytest.mark.parametrize(
    ("n", "tail"),
    # sqrt(5/4) x 2.7764 = 3.1041, sqrt(10/9) x 2.2622 = 2.3845, sqrt(20/19) x 2.0930 = 2.1474,
    # and what the normal distribution has beyond them.
    [(5, 0.00095), (10, 0.00855), (20, 0.01588), (100_000, 0.025)],
)
def test_tails_by_hand(n: int, tail: float) -> None:
    assert _tail(n, 0.95) == pytest.approx(tail, abs=1e-5)


def test_values_are_drawn_within_their_stratum() -> None:
    # However levels are drawn, half of the values are 0 and half are 1.
    assert iqm_interval([[0] * 5, [1] * 5]) == (0.5, 0.5, 0.5)


def test_the_smallest_stratum_says_how_far_the_interval_goes() -> None:
    rng = np.random.default_rng(0)
    varied, alike = rng.normal(size=30), [0.0] * 3
    few, many = iqm_interval([varied, alike]), iqm_interval([varied, alike * 10])
    assert few.high - few.low > many.high - many.low


def test_one_run_alone_has_no_interval() -> None:
    for strata in ([[3.0]], [[1, 2, 3, 4], [5]]):
        found = iqm_interval(strata)
        assert found.value == iqm(np.concatenate(strata))
        assert np.isnan([found.low, found.high]).all()


def test_a_seed_repeats_its_draws() -> None:
    strata = np.random.default_rng(0).normal(size=(3, 6))
    assert iqm_interval(strata, seed=1) == iqm_interval(strata, seed=1)
    assert iqm_interval(strata, seed=1) != iqm_interval(strata, seed=2)


@settings(deadline=None)  # the first call imports scipy
@given(st.lists(VALUES, min_size=1, max_size=4))
def test_bounds_are_ordered_and_widen_with_the_level(strata: list[list[float]]) -> None:
    wide, narrow = (iqm_interval(strata, level, draws=200) for level in (0.99, 0.5))
    pooled = np.concatenate(strata)
    assert pooled.min() - 1e-9 <= wide.low <= narrow.low
    assert narrow.low <= narrow.high
    assert narrow.high <= wide.high <= pooled.max() + 1e-9
    assert wide.value == narrow.value == iqm(pooled)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(UserError, match=r"^values: value 2 is inf: expected a finite number$"):
        iqm([1, np.inf])
    with pytest.raises(UserError, match=r"^stratum 2: value 1 is nan: expected a finite number$"):
        iqm_interval([[1], [np.nan]])
    with pytest.raises(UserError, match=r"^0 strata, 5000 draws: expected at least one of each$"):
        iqm_interval([])
    with pytest.raises(UserError, match=r"^level is 1: expected more than 0 and less than 1"):
        iqm_interval([[1, 2]], level=1)
