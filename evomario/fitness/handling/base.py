"""What every way of handling constraints does: put individuals in order."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

import numpy as np

from evomario.errors import UserError


class Handling(ABC):
    """An order of individuals by what they are worth and by how far they are from allowed.

    What is not finite counts as the worst: an objective as minus infinity, a violation as
    infinity.

    Attributes:
        name: as configs write it.
        several_objectives: whether it can order by more than one objective.
    """

    name: ClassVar[str]
    several_objectives: ClassVar[bool] = False

    def scores(self, objectives: np.ndarray, violations: np.ndarray, used: float) -> np.ndarray:
        """The individuals' scores: higher is better, equal is as good.

        Scores hold among the individuals given together, not from one call to the next. A
        handling that adapts takes each call for a generation.

        Args:
            objectives: `float64[n]` or `float64[n, k]`, to be maximised.
            violations: `float64[n, c]`, one a constraint, 0 where it holds.
            used: share of the budget spent, 0 to 1.

        Returns:
            `float64[n]`

        Raises:
            UserError: it cannot order by so many objectives.
        """
        table = np.asarray(objectives, np.float64)
        table = table[:, None] if table.ndim == 1 else table
        self.check(table.shape[1])
        if len(table) == 0:
            return np.zeros(0)
        totals = total_violations(np.asarray(violations, np.float64))
        return self._scores(np.where(np.isfinite(table), table, -np.inf), totals, used)

    def check(self, objectives: int) -> None:
        """Raise unless it can order by so many objectives.

        Raises:
            UserError: it cannot.
        """
        if objectives < 1:
            raise UserError("expected at least one objective")
        if objectives > 1 and not self.several_objectives:
            raise UserError(
                f"{self.name} orders by one objective, not {objectives}: use constrained_dominance"
            )

    @abstractmethod
    def _scores(self, objectives: np.ndarray, totals: np.ndarray, used: float) -> np.ndarray:
        """The scores from `float64[n, k]`, `float64[n]` of summed violations, and the share."""

    def state(self) -> dict[str, Any]:
        """What it has adapted to, as JSON takes it."""
        return {}

    def load(self, state: dict[str, Any]) -> None:  # noqa: B027
        """Go on from a state."""


def total_violations(violations: np.ndarray) -> np.ndarray:
    """Violations added up, `float64[n]` of `float64[n, c]`; what is not finite is infinite."""
    with np.errstate(over="ignore"):
        return np.where(np.isfinite(violations), np.maximum(violations, 0), np.inf).sum(axis=1)


def ranks(*keys: np.ndarray) -> np.ndarray:
    """Dense ranks from 0, as `float64[n]`: by the first key, then the next; more is better."""
    # Ranks instead of sums of keys: adding a small violation to a large objective would lose it.
    _, places = np.unique(np.stack(keys, axis=1), axis=0, return_inverse=True)
    return places.reshape(-1).astype(np.float64)


def positive(name: str, value: float, least: float = 0.0) -> float:
    """The value of a parameter, which must be finite and more than the least.

    Raises:
        UserError: it is not.
    """
    if not (least < value < np.inf):
        raise UserError(f"{name} is {value}: expected a number above {least:g}")
    return float(value)
