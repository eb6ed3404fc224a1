"""What all algorithms on the weights of one network have in common."""

from typing import Any

import numpy as np

from evomario.errors import UserError
from evomario.policies.watching import Actor

from .topology import Shape


class OnWeights:
    """An algorithm whose genomes are weights, `float64[n]`, of what keeps its shape."""

    _shape: Shape

    @property
    def needs(self) -> frozenset[str]:
        """What evaluations must hold beside objectives and outcomes: nothing."""
        return frozenset()

    @property
    def over(self) -> str:
        """It never ends by itself."""
        return ""

    def _fitting(self, weights: np.ndarray) -> np.ndarray:
        """The weights of another run, `float64[n]`.

        Raises:
            UserError: they are of another number.
        """
        if weights.shape != (self._shape.count,):
            here = f"expected {self._shape.count}"
            raise UserError(f"a network of {len(weights)} weights to begin with; {here}")
        return weights

    def encoded(self, genome: np.ndarray) -> bytes:
        """A genome as bytes."""
        return genome.tobytes()

    def network(self, genome: Any) -> Actor:
        """The network, or the policy of the user's, with a genome's weights."""
        return self._shape.network(genome)
