"""Tests of two methods on several levels at once: runs are compared on the same level alone."""

import math
from collections.abc import Sequence

import numpy as np

from evomario.report.statistics import a12, logrank, mann_whitney

Values = np.ndarray
Times = tuple[np.ndarray, np.ndarray]  # spent, and whether it was hit


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
    """Two-sided p that two methods hit equally soon on every level: the log-rank test.

    Of several levels the stratified one: N. Mantel, Evaluation of survival data and two new rank
    order statistics arising in its consideration, Cancer Chemotherapy Reports 50 (1966).
    """
    if not any(hit.any() for _, hit in (*first, *second)):
        return 1.0
    if len(first) == 1:
        return logrank(first[0], second[0])
    parts = [_excess_hits(x, y) for x, y in zip(first, second, strict=True)]
    return _two_sided(sum(excess for excess, _ in parts), sum(spread for _, spread in parts))


def _excess_hits(x: Times, y: Times) -> tuple[float, float]:
    """Hits of the first beyond those that chance gives it, and the variance of them."""
    excess = variance = 0.0
    for moment in np.unique(np.concatenate([x[0][x[1]], y[0][y[1]]])):
        own, others = (x[0] >= moment).sum(), (y[0] >= moment).sum()
        hits = ((x[0] == moment) & x[1]).sum() + ((y[0] == moment) & y[1]).sum()
        at_risk = own + others
        excess += ((x[0] == moment) & x[1]).sum() - hits * own / at_risk
        if at_risk > 1:
            spread = hits * own * others * (at_risk - hits)
            variance += spread / (at_risk**2 * (at_risk - 1))
    return excess, variance


def _two_sided(excess: float, variance: float) -> float:
    return math.erfc(abs(excess) / math.sqrt(2 * variance)) if variance > 0 else 1.0
