"""Tests on several levels at once, against those on one and by hand."""

from math import sqrt

import numpy as np
import pytest
from scipy.stats import norm

from evomario.report.comparison.pooled import effect, hit_test, rank_test
from evomario.report.statistics import a12, logrank, mann_whitney

X, Y = np.array([1.0, 2.0]), np.array([3.0, 4.0])


def test_ranks_on_one_level_are_mann_whitneys() -> None:
    assert rank_test([X], [Y]) == mann_whitney(X, Y)


def test_ranks_on_two_levels_by_hand() -> None:
    # A rank sum of 1 + 2 where 5 is expected: -2, weighed by 1/(4 + 1): -0.4; its variance is
    # 2 * 2 / 12 * 5 / 25 = 1/15. Twice that: z = -0.8 / sqrt(2/15) = -2.1909.
    assert rank_test([X, X], [Y, Y]) == pytest.approx(2 * norm.sf(0.8 / sqrt(2 / 15)))
    # On one level it is the other way round: nothing is left.
    assert rank_test([X, Y], [Y, X]) == 1


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


def test_hits_on_two_levels_that_are_alike() -> None:
    times = np.array([3.0, 5, 7, 9, 9, 9]), np.array([1, 1, 1, 1, 0, 0], bool)
    later = np.array([6.0, 8, 9, 9, 9, 9]), np.array([1, 1, 0, 0, 0, 0], bool)
    alone = logrank(times, later)
    assert hit_test([times], [later]) == alone
    z = norm.isf(alone / 2) * sqrt(2)  # twice the excess, and twice the variance
    assert hit_test([times, times], [later, later]) == pytest.approx(2 * norm.sf(z))
    assert hit_test([times, later], [later, times]) == 1


def test_where_none_hits_nothing_differs() -> None:
    none = np.full(3, 9.0), np.zeros(3, bool)
    assert hit_test([none, none], [none, none]) == hit_test([none], [none]) == 1
