"""Networks of fixed topology, whose weights are the genome: `float64[n]`, layer after layer."""

from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any, Literal, Protocol

import numpy as np
from pydantic import Field

from evomario.errors import UserError
from evomario.policies.networks import ACTIVATIONS, Network, count_weights
from evomario.policies.watching import Actor
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


class Shape(Protocol):
    """What a vector of weights fills: the layers of a network, or a policy of the user's.

    Attributes:
        count: how many weights there are.
    """

    count: int

    def spread(self) -> np.ndarray:
        """The standard deviation of each weight at first, `float64[n]`."""
        ...

    def network(self, weights: Any) -> Actor:
        """What plays with these weights, `float64[n]`."""
        ...


def shape(
    settings: TopologySettings, sizes: tuple[int, int], population: int, policy: Shape | None
) -> Shape:
    """What the weights of an algorithm fill: a policy, if there is one, or a network's layers.

    Raises:
        Unfit: it, or the population, would be too large.
    """
    if policy is None:
        return Topology(settings, sizes, population)
    _check_room(policy.count, population, "population")
    return policy


def _check_room(count: int, population: int, key: str) -> None:
    if population * count > _MOST_NUMBERS:
        problem = f"a population of {count:,} weights each takes too much memory"
        raise Unfit((key,), problem, f"at most {_MOST_NUMBERS:,} weights in all")


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
        _check_room(self.count, population, "hidden")

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
