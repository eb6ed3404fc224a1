"""Networks of fixed topology: full layers, their weights one flat vector."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from evomario.errors import UserError, unknown

from . import kernel
from .functions import ACTIVATIONS
from .lanes import BLOCK, blocks

DEEPEST, WIDEST, HEAVIEST = 32, 100_000, 10_000_000  #: layers, their sizes, and weights, at most


def count_weights(sizes: Sequence[int]) -> int:
    """How many weights a network of layers of these sizes has, biases included.

    Raises:
        UserError: there can be no such network.
    """
    if not 2 <= len(sizes) <= DEEPEST:
        raise UserError(f"a network has 2 to {DEEPEST} layers, inputs and outputs included")
    if not all(1 <= size <= WIDEST for size in sizes):
        raise UserError(f"a layer has 1 to {WIDEST:,} values")
    count = sum((a + 1) * b for a, b in pairwise(sizes))
    if count > HEAVIEST:
        raise UserError(f"{count:,} weights; expected at most {HEAVIEST:,}")
    return count


class Layers(NamedTuple):
    """A feed-forward network of full layers.

    Attributes:
        sizes: of the inputs, the hidden layers, and the outputs.
        activation: of the hidden layers.
        output_activation: of the last.
        weights: `float64[n]`, layer after layer: `[values in, values out]` row by row, then the
            biases, so that layers are `activation(x @ weights + biases)`.
    """

    sizes: Sequence[int]
    activation: str
    output_activation: str
    weights: np.ndarray

    @property
    def type(self) -> str:
        """What kind of network it is."""
        return "layers"

    @property
    def inputs(self) -> int:
        """How many inputs there are."""
        return self.sizes[0]

    @property
    def outputs(self) -> Sequence[int]:
        """The outputs, by number."""
        return range(self.sizes[-1])

    def check(self) -> None:
        """See whether a kernel can run it without leaving its memory.

        Raises:
            UserError: it cannot.
        """
        for name in (self.activation, self.output_activation):
            if name not in ACTIVATIONS:
                raise UserError(unknown("activation", name, ACTIVATIONS))
        count = count_weights(self.sizes)
        if self.weights.shape != (count,):
            given = " x ".join(map(str, self.weights.shape))
            raise UserError(f"{given} weights; expected {count} for layers of {[*self.sizes]}")

    def array(self) -> np.ndarray:
        """The network as kernels take it, `int64[n]`; see `evomario.policies.networks.kernel`."""
        ends = 8 * sum(self.sizes)
        scratch = ends + BLOCK  # the last layer's padding lies behind it
        head = [kernel.LAYERS, self.inputs, self.sizes[-1], len(self.sizes) - 1, 0, scratch, ends]
        parts, start = [np.array(head)], 0
        for i, (a, b) in enumerate(pairwise(self.sizes), 2):
            name = self.output_activation if i == len(self.sizes) else self.activation
            end = start + a * b
            parts += [
                np.array([ACTIVATIONS.index(name), a, b]),
                blocks(self.weights[start:end].reshape(a, b)).view(np.int64),
                self.weights[end : end + b].view(np.int64),
            ]
            start = end + b
        return np.concatenate(parts)
