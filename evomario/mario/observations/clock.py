"""`clock`: the time and a constant, for a policy that sees nothing of the level."""

import numpy as np

from evomario.registry import register

from ..ram import TIME, TIME_TICK
from .part import Block, Part

#: Frames of one unit of the clock in The Lost Levels. Super Mario Bros. has 20, and so shows a unit
#: as 19 steps of 1/24 and one of 5/24.
TICKS = 24.0
FULL = 400.0  #: what the clock begins with, in most levels


@register("observation", "clock")
class Clock(Part):
    """In-game time left, frame by frame, and a constant: the blind control."""

    blocks = (Block("clock", (2,), ("time", "constant")),)

    @staticmethod
    def see(ram: np.ndarray, picture: np.ndarray, numbers: np.ndarray, out: np.ndarray) -> None:
        """Fill in the time left, as a share of 400, and 1."""
        figures = 100 * ram[TIME] + 10 * ram[TIME + 1] + ram[TIME + 2]
        out[0] = (figures + ram[TIME_TICK] / TICKS) / FULL
        out[1] = 1.0
