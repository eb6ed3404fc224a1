"""Constrained dominance, for several objectives."""

import numpy as np

from .base import Handling


class ConstrainedDominance(Handling):
    """Scores by front: 0 for those that none dominates, -1 for those that only they do, and so on.

    Source: K. Deb, A. Pratap, S. Agarwal and T. Meyarivan, A fast and elitist multiobjective
    genetic algorithm: NSGA-II, IEEE Transactions on Evolutionary Computation 6 (2002): definition
    1 (constrained domination) and section III.A (the fronts).
    """

    name = "constrained_dominance"
    several_objectives = True

    def _scores(self, objectives: np.ndarray, totals: np.ndarray, used: float) -> np.ndarray:
        above = dominates(objectives, totals)
        scores = np.zeros(len(totals))
        left = np.ones(len(totals), bool)
        front = 0
        while left.any():
            first = left & ~above[left].any(axis=0)
            scores[first] = front
            left &= ~first
            front -= 1
        return scores


def dominates(objectives: np.ndarray, totals: np.ndarray) -> np.ndarray:
    """Who dominates whom, `bool[n, n]`: row over column.

    The lesser total violation does; where violations are equal (0 above all), what is at least as
    good in every objective and better in one.
    """
    better = np.zeros((len(totals), len(totals)), bool)
    worse = np.zeros_like(better)
    for column in objectives.T:
        better |= column[:, None] > column
        worse |= column[:, None] < column
    lesser = totals[:, None] < totals
    return lesser | ((totals[:, None] == totals) & better & ~worse)
