"""Tests on several levels at once, against those on one and by hand."""

from math import sqrt

import numpy as np
import pytest
from scipy.stats import norm, rankdata

from evomario.report.comparison.pooled import _scores, effect, hit_test, rank_test
from evomario.report.statistics import a12, logrank, mann_whitney
from tests.report.statistics.test_survival import PLACEBO, TREATED

X, Y = np.array([1.0, 2.0]), np.array([3.0, 4.0])


def test_ranks_on_one_level_are_mann_whitneys() -> None:
    assert rank_test([X], [Y]) == mann_whitney(X, Y)


def test_ranks_on_two_levels_by_hand() -> None:
    # Of 6 ways to deal a level one is as low and one as high, and 2 of the 6 * 6 of both levels.
    assert rank_test([X, X], [Y, Y]) == pytest.approx(2 / 36)
    # On one level it is the other way round: nothing is left.
    assert rank_test([X, Y], [Y, X]) == 1


def test_ranks_of_many_runs_are_as_the_approximation_has_it() -> None:
    first, second = (np.random.default_rng(seed).normal(0, 1, (2, 30)) for seed in (1, 2))
    second += 0.35
    # Of each rank sum 30 * (60 + 1) / 2 is expected, and its variance is 30 * 30 * 61 / 12.
    both = zip(first, second, strict=True)
    ranks = [rankdata(np.concatenate(each))[:30].sum() - 915 for each in both]
    z = abs(sum(ranks)) / sqrt(2 * 900 * 61 / 12)
    assert rank_test([*first], [*second]) == pytest.approx(2 * norm.sf(z), rel=0.2)


def test_levels_that_differ_do_not_hide_what_is_the_same_on_each() -> None:
    first = [np.arange(8.0), np.arange(8.0) + 1000]
    second = [x + 3 for x in first]
    assert rank_test(first, second) < 0.01
    assert mann_whitney(np.concatenate(first), np.concatenate(second)) > 0.1


def test_ties_count_half_and_nothing_but_ties_tells_nothing() -> None:
    same = [np.ones(3), np.ones(4)]
    assert rank_test(same, same) == 1
    assert effect(same, same) == 0.5


def test_the_effect_is_the_mean_over_pairs_on_the_same_level() -> None:
    # All of 2 pairs, and 3 of 6.
    first = [np.array([5.0, 6.0]), np.array([1.0, 9.0])]
    second = [np.array([4.0]), np.array([2.0, 3.0, 4.0])]
    assert effect(first, second) == pytest.approx((2 + 3) / 8)
    assert effect(first[:1], second[:1]) == a12(first[0], second[0]) == 1


def hits(*times: float) -> tuple[np.ndarray, np.ndarray]:
    """Runs that hit at some times; those of a negative time ended then without."""
    return np.abs(times), np.array(times) > 0


def test_scores_add_up_to_the_excess_of_hits() -> None:
    # Expected of the first, which hits at 1 and 2 of 4 runs: 2/4 + 1/3. It has 2.
    found = _scores(hits(1, 2), hits(3, 4))
    assert found[:2].sum() == pytest.approx(2 - 5 / 6) and found.sum() == pytest.approx(0)
    assert found[0] == pytest.approx(1 - 1 / 4)


def test_freireichs_excess() -> None:
    # With 6-MP 9 relapses, 19.25 expected: D. G. Kleinbaum and M. Klein, Survival Analysis.
    times = (
        (np.array(TREATED[0]), np.array(TREATED[1])),
        (np.array(PLACEBO[0]), np.array(PLACEBO[1])),
    )
    assert _scores(*times)[: len(TREATED[0])].sum() == pytest.approx(-10.25, abs=0.005)
    assert hit_test(times[:1], times[1:]) == 1 / 10_000  # chi^2 16.79 is p = 0.00004


def test_hits_of_few_runs_are_dealt_in_all_ways() -> None:
    # All of five before any of five others: 2 of the 252 ways are as far apart.
    assert hit_test([hits(1, 2, 3, 4, 5)], [hits(6, 7, -9, -9, -9)]) == pytest.approx(2 / 252)


def test_hits_of_many_runs_are_as_log_rank_has_it() -> None:
    rng = np.random.default_rng(1)
    first, second = (rng.exponential(scale, 60) for scale in (1.0, 1.5))
    times = [(np.minimum(x, 2), x < 2) for x in (first, second)]
    assert hit_test(times[:1], times[1:]) == pytest.approx(logrank(*times), rel=0.2)


def test_hits_are_compared_on_the_same_level() -> None:
    fast, slow = hits(1, 2, 3, 4, 5), hits(6, 7, 8, -9, -9)
    assert hit_test([fast, fast], [slow, slow]) == pytest.approx(2 / 252**2, abs=2e-4)
    assert hit_test([fast, slow], [slow, fast]) > 0.9


def test_few_runs_alike_are_seldom_said_to_differ() -> None:
    rng = np.random.default_rng(0)
    found = []
    for _ in range(300):
        x, y = rng.exponential(1, (2, 5))
        found.append(hit_test([(np.minimum(x, 1), x < 1)], [(np.minimum(y, 1), y < 1)]))
    assert np.mean(np.array(found) <= 0.05) <= 0.05 + 2 * sqrt(0.05 * 0.95 / 300)


def test_where_none_hits_nothing_differs() -> None:
    none = hits(-9, -9, -9)
    assert hit_test([none, none], [none, none]) == hit_test([none], [none]) == 1
