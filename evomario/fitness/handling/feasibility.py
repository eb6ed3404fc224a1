"""Feasibility rules."""

import numpy as np

from .base import Handling, ranks


class FeasibilityRules(Handling):
    """What is allowed beats what is not; then the objective counts, else the lesser violation.

    Source: K. Deb, An efficient constraint handling method for genetic algorithms, Computer
    Methods in Applied Mechanics and Engineering 186 (2000), section 3: its three criteria.

    Where all are allowed, the objective itself is the score, for selection in proportion to it.
    """

    name = "feasibility_rules"

    def _scores(self, objectives: np.ndarray, totals: np.ndarray, used: float) -> np.ndarray:
        if not totals.any():
            return objectives[:, 0]
        return ranks(-totals, np.where(totals == 0, objectives[:, 0], 0))
