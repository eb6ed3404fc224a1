"""What genomes are worth to NEAT: numbers that mean the same in every generation."""

from typing import Any

import numpy as np

from evomario.fitness.handling import FeasibilityRules, Handling, StaticPenalty, total_violations
from evomario.registry import Unfit

_LARGEST = 1e300  # beyond it, sums over a population could overflow


class Scores:
    """Fitness for neat-python's sharing and stagnation.

    Species share by the mean of their members' fitnesses, and stagnate where no fitness beats all
    that went before: ranks, which hold within one generation, would do for neither. So:

    - What keeps every constraint is worth its objective, the number itself.
    - By feasibility rules, what does not is worth the least objective of anything feasible so far,
      less its violations: K. Deb, An efficient constraint handling method for genetic algorithms,
      Computer Methods in Applied Mechanics and Engineering 186 (2000), equation 4, whose worst is
      that of a generation. While nothing feasible is known, it is worth 0 less its violations.
      Where that least objective moves, `shift` takes the old numbers along.
    - By a static penalty, everything is worth its objective less the penalty.
    - What is not finite counts as the worst: just below all else of its generation.

    Args:
        handling: of constraints.

    Attributes:
        least: the least objective of anything feasible so far; None while there is none.

    Raises:
        Unfit: fitnesses by this handling do not hold from one generation to the next.
    """

    def __init__(self, handling: Handling | None = None) -> None:
        self._handling = handling or FeasibilityRules()
        if not isinstance(self._handling, FeasibilityRules | StaticPenalty):
            problem = f"neat does not handle constraints by {self._handling.name}"
            wanted = f"{FeasibilityRules.name} or {StaticPenalty.name} as fitness.handling"
            raise Unfit(("type",), problem, wanted)
        self.least: float | None = None
        self._violated = False
        self._moved = (0.0, 0.0)

    def __call__(self, objectives: np.ndarray, violations: np.ndarray, used: float) -> np.ndarray:
        """The fitnesses of a generation, `float64[n]`, all finite.

        Args:
            objectives: `float64[n, 1]`, to be maximised.
            violations: `float64[n, c]`, 0 where a constraint holds.
            used: share of the budget spent, 0 to 1.

        Raises:
            UserError: there is more than one objective.
        """
        self._handling.check(objectives.shape[1])
        if isinstance(self._handling, StaticPenalty):
            return _finite(self._handling.scores(objectives, violations, used))
        totals = total_violations(violations)
        worth = np.where(np.isfinite(objectives[:, 0]), objectives[:, 0], -np.inf)
        self._violated |= bool(totals.any())
        self._see(worth[(totals == 0) & np.isfinite(worth)])
        return _finite(np.where(totals == 0, worth, (self.least or 0.0) - totals))

    def _see(self, feasible: np.ndarray) -> None:
        """Take note of feasible objectives."""
        before = self.least
        if len(feasible):
            self.least = min(float(feasible.min()), np.inf if before is None else before)
        self._moved = (before or 0.0, (self.least or 0.0) - (before or 0.0))

    def shift(self, earlier: list[float]) -> list[float]:
        """Fitnesses of earlier generations, as the last call would have them.

        Those of infeasible genomes lie below all feasible ones, and go along with the least of
        these; the order stays as it is.
        """
        top, moved = self._moved
        if not (moved and self._violated):
            return earlier
        return [value + moved if value < top else value for value in earlier]

    def state(self) -> dict[str, Any]:
        """What it goes on from, as JSON takes it."""
        return {
            "least": self.least,
            "violated": self._violated,
            "handling": self._handling.state(),
        }

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a state."""
        self.least, self._violated = state["least"], state["violated"]
        self._handling.load(state["handling"])


def _finite(values: np.ndarray) -> np.ndarray:
    """The values within bounds, and what is not finite just below the least of them."""
    known = np.isfinite(values)
    clipped = np.clip(values, -_LARGEST, _LARGEST)
    worst = np.nextafter(clipped[known].min(), -np.inf) if known.any() else -_LARGEST
    return np.where(known, clipped, worst)
