import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2

from evomario.errors import UserError
from evomario.report.statistics import expected_running_time, kaplan_meier, logrank, wilson

#: Weeks of remission in acute leukaemia, E. J. Freireich et al., Blood 21 (1963), 699-716: with
#: 6-MP, where some were still in remission when last seen, and with a placebo.
EVENTS = [6, 6, 6, 7, 10, 13, 16, 22, 23]
LAST_SEEN = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
TREATED = EVENTS + LAST_SEEN, [True] * len(EVENTS) + [False] * len(LAST_SEEN)
WEEKS = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
PLACEBO = WEEKS, [True] * len(WEEKS)

RUNS = st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=20)


def test_freireichs_curve() -> None:
    found = kaplan_meier(*TREATED)
    at = dict(zip(found.times, 1 - found.share, strict=True))
    # At risk when they relapse: 21 (3 do), 17, 15, 12, 11, 7, 6.
    expected = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    assert {week: at[week] for week in expected} == pytest.approx(expected, abs=6e-4)
    assert list(found.times) == sorted(set(EVENTS + LAST_SEEN))
    assert at[35] == at[23] and at[9] == at[7]
    assert found.median == 23 and kaplan_meier(*PLACEBO).median == 8


def test_freireichs_interval_by_hand() -> None:
    # Week 6: S = 18/21, Greenwood's sum 3 / (21 x 18) = 0.0079365; over ln(S)^2 = 0.0237623 that is
    # 0.33400, its root 0.57792, times 1.95996 is 1.13270: S ^ exp(+-1.13270) = 0.6197 and 0.9516.
    found = kaplan_meier(*TREATED)
    assert (1 - found.high[0], 1 - found.low[0]) == pytest.approx((0.6197, 0.9516), abs=5e-5)


def test_freireichs_log_rank() -> None:
    # chi^2 16.79 with one degree of freedom: D. G. Kleinbaum and M. Klein, Survival Analysis.
    p = logrank(TREATED, PLACEBO)
    assert chi2.isf(p, 1) == pytest.approx(16.79, abs=0.005)
    assert p == logrank(PLACEBO, TREATED)


def test_where_greenwood_says_nothing_wilson_does() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = kaplan_meier([1, 2, 3, 3], [False, True, True, True])
    # Of the run that ended at 1 it is known there that it had not hit; later, nothing.
    assert found.share.tolist() == [0, pytest.approx(1 / 3), 1]
    assert (found.low[0], found.high[0]) == wilson(0, 4)
    assert (found.low[2], found.high[2]) == wilson(3, 3)


def test_median_where_fewer_than_half_hit() -> None:
    assert math.isnan(kaplan_meier([1, 2, 9, 9, 9], [True, True, False, False, False]).median)
    # Just half: 9/10 x 8/9 x ... is 0.5 but for rounding.
    half = kaplan_meier([1, 2, 3, 4, 5, 9, 9, 9, 9, 9], [True] * 5 + [False] * 5)
    assert half.median == 5


def test_log_rank_where_nothing_tells_apart() -> None:
    never = [5, 5, 5], [False] * 3
    assert logrank(never, never) == 1
    assert logrank(TREATED, TREATED) == pytest.approx(1)


def test_ert_by_hand() -> None:
    # 100 + 50 + 200 spent on two hits. A run hits with chance 2/3: begun anew until one does, it
    # fails (1/3) / (2/3) = 1/2 times on average, at 50 each, and hits at (100 + 200) / 2: 25 + 150.
    assert expected_running_time([100, 50, 200], [True, False, True]) == 175
    assert expected_running_time([100, 50], [False, False]) == np.inf


@settings(deadline=None)  # the first call imports scipy
@given(RUNS)
def test_the_share_rises_within_its_bounds(runs: list[tuple[int, bool]]) -> None:
    times, hit = zip(*runs, strict=True)
    found = kaplan_meier(times, hit)
    assert (np.diff(found.times) > 0).all() and (np.diff(found.share) >= 0).all()
    assert (found.low >= 0).all() and (found.high <= 1).all()
    assert (found.low <= found.share + 1e-12).all() and (found.share <= found.high + 1e-12).all()


@settings(deadline=None)  # the first call imports scipy
@given(RUNS, RUNS)
def test_log_rank_is_a_p_value(one: list[tuple[int, bool]], other: list[tuple[int, bool]]) -> None:
    first, second = (tuple(zip(*runs, strict=True)) for runs in (one, other))
    assert 0 <= logrank(first, second) <= 1


@pytest.mark.parametrize(
    ("times", "hit", "said"),
    [([], [], "times: expected a list of at least one number, found shape (0,)"),
     ([1, 2], [True], "2 times: expected as many hits, found shape (1,)"),
     ([1, np.inf], [True, False], "times: value 2 is inf: expected a finite number"),
     ([1, -2], [True, True], "times: one is -2.0: expected 0 or more")],
)  # fmt: skip
def test_runs_that_cannot_be_are_refused(times: list, hit: list, said: str) -> None:
    for function in (kaplan_meier, expected_running_time):
        with pytest.raises(UserError) as error:
            function(times, hit)
        assert str(error.value) == said
