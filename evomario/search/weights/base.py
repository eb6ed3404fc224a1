"""What all algorithms on the weights of one network have in common."""

from typing import Any

import numpy as np

from evomario.policies.networks import Network

from .topology import Topology


class OnWeights:
    """An algorithm whose genomes are weights, `float64[n]`, of a network of fixed shape."""

    _topology: Topology

    @property
    def needs(self) -> frozenset[str]:
        """What evaluations must hold beside objectives and outcomes: nothing."""
        return frozenset()

    @property
    def over(self) -> str:
        """It never ends by itself."""
        return ""

    def encoded(self, genome: np.ndarray) -> bytes:
        """A genome as bytes."""
        return genome.tobytes()

    def network(self, genome: Any) -> Network:
        """The network with a genome's weights."""
        return self._topology.network(genome)
