"""The picture of a level: the champion's way through it, and where everybody's ended."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from .ends import JUMP, Ends, counted
from .sheet import BARS, DIM, INK, SCALE, Band, arranged, font, save, sheet, widened
from .stitch import HEIGHT, MIDDLE, Strip, row_of

DIED, STOPPED, WAY = (240, 70, 60), (166, 52, 232), (255, 232, 80)
_PIECE = 16  # pixels of the game that a bar stands for: a tile
_RADIUS = 10  # of a mark, on the sheet
_FAINT, _FULL = 0.45, 0.9  # how opaque one mark is, and many are
_TICK = 256  # pixels of the game
_LARGE, _SMALL = 34, 24


def draw_level(
    path: Path, title: str, strips: Sequence[Strip], way: np.ndarray, ended: Ends
) -> list[Path]:
    """Draw a level.

    Args:
        path: where to, a .png.
        title: above it.
        strips: the level.
        way: `int64[n, 3]`, the champion's areas, x and y.
        ended: where episodes ended.

    Returns:
        The file.
    """
    from PIL import Image, ImageDraw

    bands, size = arranged([_reaching(strip, ended) for strip in strips])
    pixels = sheet(bands, size)
    for places, colour in ((ended.stopped, STOPPED), (ended.died, DIED)):
        _stamp(pixels, bands, places, colour)
    picture = Image.fromarray(pixels)
    pen = ImageDraw.Draw(picture)
    for line in _lines(bands, way):
        pen.line(line, (40, 20, 10), 7, "curve")
        pen.line(line, WAY, 3, "curve")
    _bars(pen, bands, ended)
    _head(pen, title, ended, len(way) > 0)
    save(picture, path)
    return [path]


def _reaching(strip: Strip, ended: Ends) -> Strip:
    """A strip that reaches as far as anybody in its area came."""
    places = np.concatenate([ended.died, ended.stopped])
    xs = places[places[:, 0] == strip.area, 1]
    return widened(strip, int(xs.min()), int(xs.max()) + _PIECE) if len(xs) else strip


def _stamp(
    pixels: np.ndarray, bands: Sequence[Band], places: np.ndarray, colour: tuple[int, int, int]
) -> None:
    """Lay translucent marks on a sheet: the more at a place, the less translucent."""
    reach = np.arange(-_RADIUS, _RADIUS + 1)
    disc = np.hypot(*np.meshgrid(reach, reach)) <= _RADIUS
    for band in bands:
        area = pixels[band.y : band.y + SCALE * HEIGHT, band.x : band.x + band.width]
        here, counts = np.unique(
            places[places[:, 0] == band.strip.area], axis=0, return_counts=True
        )
        many = np.zeros((len(area) + 2 * _RADIUS, area.shape[1] + 2 * _RADIUS))
        for (_, x, y), count in zip(here.tolist(), counts.tolist(), strict=True):
            column = SCALE * (x + MIDDLE - band.strip.left)
            row = int(np.clip(SCALE * row_of(y), 0, len(area) - 1))
            many[row : row + len(disc), column : column + len(disc)] += count * disc
        share = _FULL * (1 - (1 - _FAINT) ** many[_RADIUS:-_RADIUS, _RADIUS:-_RADIUS, None])
        area[:] = (area * (1 - share) + np.array(colour) * share).astype(np.uint8)


def _lines(bands: Sequence[Band], way: np.ndarray) -> Iterator[list[tuple[int, int]]]:
    """The pieces of a way that lie in one area each, without jumps, as places on the sheet."""
    by_area = {band.strip.area: band for band in bands}
    steps = np.abs(np.diff(way, axis=0))
    cuts = np.flatnonzero((steps[:, 0] > 0) | (steps[:, 1] > JUMP) | (steps[:, 2] > JUMP)) + 1
    for piece in np.split(way, cuts) if len(way) else ():
        band = by_area.get(int(piece[0, 0]))
        if band and len(piece) > 1:
            rows = np.clip(row_of(piece[:, 2]), 0, HEIGHT - 1)
            xs, ys = band.place(piece[:, 1] + MIDDLE, rows)
            yield list(zip(xs.tolist(), ys.tolist(), strict=True))


def _bars(pen: Any, bands: Sequence[Band], ended: Ends) -> None:
    """Below each strip, how many episodes ended in each of its tiles."""
    found = []
    for band in bands:
        strip = band.strip
        begin = strip.left // _PIECE * _PIECE
        found.append([
            counted(places, strip.area, begin, strip.right, _PIECE)
            for places in (ended.died, ended.stopped)
        ])  # fmt: skip
    most = max(int((died + stopped).max()) for died, stopped in found)
    for band, (died, stopped) in zip(bands, found, strict=True):
        _ticks(pen, band)
        for number in np.flatnonzero(died + stopped).tolist():
            _bar(pen, band, number, (int(died[number]), int(stopped[number])), most)


def _bar(pen: Any, band: Band, number: int, counts: tuple[int, int], most: int) -> None:
    """One bar, the died below; over the highest one its count."""
    begin = band.strip.left // _PIECE * _PIECE + number * _PIECE
    left, _ = band.place(begin, 0)
    top = band.ground
    for count, colour in zip(counts, (DIED, STOPPED), strict=True):
        height = round(count / most * (BARS - _SMALL - 14))
        if height or count:
            lower, top = top, top - max(2, height)
            pen.rectangle((left + 1, top, left + SCALE * _PIECE - 2, lower - 1), fill=colour)
    if sum(counts) == most:
        middle = left + SCALE * _PIECE // 2
        pen.text((middle, top - 3), f"{most:,}", INK, font(_SMALL), anchor="mb")


def _ticks(pen: Any, band: Band) -> None:
    pen.line((band.x, band.ground, band.x + band.width, band.ground), DIM, 1)
    for x in range(-(-band.strip.left // _TICK) * _TICK, band.strip.right, _TICK):
        at, _ = band.place(x, 0)
        pen.line((at, band.ground, at, band.ground + 8), DIM, 2)
        pen.text((at + 6, band.ground + 6), f"x {x:,}", DIM, font(_SMALL))


def _head(pen: Any, title: str, ended: Ends, walked: bool) -> None:
    """The title, and what the colours stand for."""
    pen.text((24, 20), title, INK, font(_LARGE))
    x, y = 24, 88
    if walked:
        pen.line((x, y, x + 44, y), WAY, 5)
        x = _word(pen, x + 56, y, "the champion's way")
    for count, colour, word in (
        (len(ended.died), DIED, "died"), (len(ended.stopped), STOPPED, "got no further"),
    ):  # fmt: skip
        pen.ellipse((x, y - 10, x + 20, y + 10), fill=colour)
        x = _word(pen, x + 32, y, f"{word}: {count:,} episodes")
    _word(pen, x, y, f"finished: {ended.finished:,}")


def _word(pen: Any, x: int, y: int, text: str) -> int:
    """Write a word; where the next one begins."""
    pen.text((x, y), text, INK, font(_SMALL), anchor="lm")
    return int(x + pen.textlength(text, font(_SMALL)) + 48)
