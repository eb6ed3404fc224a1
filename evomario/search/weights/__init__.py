"""Neuroevolution of the weights of networks whose topology is fixed."""

from .cma_es import CMAES, CMASettings
from .deep_ga import DeepGA, DeepGASettings
from .real_ga import RealGA, RealGASettings
from .topology import Shape, Topology, TopologySettings

__all__ = [
    "CMAES",
    "CMASettings",
    "DeepGA",
    "DeepGASettings",
    "RealGA",
    "RealGASettings",
    "Shape",
    "Topology",
    "TopologySettings",
]
