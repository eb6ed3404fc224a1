"""Evaluation: what an algorithm is told of the genomes that it asked for."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from .handling.base import total_violations

#: How far from 0 a score of what is allowed can be.
FURTHEST = 1e99


class Evaluation(NamedTuple):
    """The judgement of n genomes.

    Attributes:
        objectives: `float64[n, k]`, each to be maximised; what is to be minimised is negated.
        violations: `float64[n, c]`, one a constraint judged at the end, 0 where it holds.
        measures: `float64[n, m]`, behaviour descriptors: what `fitness.measures` of the config
            says; m is 0 without it.
        outcomes: `OUTCOME[n, episodes]`, what they came from (see `evomario.mario.outcome`): every
            level with every noise seed, in order.
        metrics: `float64[n, episodes, names]`: the metrics that were judged, in the order of
            `Fitness.names`. They are the Outcome's numbers and the user's; where a constraint must
            hold at every move, those of the moves up to which it held.
        totals: `float64[n, names]`: the metrics of all episodes as one; `finished` is 1 where
            every episode finished.
        paths: a list a genome, of lists an episode, of `uint16[points, 3]`: area, x and y every 8
            moves; None unless asked for.
        frames_emulated: what was computed of their frames.
        pressed: a list a genome, of lists an episode, of `uint8[moves]`, the buttons pressed.
    """

    objectives: np.ndarray
    violations: np.ndarray
    measures: np.ndarray
    outcomes: np.ndarray
    metrics: np.ndarray = np.zeros((0, 0, 0))
    totals: np.ndarray = np.zeros((0, 0))
    paths: list[list[np.ndarray]] | None = None
    frames_emulated: int = 0
    pressed: Sequence[list[np.ndarray]] = ()

    @property
    def feasible(self) -> np.ndarray:
        """Which genomes keep every constraint, `bool[n]`."""
        return (self.violations <= 0).all(axis=1)

    def best(self) -> int:
        """The place of the best among those least in violation: by the first objective, then on."""
        keys = (*(-self.objectives.T[::-1]), self.violations.sum(axis=1))
        return int(np.lexsort(keys)[0])

    def scores(self) -> np.ndarray:
        """One finite number each, `float64[n]`, that orders as the rules of feasibility do.

        It is the first objective. Any violation is below any objective, and the more the lower.
        """
        worth = self.objectives[:, 0]
        worth = np.where(np.isfinite(worth), np.clip(worth, -FURTHEST, FURTHEST), -FURTHEST)
        total = total_violations(self.violations)
        return np.where(total > 0, -10 * FURTHEST * (1 + np.minimum(total, FURTHEST)), worth)
