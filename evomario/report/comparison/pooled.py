"""Tests of two methods on several levels at once: runs are compared on the same level alone."""

from collections.abc import Sequence
from itertools import combinations
from math import comb, erfc, sqrt

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
    1/(N + 1): P. van Elteren, On the combination of independent two sample tests of Wilcoxon,
    Bulletin of the International Statistical Institute 37 (1960).

    Args:
        first: `float64[n]` for each level; -inf is the worst.
        second: `float64[m]`, likewise.
    """
    if len(first) == 1:
        return mann_whitney(first[0], second[0])
    parts = [_rank_sum(x, y) for x, y in zip(first, second, strict=True)]
    return _two_sided(sum(excess for excess, _ in parts), sum(spread for _, spread in parts))


def _rank_sum(x: Values, y: Values) -> tuple[float, float]:
    """The weighed excess of a rank sum over what chance gives, and its variance with ties."""
    from scipy.stats import rankdata

    together = np.concatenate([x, y])
    n, m, total = len(x), len(y), len(together)
    excess = rankdata(together)[:n].sum() - n * (total + 1) / 2
    ties = np.unique(together, return_counts=True)[1].astype(float)
    lost = (ties**3 - ties).sum() / (total * (total - 1)) if total > 1 else 0.0
    variance = n * m / 12 * (total + 1 - lost)
    return excess / (total + 1), variance / (total + 1) ** 2


def hit_test(first: Sequence[Times], second: Sequence[Times]) -> float:
    """Two-sided p that two methods hit equally soon on every level: log-rank, by permutation.

    The excess of hits over those that chance gives is the log-rank test's: N. Mantel, Evaluation
    of survival data and two new rank order statistics arising in its consideration, Cancer
    Chemotherapy Reports 50 (1966). As its normal approximation is too bold with few runs, the runs
    of each level are dealt anew to the methods: in all ways where these are few, else 9,999 times.

    Args:
        first: what its runs spent and whether they hit, `float64[n]` and `bool[n]`, by levels.
        second: likewise.
    """
    scores = [_scores(x, y) for x, y in zip(first, second, strict=True)]
    sizes = [len(x[0]) for x in first]
    excess = abs(sum(row[:n].sum() for row, n in zip(scores, sizes, strict=True)))
    if len(scores) == 1 and comb(len(scores[0]), sizes[0]) <= _DEALT:
        dealt = [scores[0][[*c]].sum() for c in combinations(range(len(scores[0])), sizes[0])]
        return float((np.abs(dealt) >= excess - _ROUNDING).mean())
    rng = np.random.default_rng(0)
    rows = [np.tile(row, (_DEALS, 1)) for row in scores]
    shared = zip(rows, sizes, strict=True)
    drawn = sum(rng.permuted(row, axis=1)[:, :n].sum(axis=1) for row, n in shared)
    return float((1 + (np.abs(drawn) >= excess - _ROUNDING).sum()) / (1 + _DEALS))


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


def _two_sided(excess: float, variance: float) -> float:
    return erfc(abs(excess) / sqrt(2 * variance)) if variance > 0 else 1.0
