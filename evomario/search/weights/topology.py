"""Networks of fixed topology, whose weights are the genome: `float64[n]`, layer after layer."""

from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from pydantic import Field

from evomario.errors import UserError
from evomario.policies.networks import ACTIVATIONS, Network, count_weights
from evomario.registry import Chosen, Unfit

if TYPE_CHECKING:
    Activation = str
else:
    Activation = Literal[ACTIVATIONS]

_MOST_NUMBERS = 250_000_000  # of a population: 2 GB


class TopologySettings(Chosen):
    """What an algorithm that evolves weights is told of the network."""

    hidden: tuple[Annotated[int, Field(ge=1, le=10_000)], ...] = Field(
        default=(16,), max_length=30, description="sizes of the hidden layers"
    )
    activation: Activation = Field(default="tanh", description="of the hidden layers")
    output_activation: Activation = Field(default="identity", description="of the outputs")


class Topology:
    """The layers that a vector of weights fills.

    Args:
        settings: the hidden layers and the activations.
        sizes: how many inputs and outputs there are.
        population: how many vectors are to be held at once.

    Attributes:
        count: how many weights there are, biases included.

    Raises:
        Unfit: the network, or the population, would be too large.
    """

    def __init__(self, settings: TopologySettings, sizes: tuple[int, int], population: int) -> None:
        self._settings = settings
        self._sizes = (sizes[0], *settings.hidden, sizes[1])
        try:
            self.count = count_weights(self._sizes)
        except UserError as error:
            raise Unfit(("hidden",), str(error)) from None
        if population * self.count > _MOST_NUMBERS:
            problem = f"a population of networks of {self.count:,} weights takes too much memory"
            raise Unfit(("hidden",), problem, f"at most {_MOST_NUMBERS:,} weights in all")

    def spread(self) -> np.ndarray:
        """The standard deviation of each weight at first, `float64[n]`.

        One over the root of the values that come in, so that what a node sums up is about as large
        as what it sees; 0 for biases.
        """
        parts = [
            np.repeat([1 / np.sqrt(width), 0.0], [width * height, height])
            for width, height in pairwise(self._sizes)
        ]
        return np.concatenate(parts)

    def network(self, weights: Any) -> Network:
        """The network with these weights, `float64[n]`."""
        settings = self._settings
        return Network.layers(self._sizes, weights, settings.activation, settings.output_activation)
