"""Search algorithms behind ask and tell."""

from .ga import GA, GASettings
from .nsga2 import NSGA2, NSGA2Settings

__all__ = ["GA", "NSGA2", "GASettings", "NSGA2Settings"]
