"""Search algorithms behind ask and tell; importing this registers them and their operators."""

from . import genomes, operators
from .algorithm import Algorithm, Telling
from .ga import GA, GASettings
from .neat import Neat, NeatSettings
from .nsga2 import NSGA2, NSGA2Settings
from .weights import CMAES, CMASettings, DeepGA, DeepGASettings, RealGA, RealGASettings

__all__ = [
    "CMAES",
    "GA",
    "NSGA2",
    "Algorithm",
    "CMASettings",
    "DeepGA",
    "DeepGASettings",
    "GASettings",
    "NSGA2Settings",
    "Neat",
    "NeatSettings",
    "RealGA",
    "RealGASettings",
    "Telling",
    "genomes",
    "operators",
]
