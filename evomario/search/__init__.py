"""Search algorithms behind ask and tell; importing this registers them and their operators."""

from . import genomes, operators
from .algorithm import Algorithm
from .ga import GA, GASettings

__all__ = ["GA", "Algorithm", "GASettings", "genomes", "operators"]
