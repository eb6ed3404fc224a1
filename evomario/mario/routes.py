"""The levels' known routes."""

import numpy as np

from .levels import Level


def route(level: Level) -> np.ndarray:
    """The route of a level."""
    return np.zeros(2, np.int64)


def route_length(level: Level) -> int:
    """Its length in pixels."""
    return 0
