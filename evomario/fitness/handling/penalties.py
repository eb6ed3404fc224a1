"""Penalties: the objective less a price on violations, fixed or adaptive."""

from collections import deque
from typing import Any

import numpy as np

from evomario.errors import UserError

from .base import Handling, positive


def _penalised(objective: np.ndarray, totals: np.ndarray, price: float, power: float) -> np.ndarray:
    with np.errstate(over="ignore"):
        return objective - price * totals**power


class StaticPenalty(Handling):
    """The objective less a fixed price times the violation.

    Source: A. Homaifar, C. X. Qi and S. H. Lai, Constrained optimization via genetic algorithms,
    Simulation 62 (1994), here with one level of violation and one price for all constraints.

    Args:
        price: of a violation of 1.
        power: to which violations are raised; Homaifar et al. square them.
    """

    name = "static_penalty"

    def __init__(self, price: float = 1000.0, power: float = 1.0) -> None:
        self.price = positive("price", price)
        self.power = positive("power", power)

    def _scores(self, objectives: np.ndarray, totals: np.ndarray, used: float) -> np.ndarray:
        return _penalised(objectives[:, 0], totals, self.price, self.power)


class AdaptivePenalty(Handling):
    """A penalty whose price falls while the best is allowed, and rises while it is not.

    Source: A. B. Hadj-Alouane and J. C. Bean, A genetic algorithm for the multiple-choice integer
    program, Operations Research 45 (1997): squared violations, and a price that is divided by
    `fall` when the best of each of the last generations was feasible, multiplied by `rise` when
    none was.

    Args:
        price: of a violation of 1 at the start.
        rise: factor, more than 1 and other than `fall`, or the price would go in circles.
        fall: divisor, more than 1.
        generations: how many generations must agree.
    """

    name = "adaptive_penalty"

    #: Beyond these a price changes nothing more, and would overflow.
    _CHEAPEST, _DEAREST = 1e-100, 1e100

    def __init__(
        self, price: float = 1.0, rise: float = 3.0, fall: float = 2.0, generations: int = 3
    ) -> None:
        self.price = positive("price", price)
        self.rise = positive("rise", rise, 1.0)
        self.fall = positive("fall", fall, 1.0)
        if rise == fall:
            raise UserError("rise and fall are equal: the price would go in circles")
        if generations < 1:
            raise UserError(f"generations is {generations}: expected at least 1")
        self._feasible: deque[bool] = deque(maxlen=generations)

    def _scores(self, objectives: np.ndarray, totals: np.ndarray, used: float) -> np.ndarray:
        scores = _penalised(objectives[:, 0], totals, self.price, 2.0)
        self._adapt(bool((totals[scores == scores.max()] == 0).any()))
        return scores

    def _adapt(self, feasible: bool) -> None:
        """Set the next generation's price."""
        self._feasible.append(feasible)
        if len(self._feasible) < (self._feasible.maxlen or 0) or len(set(self._feasible)) > 1:
            return
        price = self.price / self.fall if feasible else self.price * self.rise
        self.price = min(max(price, self._CHEAPEST), self._DEAREST)

    def state(self) -> dict[str, Any]:
        """The price, and whether the last generations' best were feasible."""
        return {"price": self.price, "feasible": list(self._feasible)}

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a state."""
        self.price = state["price"]
        self._feasible.clear()
        self._feasible.extend(state["feasible"])
