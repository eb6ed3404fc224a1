"""Whether two things that contracts compare are the same."""

from typing import Any

import numpy as np


def is_same(one: Any, other: Any) -> bool:
    """Whether two states, or parts of evaluations, are the same to the bit; nan is as nan."""
    if isinstance(one, np.ndarray):
        same = isinstance(other, np.ndarray) and one.dtype == other.dtype
        return same and one.shape == other.shape and one.tobytes() == other.tobytes()
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(is_same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(is_same, one, other))
    return bool(one == other or (one != one and other != other))
