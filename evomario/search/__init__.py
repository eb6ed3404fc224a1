"""Search algorithms behind ask and tell; importing this registers them and their operators."""

from . import genomes, operators
from .algorithm import Algorithm
from .ga import GA, GASettings
from .neat import Neat, NeatSettings
from .nsga2 import NSGA2, NSGA2Settings

__all__ = [
    "GA",
    "NSGA2",
    "Algorithm",
    "GASettings",
    "NSGA2Settings",
    "Neat",
    "NeatSettings",
    "genomes",
    "operators",
]
