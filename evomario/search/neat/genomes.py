"""neat-python's genomes: as bytes for digests, as arrays for checkpoints."""

import struct
from collections.abc import Sequence
from typing import Any

import neat
import numpy as np

from evomario.policies.networks import ACTIVATIONS, AGGREGATIONS

#: A node gene; functions are places in `ACTIVATIONS` and `AGGREGATIONS`.
NODE = np.dtype(
    [("key", "<i8"), ("bias", "<f8"), ("response", "<f8"), ("time_constant", "<f8"),
     ("activation", "u1"), ("aggregation", "u1")]
)  # fmt: skip
#: A connection gene.
CONNECTION = np.dtype(
    [("source", "<i8"), ("target", "<i8"), ("innovation", "<i8"), ("weight", "<f8"),
     ("enabled", "?")]
)  # fmt: skip
_HEAD = struct.Struct("<qqq")  # a genome's key, its nodes, its connections
_ACTIVATION = {name: place for place, name in enumerate(ACTIVATIONS)}
_AGGREGATION = {name: place for place, name in enumerate(AGGREGATIONS)}


class DefaultGenome(neat.DefaultGenome):
    """neat-python's DefaultGenome, the same in every bit, and sooner crossed over.

    Attributes:
        mutations: how many of its genes mutation has changed, added or taken away, since it was
            made or crossed over.
    """

    def __init__(self, key: int) -> None:
        super().__init__(key)
        self.mutations = 0

    def mutate(self, config: Any) -> None:
        """As the library does it, and counted."""
        before = _values(self)
        super().mutate(config)
        after = _values(self)
        new = sum(before.get(key) != values for key, values in after.items())
        self.mutations += new + len(before.keys() - after.keys())

    def configure_crossover(self, genome1: Any, genome2: Any, config: Any) -> None:
        """As the library does it, without its search for circles.

        It looks through all connections at each that a child inherits, which takes a time that
        grows with their square. But a child's connections are those of its fitter parent, which
        has no circles, so that none is ever found.
        """
        feed_forward, config.feed_forward = config.feed_forward, False
        try:
            super().configure_crossover(genome1, genome2, config)
        finally:
            config.feed_forward = feed_forward


def _values(genome: Any) -> dict[Any, tuple[Any, ...]]:
    """What mutation can change in each gene: nodes by their keys, connections by their pairs."""
    nodes = {
        key: (g.bias, g.response, g.time_constant, g.activation, g.aggregation)
        for key, g in genome.nodes.items()
    }
    return nodes | {key: (g.weight, g.enabled) for key, g in genome.connections.items()}


class Genes:
    """A genome's genes as arrays, in the genome's order, which crossover and sums follow.

    Args:
        key: the genome's.
        nodes: `NODE[n]`.
        connections: `CONNECTION[m]`.
    """

    def __init__(self, key: int, nodes: np.ndarray, connections: np.ndarray) -> None:
        self.key, self.nodes, self.connections = key, nodes, connections

    @classmethod
    def of(cls, genome: Any) -> "Genes":
        """The genes of a `neat.DefaultGenome`."""
        nodes = [
            (key, g.bias, g.response, g.time_constant, _ACTIVATION[g.activation],
             _AGGREGATION[g.aggregation])
            for key, g in genome.nodes.items()
        ]  # fmt: skip
        connections = [
            (*key, g.innovation, g.weight, g.enabled) for key, g in genome.connections.items()
        ]
        return cls(genome.key, np.array(nodes, NODE), np.array(connections, CONNECTION))

    def genome(self) -> DefaultGenome:
        """The genome of these genes, its fitness None."""
        made = DefaultGenome(self.key)
        for key, bias, response, time_constant, activation, aggregation in self.nodes.tolist():
            node = neat.DefaultNodeGene(key)
            node.bias, node.response, node.time_constant = bias, response, time_constant
            node.activation, node.aggregation = ACTIVATIONS[activation], AGGREGATIONS[aggregation]
            made.nodes[key] = node
        for source, target, innovation, weight, enabled in self.connections.tolist():
            connection = neat.DefaultConnectionGene((source, target), innovation=innovation)
            connection.weight, connection.enabled = weight, enabled
            made.connections[source, target] = connection
        return made

    def tobytes(self) -> bytes:
        """The genes as bytes: equal if and only if all is."""
        head = _HEAD.pack(self.key, len(self.nodes), len(self.connections))
        return head + self.nodes.tobytes() + self.connections.tobytes()


def genome_bytes(genome: Any) -> bytes:
    """A genome as bytes, for digests: its key and all genes in their order, but not its fitness."""
    return Genes.of(genome).tobytes()


def pack(genes: Sequence[Genes]) -> dict[str, np.ndarray]:
    """Genomes as arrays, end to end."""
    return {
        "keys": np.array([one.key for one in genes], np.int64),
        "sizes": np.array([(len(one.nodes), len(one.connections)) for one in genes], np.int64),
        "nodes": np.concatenate([np.zeros(0, NODE), *(one.nodes for one in genes)]),
        "connections": np.concatenate(
            [np.zeros(0, CONNECTION), *(one.connections for one in genes)]
        ),
    }


def unpack(packed: dict[str, np.ndarray]) -> list[Genes]:
    """Genomes from what `pack` gave."""
    sizes = packed["sizes"].reshape(-1, 2)
    ends = np.cumsum(sizes, axis=0)
    return [
        Genes(key, packed["nodes"][n - nodes : n], packed["connections"][c - connections : c])
        for key, (nodes, connections), (n, c) in zip(
            packed["keys"].tolist(), sizes.tolist(), ends.tolist(), strict=True
        )
    ]
