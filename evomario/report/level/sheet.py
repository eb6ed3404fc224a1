"""A sheet on which strips lie, each with room for a histogram below it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from .stitch import GAP, HEIGHT, Strip

SCALE = 2  #: a pixel of the game is so many of the sheet
BARS = 110  #: rows of a histogram
INK, DIM = (228, 231, 234), (148, 157, 166)
_NARROWEST = 1300  # columns, for what is written above
_HEAD, _MARGIN, _TICKS = 132, 24, 44


class Band(NamedTuple):
    """A strip, and the place of its upper left corner on the sheet."""

    strip: Strip
    x: int
    y: int

    @property
    def width(self) -> int:
        """Of the strip on the sheet."""
        return SCALE * self.strip.picture.shape[1]

    @property
    def ground(self) -> int:
        """The row of the sheet on which its histogram stands."""
        return self.y + SCALE * HEIGHT + BARS

    def place(self, x: Any, row: Any) -> tuple[Any, Any]:
        """Where on the sheet a pixel of the area is, by its x and its row in the strip."""
        return self.x + SCALE * (x - self.strip.left), self.y + SCALE * row


def widened(strip: Strip, left: int, right: int) -> Strip:
    """A strip that reaches from `left` to `right` at least; what is new in it nobody saw."""
    before, after = max(0, strip.left - left), max(0, right - strip.right)
    if not before and not after:
        return strip
    rows, columns, _ = strip.picture.shape
    wider = np.empty((rows, before + columns + after, 3), np.uint8)
    wider[:] = GAP
    wider[:, before : before + columns] = strip.picture
    return Strip(strip.area, strip.left - before, wider)


def arranged(strips: Sequence[Strip]) -> tuple[list[Band], tuple[int, int]]:
    """Strips beneath each other, short ones side by side; and the sheet's width and height."""
    widest = max(_NARROWEST, *(SCALE * strip.picture.shape[1] for strip in strips))
    bands: list[Band] = []
    x, y, step = _MARGIN, _HEAD, SCALE * HEIGHT + BARS + _TICKS
    for strip in strips:
        width = SCALE * strip.picture.shape[1]
        if bands and x + width > _MARGIN + widest:
            x, y = _MARGIN, y + step
        bands.append(Band(strip, x, y))
        x += width + 2 * _MARGIN
    return bands, (widest + 2 * _MARGIN, y + step + _MARGIN // 2)


def sheet(bands: Sequence[Band], size: tuple[int, int]) -> np.ndarray:
    """The sheet with its strips, `uint8[rows, columns, 3]`."""
    width, height = size
    made = np.empty((height, width, 3), np.uint8)
    made[:] = GAP
    for band in bands:
        large = band.strip.picture.repeat(SCALE, axis=0).repeat(SCALE, axis=1)
        made[band.y : band.y + len(large), band.x : band.x + band.width] = large
    return made


def save(picture: Any, path: Path) -> None:
    """Write a picture of PIL's as PNG, whole or not at all.

    Raises:
        UserError: it cannot be written.
    """
    from evomario.runs.files import whole

    with whole(path) as partial:
        picture.save(partial)


def font(size: int) -> Any:
    """The letters of a sheet."""
    from PIL import ImageFont

    return ImageFont.load_default(size=size)
