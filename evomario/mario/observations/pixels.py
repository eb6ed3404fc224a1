"""`pixels`: the picture in grey, each input the mean over its share of the picture's area.

Grey is the luma of ITU-R BT.601, (299 R + 587 G + 114 B) / 1000. Everything is added up in whole
numbers, exactly: with S the sum over a cell of 299 R + 587 G + 114 B times the area that cell and
pixel share, and D what S is for a white cell, an input is `white` * (S / D).
"""

from typing import Annotated

import numpy as np
from numba import njit
from pydantic import Field

from evomario.emulator.colours import COLOURS
from evomario.emulator.machine import SCREEN
from evomario.emulator.memory import address, bits, load8, load64, load_float, store_float
from evomario.registry import register

from .part import Block, Part

_WEIGHTS = np.array([299, 587, 114])
_WHITE = 255 * int(_WEIGHTS.sum())
#: What a colour number adds to a sum.
GREYS = COLOURS.astype(np.int64) @ _WEIGHTS

_ROWS, _COLUMNS = SCREEN
_WIDTH, _HEIGHT, _TOP, _FULL, _SCALE, _GREYS = (8 * i for i in range(6))


@register("observation", "pixels")
class Pixels(Part):
    """The picture in grey, reduced by averaging; by default to the paper's 32 x 30."""

    picture = True

    def __init__(
        self,
        *,
        width: Annotated[int, Field(ge=1, le=_COLUMNS)] = 32,
        height: Annotated[int, Field(ge=1, le=_ROWS)] = 30,
        top: Annotated[int, Field(ge=0, lt=_ROWS)] = 0,
        white: Annotated[float, Field(gt=0, le=1e9)] = 1.0,
    ) -> None:
        self.top, self.bytes = top, white == 255
        labels = tuple(f"pixel({x},{y})" for y in range(height) for x in range(width))
        self.blocks = (Block("pixels", (height, width), labels),)
        full = float(_WHITE * _COLUMNS * (_ROWS - top))
        self.words = (width, height, top, *bits([full, white]), *GREYS.tolist())

    @staticmethod
    def see(ram: np.ndarray, picture: np.ndarray, numbers: np.ndarray, out: np.ndarray) -> None:
        """Fill in the grey values."""
        look(address(picture), address(numbers), address(out))


@njit
def look(screen, part, out):
    """Fill in the grey values of a picture (the address of `uint8[240, 256]` colour numbers)."""
    width, height, top = load64(part + _WIDTH), load64(part + _HEIGHT), load64(part + _TOP)
    for i in range(width * height):
        store_float(out + 8 * i, 0.0)
    lines = _ROWS - top
    for y in range(lines):
        row = y * height // lines
        place = screen + _COLUMNS * (top + y)
        start, stop = y * height, (y + 1) * height
        while start < stop:  # the part of the line that lies in this row of cells
            end = min(stop, (row + 1) * lines)
            add_line(place, part + _GREYS, width, end - start, out + 8 * width * row)
            start, row = end, row + 1
    full, white = load_float(part + _FULL), load_float(part + _SCALE)
    for i in range(width * height):
        store_float(out + 8 * i, white * (load_float(out + 8 * i) / full))


@njit
def add_line(place, greys, width, share, out):
    """Add a line of 256 pixels, `share` parts of it high, to a row of cells."""
    cell, edge, total = 0, _COLUMNS, 0
    for x in range(_COLUMNS):
        grey = load64(greys + 8 * load8(place + x))
        start, stop = x * width, (x + 1) * width
        while stop >= edge:
            total += grey * (edge - start)
            store_float(out + 8 * cell, load_float(out + 8 * cell) + total * share)
            cell, start, edge, total = cell + 1, edge, edge + _COLUMNS, 0
        total += grey * (stop - start)
