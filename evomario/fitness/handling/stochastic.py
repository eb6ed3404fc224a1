"""Stochastic ranking."""

import random
from typing import Protocol

import numpy as np

from evomario.errors import UserError

from .base import Handling


class Uniform(Protocol):
    """What draws from 0 to 1: the module `random`, a `random.Random`, a numpy Generator."""

    def random(self) -> float:
        """A number from 0 to 1, 1 excluded."""


class StochasticRanking(Handling):
    """A bubble sort that compares by violation, and by the objective now and then.

    Source: T. P. Runarsson and X. Yao, Stochastic ranking for constrained evolutionary
    optimization, IEEE Transactions on Evolutionary Computation 4 (2000), figure 1. Individuals
    alike in both are ranked as one, and the sort begins with a shuffled order, so that the order
    in which they are given does not count.

    Args:
        probability: of comparing by the objective where a violation is involved (the paper's Pf).
        generator: the source of chance; by default the module `random`, whose state a run keeps.
    """

    name = "stochastic_ranking"

    def __init__(self, probability: float = 0.45, generator: Uniform = random) -> None:
        if not 0 <= probability <= 1:
            raise UserError(f"probability is {probability}: expected 0 to 1")
        self.probability, self._generator = probability, generator

    def _scores(self, objectives: np.ndarray, totals: np.ndarray, used: float) -> np.ndarray:
        pairs = np.stack([objectives[:, 0], totals], axis=1)
        distinct, places = np.unique(pairs, axis=0, return_inverse=True)
        order = self._sorted(distinct.tolist())
        scores = np.empty(len(order))
        scores[order] = np.arange(len(order), 0, -1)
        return scores[places.reshape(-1)]

    def _sorted(self, pairs: list[list[float]]) -> list[int]:
        """Indices, the best first."""
        order = self._shuffled(len(pairs))
        for _ in order:
            swapped = False
            for j in range(len(order) - 1):
                if self._swap(pairs[order[j]], pairs[order[j + 1]]):
                    order[j], order[j + 1] = order[j + 1], order[j]
                    swapped = True
            if not swapped:
                break
        return order

    def _swap(self, one: list[float], next_: list[float]) -> bool:
        """Whether the next individual goes before this one."""
        chance = self._generator.random()
        if one[1] == next_[1] == 0 or chance < self.probability:
            return next_[0] > one[0]
        return next_[1] < one[1]

    def _shuffled(self, count: int) -> list[int]:
        order = list(range(count))
        for i in range(count - 1, 0, -1):
            j = int(self._generator.random() * (i + 1))
            order[i], order[j] = order[j], order[i]
        return order
