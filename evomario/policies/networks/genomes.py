"""neat-python's genomes -> graphs, evaluated as its own networks evaluate them.

What a genome means is told by `neat.nn.FeedForwardNetwork.create` and
`neat.nn.RecurrentNetwork.create`. Here the same order comes in a time that grows with the links,
and what can change no output is left out.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from evomario.errors import UserError, quote, unknown

from .functions import ACTIVATIONS, AGGREGATIONS
from .graph import Graph, Unit

Links = Mapping[int, Sequence[tuple[int, float]]]

#: A node that is never evaluated stays at 0.
_STILL = Unit("identity", "sum", 0.0, 0.0, ())


def feed_forward(genome: Any, config: Any) -> Graph:
    """The graph that `neat.nn.FeedForwardNetwork.create` makes of a genome.

    A node without links is evaluated; one on a circle, or behind one, stays at 0.
    """
    links, keys = _links(genome), config.genome_config
    order = _ordered(keys.input_keys, links, _needed(keys, links))
    still = [key for key in keys.output_keys if key not in order]
    return _graph(genome, config, links, [*order, *still], set(still), recurrent=False)


def recurrent(genome: Any, config: Any) -> Graph:
    """The graph that `neat.nn.RecurrentNetwork.create` makes of a genome.

    A node without links is never evaluated, and stays at 0.
    """
    links, keys = _links(genome), config.genome_config
    needed = sorted(_needed(keys, links))
    still = {key for key in needed if key not in links}
    return _graph(genome, config, links, needed, still, recurrent=True)


def _links(genome: Any) -> dict[int, list[tuple[int, float]]]:
    """The enabled connections into each node, in the genome's order: sums run in it."""
    links: dict[int, list[tuple[int, float]]] = {}
    for gene in genome.connections.values():
        if gene.enabled:
            source, node = gene.key
            links.setdefault(node, []).append((source, gene.weight))
    return links


def _needed(keys: Any, links: Links) -> set[int]:
    """The nodes that outputs depend on, the outputs among them."""
    inputs, needed = set(keys.input_keys), set(keys.output_keys)
    ahead = list(needed)
    while ahead:
        for source, _ in links.get(ahead.pop(), ()):
            if source not in inputs and source not in needed:
                needed.add(source)
                ahead.append(source)
    return needed


def _ordered(inputs: Sequence[int], links: Links, needed: set[int]) -> dict[int, None]:
    """The nodes in an order in which each follows all that it depends on."""
    known = set(inputs)
    waits = {
        key: sum(source not in known for source, _ in links.get(key, ())) for key in sorted(needed)
    }
    followers: dict[int, list[int]] = {}
    for key in waits:
        for source, _ in links.get(key, ()):
            followers.setdefault(source, []).append(key)
    ready = deque(key for key, count in waits.items() if not count)
    order: dict[int, None] = {}
    while ready:
        key = ready.popleft()
        order[key] = None
        for follower in followers.get(key, ()):
            waits[follower] -= 1
            if not waits[follower]:
                ready.append(follower)
    return order


def _graph(
    genome: Any, config: Any, links: Links, order: Sequence[int], still: set[int], *,
    recurrent: bool,
) -> Graph:  # fmt: skip
    keys = config.genome_config
    slots = {key: slot for slot, key in enumerate([*keys.input_keys, *order])}
    units = []
    for key in order:
        if key in still:
            units.append(_STILL)
            continue
        gene = genome.nodes[key]
        _check_functions(gene, keys)
        into = [(slots[source], weight) for source, weight in links.get(key, ())]
        units.append(Unit(gene.activation, gene.aggregation, gene.bias, gene.response, into))
    inputs = len(keys.input_keys)
    outputs = [slots[key] - inputs for key in keys.output_keys]
    return Graph(recurrent, inputs, outputs, units)


def known(config: Any) -> bool:
    """Whether kernels have all functions that the genomes of a `neat.Config` may come to have."""
    keys = config.genome_config
    return not any(
        _strange(kind, name, keys)
        for kind, names in (
            ("activation", keys.activation_options), ("aggregation", keys.aggregation_options)
        )
        for name in names
    )  # fmt: skip


def _check_functions(gene: Any, keys: Any) -> None:
    """See that a node's functions are neat-python's own, by name and in fact."""
    for kind, name in (("activation", gene.activation), ("aggregation", gene.aggregation)):
        if problem := _strange(kind, name, keys):
            raise UserError(problem)


def _strange(kind: str, name: str, keys: Any) -> str:
    """What keeps a kernel from using a function, in words; "" if nothing does."""
    names: Sequence[str] = ACTIVATIONS
    given = keys.activation_defs
    if kind == "aggregation":
        names, given = AGGREGATIONS, keys.aggregation_function_defs
    if name not in names:
        return unknown(kind, name, names)
    if given.functions.get(name) is not _own()[kind][name]:
        problem = f"{kind} {quote(name)} is a function of the user's own"
        return f"{problem}: kernels know neat-python's alone"
    return ""


@cache
def _own() -> dict[str, dict[str, Any]]:
    from neat.activations import ActivationFunctionSet
    from neat.aggregations import AggregationFunctionSet

    return {
        "activation": ActivationFunctionSet().functions,
        "aggregation": AggregationFunctionSet().functions,
    }
