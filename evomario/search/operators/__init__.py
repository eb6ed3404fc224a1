"""Select, mate, mutate, initialise: DEAP's operators that fit, and our own, one file each."""

from . import (
    adaptive_reset,
    adaptive_window,
    deap_tools,
    initialise,
    one_point_used,
    same_x,
    shift,
    window,
)

__all__ = [
    "adaptive_reset", "adaptive_window", "deap_tools", "initialise", "one_point_used", "same_x",
    "shift", "window",
]  # fmt: skip
