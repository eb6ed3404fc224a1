"""`tiles`: the blocks and enemies around Mario, a cell of 16 x 16 pixels an input."""

from typing import Annotated

import numpy as np
from numba import njit
from pydantic import Field

from evomario.emulator.memory import address, load8, load64, store_float
from evomario.registry import register

from .. import ram
from .blocks import solid_words
from .part import Block, Part
from .places import ROWS, block, column_of, mario_x, mario_y, row_of, signed8
from .things import FREE, SOLID, enemies, platforms

FASTEST_X, FASTEST_Y = 48.0, 8.0  #: speeds that are shown as 1

_WIDTH, _HEIGHT, _LEFT, _TOP, _OPTIONS, _SOLID = (8 * i for i in range(6))
_PLATFORMS, _SPEED, _POWERUP, _ON_GROUND, _WITHIN_TILE = (1 << i for i in range(5))

Side = Annotated[int, Field(ge=1, le=32)]
Offset = Annotated[int, Field(ge=-31, le=31)]


@register("observation", "tiles")
class Tiles(Part):
    """Blocks and enemies in a window around Mario: -1 an enemy, 0 free, 1 solid."""

    def __init__(
        self,
        *,
        width: Side = 12,
        height: Side = 10,
        left: Offset = -3,
        top: Offset = -6,
        platforms: bool = True,
        hidden: bool = False,
        speed: bool = False,
        powerup: bool = False,
        on_ground: bool = False,
        within_tile: bool = False,
    ) -> None:
        self.width, self.height, self.left, self.top = width, height, left, top
        cells = tuple(f"tile({x:+d},{y:+d})" for y in range(top, top + height)
                      for x in range(left, left + width))  # fmt: skip
        chosen = (
            (speed, _SPEED, ("speed_x", "speed_y")), (powerup, _POWERUP, ("powerup",)),
            (on_ground, _ON_GROUND, ("on_ground",)),
            (within_tile, _WITHIN_TILE, ("within_tile_x", "within_tile_y")),
        )  # fmt: skip
        options = sum(bit for wanted, bit, _ in chosen if wanted) + _PLATFORMS * platforms
        about = tuple(name for wanted, _, names in chosen if wanted for name in names)
        self.blocks = (Block("tiles", (height, width), cells),)
        if about:
            self.blocks += (Block("mario", (len(about),), about),)
        self.words = (width, height, left, top, options, *solid_words(hidden))

    def corner(self, memory: np.ndarray) -> tuple[int, int]:
        """Where the window's upper left corner lies in the picture that RAM stands for, x and y."""
        high, low = memory[:2048].view(np.int8).tolist(), memory.tolist()
        x = 256 * high[ram.PAGE] + low[ram.X_ON_PAGE] + 8
        y = 256 * (high[ram.SCREEN_Y] - 1) + low[ram.Y_ON_SCREEN] + 24
        edge = 256 * high[ram.LEFT_PAGE] + low[ram.LEFT_ON_PAGE]
        return (x & ~15) + 16 * self.left - edge, (y & ~15) + 16 * self.top

    @staticmethod
    def see(ram: np.ndarray, picture: np.ndarray, numbers: np.ndarray, out: np.ndarray) -> None:
        """Fill in the window, and what else is asked for."""
        look(address(ram), address(numbers), address(out))


@njit
def look(state, part, out):
    """Fill in the window, and what else is asked for."""
    width, height = load64(part + _WIDTH), load64(part + _HEIGHT)
    x, y = mario_x(state) + 8, mario_y(state) + 24
    left, top = column_of(x) + load64(part + _LEFT), row_of(y) + load64(part + _TOP)
    options = load64(part + _OPTIONS)
    for column in range(width):
        for row in range(height):
            cell = FREE
            if 0 <= top + row < ROWS:
                found = block(state, left + column, top + row)
                solid = load64(part + _SOLID + 8 * (found >> 6)) >> (found & 63) & 1
                cell = SOLID if solid else FREE
            store_float(out + 8 * (row * width + column), cell)
    enemies(state, out, width, height, left, top)
    if options & _PLATFORMS:
        platforms(state, out, width, height, left, top)
    see_mario(state, options, x, y, out + 8 * width * height)


@njit
def see_mario(state, options, x, y, out):
    """Fill in what is asked for of Mario, whose middle is at x and y."""
    if options & _SPEED:
        store_float(out, signed8(load8(state + ram.SPEED_X)) / FASTEST_X)
        store_float(out + 8, signed8(load8(state + ram.SPEED_Y)) / FASTEST_Y)
        out += 16
    if options & _POWERUP:
        store_float(out, load8(state + ram.POWER) / 2.0)
        out += 8
    if options & _ON_GROUND:
        store_float(out, 0.0 if load8(state + ram.FLOAT_STATE) else 1.0)
        out += 8
    if options & _WITHIN_TILE:
        store_float(out, (x & 15) / 16.0)
        store_float(out + 8, (y & 15) / 16.0)
