"""Tests of two methods on several levels at once: runs are compared on the same level alone."""

from collections.abc import Sequence
from functools import reduce
from itertools import combinations
from math import comb, prod

import numpy as np

from evomario.report.statistics import a12, mann_whitney

Values = np.ndarray
Times = tuple[np.ndarray, np.ndarray]  # spent, and whether it was hit

_DEALT = 20_000  # ways to deal runs to two methods, up to which all are looked at
_DEALS = 9_999  # of the runs, where there are more
_ROUNDING = 1e-9


def effect(first: Sequence[Values], second: Sequence[Values]) -> float:
    """The chance that a run of the first is better than one of the second on the same level.

    A12 (Vargha and Delaney 2000), the mean over levels, each weighed by its pairs of runs.
    """
    pairs = [len(x) * len(y) for x, y in zip(first, second, strict=True)]
    each = [a12(x, y) for x, y in zip(first, second, strict=True)]
    return float(np.average(each, weights=pairs))


def rank_test(first: Sequence[Values], second: Sequence[Values]) -> float:
    """Two-sided p that two methods give the same on every level, by ranks within the levels.

    Of one level Mann and Whitney's; of several van Elteren's, which weighs each rank sum by
    1/(N + 1), by permutation: P. van Elteren, On the combination of independent two sample tests of
    Wilcoxon, Bulletin of the International Statistical Institute 37 (1960).

    Args:
        first: `float64[n]` for each level; -inf is the worst.
        second: `float64[m]`, likewise.
    """
    if len(first) == 1:
        return mann_whitney(first[0], second[0])
    scores = [_ranks(x, y) for x, y in zip(first, second, strict=True)]
    return _dealt(scores, [len(x) for x in first])


def _ranks(x: Values, y: Values) -> np.ndarray:
    """The rank of each run beyond that of the middle, weighed."""
    from scipy.stats import rankdata

    ranks = rankdata(np.concatenate([x, y]))
    return ranks / (len(ranks) + 1) - 0.5


def hit_test(first: Sequence[Times], second: Sequence[Times]) -> float:
    """Two-sided p that two methods hit equally soon on every level: log-rank, by permutation.

    The excess of hits over those that chance gives is the log-rank test's: N. Mantel, Evaluation
    of survival data and two new rank order statistics arising in its consideration, Cancer
    Chemotherapy Reports 50 (1966). Its usual normal approximation is too bold with few runs.

    Args:
        first: what its runs spent and whether they hit, `float64[n]` and `bool[n]`, by levels.
        second: likewise.
    """
    scores = [_scores(x, y) for x, y in zip(first, second, strict=True)]
    return _dealt(scores, [len(x[0]) for x in first])


def _scores(x: Times, y: Times) -> np.ndarray:
    """What each run adds to the excess: its hit, less the hits that were to be expected by then.

    The latter is the estimate of Nelson and Aalen from all runs: O. Aalen, Nonparametric inference
    for a family of counting processes, Annals of Statistics 6 (1978).
    """
    times, hit = np.concatenate([x[0], y[0]]), np.concatenate([x[1], y[1]])
    moments = np.unique(times)
    hits = np.array([(hit & (times == moment)).sum() for moment in moments])
    at_risk = np.array([(times >= moment).sum() for moment in moments])
    expected = np.cumsum(hits / at_risk)
    return hit - expected[np.searchsorted(moments, times)]


def _dealt(scores: Sequence[np.ndarray], sizes: Sequence[int]) -> float:
    """How often the first's scores add up to as far from 0, with runs dealt anew on each level.

    Args:
        scores: of the runs of a level, those of the first method before the others; their mean
            is 0.
        sizes: how many are the first's.

    Returns:
        Of all ways to deal them, where these are few; else of 9,999 and the one that was.
    """
    found = abs(sum(row[:n].sum() for row, n in zip(scores, sizes, strict=True))) - _ROUNDING
    shared = list(zip(scores, sizes, strict=True))
    if prod(comb(len(row), n) for row, n in shared) <= _DEALT:
        ways = [np.array([row[[*c]].sum() for c in combinations(range(len(row)), n)])
                for row, n in shared]  # fmt: skip
        sums = reduce(lambda some, more: np.add.outer(some, more).ravel(), ways)
        return float((np.abs(sums) >= found).mean())
    rng = np.random.default_rng(0)
    drawn = sum(
        rng.permuted(np.tile(row, (_DEALS, 1)), axis=1)[:, :n].sum(axis=1) for row, n in shared
    )
    return float((1 + (np.abs(drawn) >= found).sum()) / (1 + _DEALS))
