"""From objectives and violations to one number an individual, by which they are selected."""

from typing import Any, Protocol

import numpy as np


class Scores(Protocol):
    """A way of handling constraints; called once a generation."""

    def scores(self, objectives: np.ndarray, violations: np.ndarray, used: float) -> np.ndarray:
        """Scores, `float64[n]`, that hold among the individuals given together; more is better.

        Args:
            objectives: `float64[n, k]`, to be maximised.
            violations: `float64[n, c]`, one a constraint, 0 where it holds.
            used: share of the budget spent, 0 to 1.
        """

    def state(self) -> dict[str, Any]:
        """What it has adapted to, as JSON takes it."""

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a state."""


class FeasibleFirst:
    """The first objective; what is not allowed comes after all that is, the lesser violation first.

    Source: K. Deb, An efficient constraint handling method for genetic algorithms, Computer
    Methods in Applied Mechanics and Engineering 186 (2000), equation 4.
    """

    def scores(self, objectives: np.ndarray, violations: np.ndarray, used: float) -> np.ndarray:
        """The scores, see `Scores`."""
        values, totals = objectives[:, 0], violations.sum(axis=1)
        allowed = totals == 0
        worst = values[allowed].min() if allowed.any() else 0.0
        return np.where(allowed, values, worst - totals)

    def state(self) -> dict[str, Any]:
        """Nothing."""
        return {}

    def load(self, state: dict[str, Any]) -> None:
        """Nothing to go on from."""
