"""Networks as JSON, for a champion's file: every float exact, a stranger's file harmless."""

from typing import Annotated, Any

import numpy as np
from pydantic import Field

from evomario.config import Mark, Node, Settings, from_plain
from evomario.errors import UserError, unknown

from .graph import LARGEST, Graph, Unit
from .layers import DEEPEST, HEAVIEST, WIDEST, Layers

_TYPES = ("feed_forward", "recurrent", "layers")

Index = Annotated[int, Field(ge=0, lt=2 * LARGEST)]
Size = Annotated[int, Field(ge=1, le=WIDEST)]


class _Unit(Settings):
    activation: str
    aggregation: str
    bias: float
    response: float
    links: tuple[tuple[Index, float], ...]


class _Graph(Settings):
    type: str
    inputs: int = Field(ge=0, le=LARGEST)
    outputs: tuple[Index, ...] = Field(max_length=LARGEST)
    nodes: tuple[_Unit, ...] = Field(max_length=LARGEST)


class _Layers(Settings):
    type: str
    sizes: tuple[Size, ...] = Field(max_length=DEEPEST)
    activation: str
    output_activation: str
    weights: tuple[float, ...] = Field(max_length=HEAVIEST)


def to_json(form: Graph | Layers) -> dict[str, Any]:
    """A network as JSON takes it."""
    if isinstance(form, Layers):
        return {
            "type": form.type,
            "sizes": [int(size) for size in form.sizes],
            "activation": form.activation,
            "output_activation": form.output_activation,
            "weights": form.weights.tolist(),
        }
    return {
        "type": form.type,
        "inputs": form.inputs,
        "outputs": [*form.outputs],
        "nodes": [
            {**unit._asdict(), "links": [[source, weight] for source, weight in unit.links]}
            for unit in form.nodes
        ],
    }


def from_json(content: Any, source: str) -> Graph | Layers:
    """A network from what `to_json` gave, checked; `source` is what an error names.

    Raises:
        UserError: it is none, or one that no kernel can run.
    """
    found = content.get("type") if isinstance(content, dict) else None
    if not isinstance(found, str):
        raise UserError(f"{source}: not a network; expected a mapping with a `type`")
    if found not in _TYPES:
        raise UserError(f"{source}: {unknown('network', found, _TYPES)}")
    node = from_plain(content, Mark(source), "a network")
    form = _layers(node) if found == "layers" else _graph(node, found == "recurrent")
    try:
        form.check()
    except UserError as error:
        raise UserError(f"{source}: {error}") from None
    return form


def _graph(node: Node, recurrent: bool) -> Graph:
    read = node.validate(_Graph)
    nodes = [Unit(u.activation, u.aggregation, u.bias, u.response, u.links) for u in read.nodes]
    return Graph(recurrent, read.inputs, read.outputs, nodes)


def _layers(node: Node) -> Layers:
    read = node.validate(_Layers)
    weights = np.array(read.weights, np.float64)
    return Layers(read.sizes, read.activation, read.output_activation, weights)
