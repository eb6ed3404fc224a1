"""Vectors of weights as DEAP's operators take them."""

import array
from collections.abc import Iterable
from typing import Any

import numpy as np

from ..constrained import ConstrainedFitness

_NOT_TOLD = np.zeros(0)


class Vector(array.array):
    """Weights, with a fitness.

    Attributes:
        fitness: DEAP's: what it is selected by.
        mutations: how many of them mutation has changed, since it was copied or crossed over.
        objectives: `float64[k]`, `violations`: `float64[c]`: what it was told it is worth.
    """

    fitness: ConstrainedFitness

    def __new__(cls, weights: Iterable[float]) -> "Vector":
        """Weights as given."""
        made: Any = super().__new__(cls, "d", weights)
        return made

    def __init__(self, weights: Iterable[float]) -> None:
        self.fitness = ConstrainedFitness()
        self.mutations = 0
        self.objectives = self.violations = _NOT_TOLD

    def copy(self) -> "Vector":
        """The same weights, not yet evaluated."""
        return Vector(self)

    def numpy(self) -> np.ndarray:
        """The weights as numpy sees them, without a copy, not to be written to."""
        view = np.frombuffer(self, np.float64)
        view.flags.writeable = False
        return view
