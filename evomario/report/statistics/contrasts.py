"""Whether one way beats another: how far they lie apart, and whether that may be luck."""

from collections.abc import Sequence
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import ArrayLike

from evomario.errors import UserError

from .samples import check_level, numbers

#: From which distance to 1/2 on an effect is called so (Vargha and Delaney 2000).
_MAGNITUDES = ((0.21, "large"), (0.14, "medium"), (0.06, "small"))
#: Up to so many a side, without ties, p-values are exact; scipy needs hundredths of a second.
_EXACT = 50
#: With ties, up to so many ways to deal the values to two sides, all are looked at.
_DEALT = 20_000


def a12(first: ArrayLike, second: ArrayLike) -> float:
    """Returns how likely a value of `first` is more than one of `second`; ties count half.

    1/2 is no difference, 1 means that all of the first are more than all of the second. Infinite
    values, such as when a run reached what it never did, are compared as numbers are.

    Source: A. Vargha and H. D. Delaney, A critique and improvement of the CL common language effect
    size statistics of McGraw and Wong, Journal of Educational and Behavioral Statistics 25 (2000).

    Raises:
        UserError: either has no value, or nan is among them.
    """
    one, other = numbers(first, "first")[:, None], numbers(second, "second")
    return float(((one > other).mean() + (one >= other).mean()) / 2)


def a12_magnitude(value: float) -> str:
    """Returns what an A12 is called: negligible, small, medium or large, to either side.

    From 0.56 on, or 0.44 down, it is small, from 0.64 medium, from 0.71 large.

    Source: Vargha and Delaney (2000), as of `a12`.

    Raises:
        UserError: the value is not between 0 and 1.
    """
    if not 0 <= value <= 1:
        raise UserError(f"A12 is {value}: expected 0 to 1")
    apart = round(abs(value - 0.5), 12)  # 0.71 - 0.5 is less than 0.21
    return next((name for least, name in _MAGNITUDES if apart >= least), "negligible")


def mann_whitney(first: ArrayLike, second: ArrayLike) -> float:
    """Returns the p-value, of two sides, of two groups being drawn alike (Mann-Whitney U).

    Without ties, and 50 values or fewer a side, it is exact. With ties, all ways to deal the values
    to two sides are looked at, up to 20,000 of them, which is exact too: the usual approximation
    gives 0.004 for five alike above five alike, where 2 of 252 ways are as extreme, 0.008. Beyond
    that it is the approximation, corrected for ties and continuity.

    Source: H. B. Mann and D. R. Whitney, On a test of whether one of two random variables is
    stochastically larger than the other, Annals of Mathematical Statistics 18 (1947); computed by
    scipy, but for few values with ties.

    Raises:
        UserError: as of `a12`.
    """
    from scipy.stats import mannwhitneyu, rankdata

    one, other = numbers(first, "first"), numbers(second, "second")
    # Only their order counts: numbered by it, for scipy 1.11 takes infinite values for nan.
    distinct, order = np.unique(np.concatenate([one, other]), return_inverse=True)
    ranks, n = rankdata(order), len(one)
    ties = len(distinct) < len(ranks)
    if ties and comb(len(ranks), n) <= _DEALT:
        return _dealt(ranks, n)
    method = "exact" if not ties and max(n, len(other)) <= _EXACT else "asymptotic"
    found = mannwhitneyu(ranks[:n], ranks[n:], method=method).pvalue
    # With all values alike there is no variance to divide by, and nothing to tell.
    return 1.0 if np.isnan(found) else float(found)


def _dealt(ranks: np.ndarray, n: int) -> float:
    """Twice the share of all ways to deal n ranks to the first side with as extreme a sum."""
    dealt = np.array(list(combinations(ranks, n))).sum(axis=1)
    sum_of_first = ranks[:n].sum()  # of halves: sums are exact
    return float(min(1, 2 * min((dealt <= sum_of_first).mean(), (dealt >= sum_of_first).mean())))


def holm(p: Sequence[float] | np.ndarray) -> np.ndarray:
    """Adjust p-values for how many they are: alpha is then the chance of any wrong one below it.

    Source: S. Holm, A simple sequentially rejective multiple test procedure, Scandinavian Journal
    of Statistics 6 (1979).

    Args:
        p: `float64[n]`, each from 0 to 1.

    Returns:
        `float64[n]`, in the given order.

    Raises:
        UserError: there is none, or one is no p-value.
    """
    given = numbers(p, "p")
    if (wrong := (given < 0) | (given > 1)).any():
        place = int(wrong.argmax())
        raise UserError(f"p: value {place + 1} is {given[place]}: expected 0 to 1")
    order = np.argsort(given, kind="stable")
    # The smallest is held against alpha / n, the next against alpha / (n - 1), until one fails.
    stepped = given[order] * np.arange(len(given), 0, -1)
    adjusted = np.empty_like(given)
    adjusted[order] = np.minimum(np.maximum.accumulate(stepped), 1)
    return adjusted


def smallest_p(n: int, m: int) -> float:
    """Returns the least p-value that n against m runs without ties can have: 2 of all ways to deal.

    Raises:
        UserError: a side has no run.
    """
    if min(n, m) < 1:
        raise UserError(f"{n} against {m} runs: expected at least one a side")
    return 2 / comb(n + m, n)


def seeds_needed(contrasts: int, alpha: float = 0.05) -> int:
    """Returns how many seeds a side it takes for any of so many contrasts to be significant.

    That is with Holm's correction and every run of one side better than every one of the other;
    less clear a difference takes more.

    Raises:
        UserError: there is no contrast, or `alpha` is no share.
    """
    check_level(alpha, "alpha")
    if contrasts < 1:
        raise UserError(f"contrasts is {contrasts}: expected at least 1")
    seeds = 1
    while contrasts * smallest_p(seeds, seeds) > alpha:
        seeds += 1
    return seeds
