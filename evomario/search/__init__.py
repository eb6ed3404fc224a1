"""Search algorithms behind ask and tell."""

from .ga import GA, GASettings

__all__ = ["GA", "GASettings"]
