"""Shapes as pixels and how much of each they cover, worked out once and then only coloured."""

from typing import Any, NamedTuple

import numpy as np

_FINER = 2  # a line is drawn so many times as large, and reduced
_GLOW = 2.0  # pixels by which a line shines beyond itself
_SHINE = 0.35  # how bright, at the line
_LEAST = 0.04  # of a pixel that counts as covered


class Stamp(NamedTuple):
    """Pixels of a picture `[height, width]`, flat, and the share of each that is covered.

    Attributes:
        pixels: `int64[n]`.
        shares: `float32[n]`, 0 to 1.
    """

    pixels: np.ndarray
    shares: np.ndarray


def disc(x: float, y: float, radius: float, shape: tuple[int, int]) -> Stamp:
    """A disc around a place."""
    rows, columns = np.indices(shape, sparse=True)
    distance = np.hypot(columns + 0.5 - x, rows + 0.5 - y)
    return _stamp(np.clip(radius + 0.5 - distance, 0, 1), 0, 0, shape)


def letters(
    x: float, y: float, text: str, size: float, right: bool, shape: tuple[int, int]
) -> Stamp:
    """Words whose middle line begins at a place, or ends there."""
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("L", shape[::-1])
    font = ImageFont.load_default(size=size)
    ImageDraw.Draw(picture).text((x, y), text, 255, font, anchor="rm" if right else "lm")
    return _stamp(np.asarray(picture) / 255, 0, 0, shape)


def line(points: np.ndarray, width: float, shape: tuple[int, int]) -> Stamp:
    """A line through points, `float64[n, 2]`, that shines a little beyond itself."""
    from PIL import Image, ImageFilter

    margin = int(3 * _GLOW + width)
    left, top = (int(low) - margin for low in points.min(axis=0))
    wide, high = (int(far) + margin for far in points.max(axis=0) - (left, top))
    drawn = _drawn(_FINER * (points - (left, top)), width, (_FINER * wide, _FINER * high))
    sharp = drawn.resize((wide, high), Image.Resampling.BOX)
    glow = np.asarray(sharp.filter(ImageFilter.GaussianBlur(_GLOW)), np.float32)
    shine = glow * (_SHINE / max(1.0, float(glow.max())))
    return _stamp(np.maximum(np.asarray(sharp) / 255, shine), left, top, shape)


def _drawn(points: np.ndarray, width: float, size: tuple[int, int]) -> Any:
    from PIL import Image, ImageDraw

    picture = Image.new("L", size)
    places = [tuple(point) for point in points.tolist()]
    ImageDraw.Draw(picture).line(places, 255, max(1, round(_FINER * width)), joint="curve")
    return picture


def _stamp(shares: np.ndarray, left: int, top: int, shape: tuple[int, int]) -> Stamp:
    """What of a picture of shares lies in another one, `shape` large, in which it begins there."""
    rows, columns = np.nonzero(shares > _LEAST)
    found = shares[rows, columns].astype(np.float32)
    rows, columns = rows + top, columns + left
    inside = (rows >= 0) & (rows < shape[0]) & (columns >= 0) & (columns < shape[1])
    return Stamp((rows * shape[1] + columns)[inside], found[inside])


class Stamps:
    """Stamps that are coloured together, each by its number.

    Args:
        numbered: the number of each, and the stamp; where two meet, the later one is on top.
    """

    def __init__(self, numbered: list[tuple[int, Stamp]]) -> None:
        empty = Stamp(np.empty(0, np.int64), np.empty(0, np.float32))
        parts = [stamp for _, stamp in numbered] or [empty]
        self._pixels = np.concatenate([part.pixels for part in parts])
        self._shares = np.concatenate([part.shares for part in parts])[:, None]
        counts = [len(stamp.pixels) for _, stamp in numbered]
        self._numbers = np.repeat([number for number, _ in numbered], counts).astype(np.int64)

    def colour(self, picture: np.ndarray, colours: np.ndarray) -> None:
        """Colour a picture, `float32[pixels, 3]`, by `float32[numbers, 3]`."""
        below = picture[self._pixels]
        picture[self._pixels] = below + self._shares * (colours[self._numbers] - below)
