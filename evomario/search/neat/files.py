"""neat-python's genomes as JSON, for a champion's file: exact, and harmless if a stranger's."""

import json
from typing import Annotated, Any

import numpy as np
from pydantic import Field, ValidationError

from evomario.config import Settings
from evomario.errors import UserError
from evomario.policies.networks import ACTIVATIONS, AGGREGATIONS

from .genomes import CONNECTION, NODE, DefaultGenome, Genes
from .settings import Activation, Aggregation

_MOST = 1_000_000  # nodes and connections, each
_PLACE = 2**53  # keys and innovation numbers lie below

Key = Annotated[int, Field(ge=0, lt=_PLACE)]
Source = Annotated[int, Field(gt=-_MOST, lt=_PLACE)]
Number = Annotated[float, Field(allow_inf_nan=False)]


class _Genome(Settings):
    key: Key
    nodes: tuple[tuple[Key, Number, Number, Number, Activation, Aggregation], ...] = Field(
        max_length=_MOST
    )
    connections: tuple[tuple[Source, Key, Key, Number, bool], ...] = Field(max_length=_MOST)


def genome_state(genome: Any) -> dict[str, Any]:
    """A genome as JSON takes it, its genes in their order.

    A node is its key, bias, response, time constant, activation and aggregation; a connection its
    two ends, innovation number, weight, and whether it is enabled.
    """
    genes = Genes.of(genome)
    return {
        "key": genes.key,
        "nodes": [
            [*node[:4], ACTIVATIONS[node[4]], AGGREGATIONS[node[5]]]
            for node in genes.nodes.tolist()
        ],
        "connections": [[*connection] for connection in genes.connections.tolist()],
    }


def load_genome(content: Any, config: Any, source: str = "genome") -> DefaultGenome:
    """A genome from what `genome_state` gave, which may come from a stranger.

    Args:
        content: what was read.
        config: the `neat.Config` of the networks that it is to make.
        source: where it was read, for the error.

    Raises:
        UserError: it is no genome, or none of this configuration.
    """
    read = _read(content, source)
    nodes = [
        (*node[:4], ACTIVATIONS.index(node[4]), AGGREGATIONS.index(node[5])) for node in read.nodes
    ]
    genome = Genes(
        read.key, np.array(nodes, NODE), np.array([*read.connections], CONNECTION)
    ).genome()
    if problem := _misfit(read, genome, config.genome_config):
        raise UserError(f"{source}: {problem}")
    return genome


def _read(content: Any, source: str) -> _Genome:
    try:
        return _Genome.model_validate_json(json.dumps(content))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"])) or "this"
        raise UserError(f"{source}: not a genome: {place}: {first['msg']}") from None
    except (TypeError, ValueError, RecursionError):
        raise UserError(f"{source}: not a genome: not plain JSON") from None


def _misfit(read: _Genome, genome: DefaultGenome, keys: Any) -> str:
    """What keeps a genome from being one of a configuration, in words; "" if nothing does."""
    if len(genome.nodes) < len(read.nodes):
        return "a node is there twice"
    if len(genome.connections) < len(read.connections):
        return "a connection is there twice"
    if missing := [key for key in keys.output_keys if key not in genome.nodes]:
        return f"there is no node {missing[0]}, which is an output"
    sources = {*genome.nodes, *keys.input_keys}
    for start, end in genome.connections:
        if start not in sources or end not in genome.nodes:
            return f"a connection goes from {start} to {end}, which are not both there"
    return ""
