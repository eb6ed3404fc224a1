"""A film of a generation: everybody runs at once through the level, each a ghost of Mario."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from evomario.runs.history import Walk

from ..video import pictures
from .camera import WIDTH, View, stages, views
from .crowd import FADE, Crowd, crowd
from .mario import SIZE, Poses, poses
from .picture import DIED
from .sheet import DIM, INK, font
from .stitch import GAP, HEIGHT, MIDDLE, Strip, row_of

FPS = 30  #: of the film
MOVES = 4  #: of the game from picture to picture: it runs at twice the game's speed
_SCALE = 2
_HEAD = 240 - HEIGHT  # rows above the level, for words
_GHOST, _BEST = 0.45, 1.0  # how opaque they are
_MOST = 1500  # pictures: longer episodes are cut short
_LINGER = 45  # pictures after the last end
_CRF = 24


class Race(NamedTuple):
    """What a film shows.

    Attributes:
        caption: at its top.
        walks: of everybody, with their paths; the best comes last, to be in front.
        start: area, x and y at which all start.
        strips: the level.
    """

    caption: str
    walks: Sequence[Walk]
    start: tuple[int, int, int]
    strips: Sequence[Strip]


def film_ghosts(path: Path, race: Race) -> Path:
    """Film a generation.

    Args:
        path: where to, an .mp4.
        race: what it shows.

    Raises:
        UserError: the film cannot be written.
    """
    size = (_SCALE * WIDTH, _SCALE * (HEIGHT + _HEAD))
    with pictures(path, size, FPS, _CRF) as writer:
        for picture in _pictures(race):
            writer.send(picture.tobytes())
    return path


def times_of(walks: Sequence[Walk]) -> np.ndarray:
    """The times of a film's pictures, in moves, until the last has ended and faded."""
    longest = max(walk.moves for walk in walks) + FADE
    count = min(_MOST, -(-longest // MOVES) + _LINGER)
    return np.arange(count) * float(MOVES)


def _pictures(race: Race) -> Iterator[np.ndarray]:
    """The pictures of a film, `uint8[rows, columns, 3]`."""
    times = times_of(race.walks)
    everybody = crowd(race.walks, race.start, times)
    shown = views(everybody, race.strips)
    stage, figures = stages(race.strips, shown), poses()
    ends = _ends(everybody, race.walks)
    for time, view in enumerate(shown):
        for each in ends.get(time, ()):
            _mark(stage, everybody, each, time)
        picture = _cropped(stage[view.area], view)
        _draw(picture, figures, everybody, time, view)
        large = picture.repeat(_SCALE, axis=0).repeat(_SCALE, axis=1)
        head = _words(race.caption, int(times[time]), int(everybody.running[:, time].sum()))
        yield np.vstack([head, large])


def _cropped(strip: Strip, view: View) -> np.ndarray:
    """The part of a strip that is seen, a copy."""
    left = view.left - strip.left
    return strip.picture[:, left : left + WIDTH].copy()


def _draw(picture: np.ndarray, figures: Poses, one: Crowd, time: int, view: View) -> None:
    """Draw everybody who is in a view."""
    before = max(0, time - 1)
    here = (one.area[:, time] == view.area) & (one.seen[:, time] > 0)
    for each in np.flatnonzero(here).tolist():
        dx = one.x[each, time] - one.x[each, before]
        dy = one.y[each, time] - one.y[each, before]
        pose = figures.of(one.x[each, time], dx, dy)
        opaque = _BEST if each == len(one.x) - 1 else _GHOST
        column = round(one.x[each, time]) - view.left
        row = round(float(row_of(one.y[each, time]))) - SIZE // 2
        lay(picture, pose, row, column, opaque * one.seen[each, time])


def lay(picture: np.ndarray, pose: np.ndarray, row: int, column: int, opaque: float) -> None:
    """Lay a pose on a picture, its upper left corner at a row and a column, which may be outside.

    Args:
        picture: `uint8[rows, columns, 3]`, written to.
        pose: `uint8[SIZE, SIZE, 4]`.
        row: of its upper edge.
        column: of its left edge.
        opaque: 0 to 1.
    """
    up, left = max(0, -row), max(0, -column)
    part = picture[max(0, row) : max(0, row + SIZE), max(0, column) : max(0, column + SIZE)]
    piece = pose[up : up + part.shape[0], left : left + part.shape[1]]
    share = piece[..., 3:] * (opaque / 255)
    part[:] = (part * (1 - share) + piece[..., :3] * share + 0.5).astype(np.uint8)


def _ends(one: Crowd, walks: Sequence[Walk]) -> dict[int, list[int]]:
    """Who dies at the time of which picture."""
    found: dict[int, list[int]] = {}
    for each, walk in enumerate(walks):
        over = np.flatnonzero(~one.running[each])
        if walk.reason == "dead" and len(over):
            found.setdefault(int(over[0]), []).append(each)
    return found


def _mark(stage: dict[int, Strip], one: Crowd, each: int, time: int) -> None:
    """Leave a red dot where one died."""
    strip = stage.get(int(one.area[each, time]))
    if strip is None:
        return
    column = round(one.x[each, time]) + MIDDLE - strip.left
    row = int(np.clip(row_of(one.y[each, time]), 1, HEIGHT - 2))
    strip.picture[row - 1 : row + 2, max(0, column - 1) : max(0, column + 2)] = DIED


def _words(caption: str, moves: int, running: int) -> np.ndarray:
    """What is above a picture."""
    from PIL import Image, ImageDraw

    head = Image.new("RGB", (_SCALE * WIDTH, _SCALE * _HEAD), GAP)
    pen = ImageDraw.Draw(head)
    pen.text((16, _HEAD), caption, INK, font(24), anchor="lm")
    tally = f"move {moves:,}   {running:,} running"
    pen.text((_SCALE * WIDTH - 16, _HEAD), tally, DIM, font(20), anchor="rm")
    return np.asarray(head)
