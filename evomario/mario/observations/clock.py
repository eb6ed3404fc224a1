"""`clock`: the time and a constant, for a policy that sees nothing of the level."""

from numba import njit

from evomario.emulator.memory import load8, store_float
from evomario.registry import register

from ..ram import TIME, TIME_TICK
from .part import CLOCK, Block, Part

#: Frames of one unit of the clock in The Lost Levels. Super Mario Bros. has 20, and so shows a unit
#: as 19 steps of 1/24 and one of 5/24.
TICKS = 24.0
FULL = 400.0  #: what the clock begins with, in most levels


@register("observation", "clock")
class Clock(Part):
    """In-game time left, frame by frame, and a constant: the blind control."""

    kind = CLOCK
    blocks = (Block("clock", (2,), ("time", "constant")),)


@njit
def see(state, out):
    """Fill in the time left, as a share of 400, and 1."""
    figures = (
        100 * load8(state + TIME) + 10 * load8(state + TIME + 1) + load8(state + TIME + 2)
    )  # fmt: skip
    store_float(out, (figures + load8(state + TIME_TICK) / TICKS) / FULL)
    store_float(out + 8, 1.0)
