"""Networks of single nodes, as neat-python grows them."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from evomario.errors import UserError, unknown

from . import kernel
from .functions import ACTIVATIONS, AGGREGATIONS, LINK

LARGEST = 1_000_000  #: inputs, nodes, outputs, links: at most so many of each

_ACTIVATION = {name: code for code, name in enumerate(ACTIVATIONS)}
_AGGREGATION = {name: code for code, name in enumerate(AGGREGATIONS)}


class Unit(NamedTuple):
    """A node: it takes the value `activation(bias + response * aggregation(weighted sources))`.

    Attributes:
        activation: one of `ACTIVATIONS`.
        aggregation: one of `AGGREGATIONS`.
        bias: see above.
        response: see above.
        links: pairs of a source and a weight; a source is a slot: an input, or after the inputs a
            node.
    """

    activation: str
    aggregation: str
    bias: float
    response: float
    links: Sequence[tuple[int, float]]


class Graph(NamedTuple):
    """A feed-forward or recurrent network.

    Attributes:
        recurrent: whether nodes see each other as they stood before the step.
        inputs: how many.
        outputs: the nodes whose values are the outputs.
        nodes: in the order of evaluation.
    """

    recurrent: bool
    inputs: int
    outputs: Sequence[int]
    nodes: Sequence[Unit]

    @property
    def type(self) -> str:
        """What kind of network it is."""
        return "recurrent" if self.recurrent else "feed_forward"

    def check(self) -> None:
        """See whether a kernel can run it without leaving its memory.

        Raises:
            UserError: it cannot.
        """
        links = sum(len(unit.links) for unit in self.nodes)
        if max(self.inputs, len(self.nodes), len(self.outputs), links) > LARGEST:
            raise UserError(f"too large a network: at most {LARGEST:,} inputs, nodes or links")
        for i, output in enumerate(self.outputs):
            if not 0 <= output < len(self.nodes):
                raise UserError(f"outputs.{i} is {output}, of {len(self.nodes)} nodes from 0")
        for i, unit in enumerate(self.nodes):
            if unit.activation not in _ACTIVATION:
                raise UserError(unknown("activation", unit.activation, ACTIVATIONS))
            if unit.aggregation not in _AGGREGATION:
                raise UserError(unknown("aggregation", unit.aggregation, AGGREGATIONS))
            self._check_sources(i, unit)

    def _check_sources(self, i: int, unit: Unit) -> None:
        end = self.inputs + (len(self.nodes) if self.recurrent else i)
        for j, (source, _) in enumerate(unit.links):
            if not 0 <= source < end:
                problem = f"nodes.{i}.links.{j} comes from slot {source}"
                raise UserError(f"{problem}; expected one from 0 to {end - 1}")

    def array(self) -> np.ndarray:
        """The network as kernels take it, `int64[n]`; see `evomario.policies.networks.kernel`."""
        slots = self.inputs + len(self.nodes)
        body = kernel.BODY // 8 + len(self.outputs)
        most = max((len(unit.links) for unit in self.nodes), default=0)
        size = body + sum(kernel.NODE + LINK * len(unit.links) for unit in self.nodes) // 8
        table = np.empty(size, np.int64)
        table[:body] = [
            kernel.RECURRENT if self.recurrent else kernel.FEED_FORWARD,
            self.inputs, len(self.outputs), len(self.nodes),
            8 * len(self.nodes) if self.recurrent else 0, 8 * (slots + most), 8 * slots,
            *(8 * output for output in self.outputs),
        ]  # fmt: skip
        self._fill(table[body:])
        return table

    def _fill(self, table: np.ndarray) -> None:
        """Write the nodes."""
        floats, place = table.view(np.float64), 0
        for unit in self.nodes:
            table[place] = _ACTIVATION[unit.activation]
            table[place + 1] = _AGGREGATION[unit.aggregation]
            floats[place + 2], floats[place + 3] = unit.bias, unit.response
            table[place + 4] = len(unit.links)
            place += kernel.NODE // 8
            end = place + LINK // 8 * len(unit.links)
            table[place:end:2] = [8 * source for source, _ in unit.links]
            floats[place + 1 : end : 2] = [weight for _, weight in unit.links]
            place = end
