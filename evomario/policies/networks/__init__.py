"""Networks: what the game shows goes in, what the buttons follow comes out."""

from .functions import ACTIVATIONS, AGGREGATIONS
from .graph import Graph, Unit
from .layers import Layers, count_weights
from .network import Batch, Network

__all__ = [
    "ACTIVATIONS",
    "AGGREGATIONS",
    "Batch",
    "Graph",
    "Layers",
    "Network",
    "Unit",
    "count_weights",
]
