"""The epsilon constrained method."""

from typing import Any

import numpy as np

from evomario.errors import UserError

from .base import Handling, positive, ranks


class EpsilonConstrained(Handling):
    """Feasibility rules under which a violation up to epsilon counts as none; epsilon shrinks to 0.

    Source: T. Takahama and S. Sakai, Constrained optimization by the epsilon constrained
    differential evolution with gradient-based mutation and feasible elites, IEEE CEC 2006: the
    epsilon level comparison, and the control of the level, whose time is here the share of the
    budget.

    Args:
        theta: share of the first individuals, by violation, that epsilon lets pass at the start.
        control: share of the budget after which epsilon is 0; the paper takes 0.1 to 0.8.
        power: how fast it shrinks; the paper takes 2 to 10.
    """

    name = "epsilon"

    def __init__(self, theta: float = 0.2, control: float = 0.5, power: float = 5.0) -> None:
        for name, share in (("theta", theta), ("control", control)):
            if not 0 < share <= 1:
                raise UserError(f"{name} is {share}: expected a share above 0, up to 1")
        self.theta, self.control = theta, control
        self.power = positive("power", power)
        self._start: float | None = None

    def epsilon(self, used: float) -> float:
        """The violation that passes: eps(t) = eps(0) (1 - t / Tc)^cp, and 0 from Tc on."""
        left = max(0.0, 1 - used / self.control)
        return (self._start or 0.0) * left**self.power

    def _scores(self, objectives: np.ndarray, totals: np.ndarray, used: float) -> np.ndarray:
        if self._start is None:
            self._start = _level(totals, self.theta)
        beyond = np.where(totals <= self.epsilon(used), 0, totals)
        return ranks(-beyond, objectives[:, 0])

    def state(self) -> dict[str, Any]:
        """Epsilon at the start."""
        return {"start": self._start}

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a state."""
        self._start = state["start"]


def _level(totals: np.ndarray, theta: float) -> float:
    """The violation of the individual at the share theta; the worst finite one at most."""
    finite = np.sort(totals[np.isfinite(totals)])
    place = max(int(theta * len(totals)), 1) - 1
    return float(finite[min(place, len(finite) - 1)]) if len(finite) else 0.0
