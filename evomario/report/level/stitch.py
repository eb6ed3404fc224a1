"""A level as one picture, put together from the game's own while it is played.

Each column of pixels is as it was first shown, at the picture's edge, before anybody changed it;
and what moves is left out of the picture, so that nothing smears.
"""

from typing import NamedTuple

import numpy as np

from evomario.mario.compiled import CompiledEngine
from evomario.mario.levels import find_level
from evomario.mario.state import episode

#: Rows of the game's picture that the status bar takes.
BAR = 32
HEIGHT = 240 - BAR  #: of a strip, in pixels
GAP = (21, 24, 27)  #: the colour of what nobody saw
MIDDLE = 8  #: pixels from Mario's x to his middle
_EVERY = 8  # pixels that the picture scrolls on between two looks
_COAST = 240  # frames after the end: to the castle's gate
_FEET = 32  # pixels that Mario's box reaches down; small, his middle is 8 above that
_TOP = 255 + _FEET - MIDDLE - BAR  # the y at the upper edge


class Strip(NamedTuple):
    """An area, from the first to the last column that was seen; between them, GAP where none was.

    Attributes:
        area: its number, in the order in which areas were entered.
        left: x of the first column.
        picture: `uint8[HEIGHT, columns, 3]`, RGB.
    """

    area: int
    left: int
    picture: np.ndarray

    @property
    def right(self) -> int:
        """X after the last column."""
        return self.left + self.picture.shape[1]


class Canvas:
    """The columns of areas, each as it was first seen."""

    def __init__(self) -> None:
        self._columns: dict[int, dict[int, np.ndarray]] = {}

    def enter(self, area: int) -> dict[int, np.ndarray]:
        """The columns of an area, which is now known; areas are numbered as they become so."""
        return self._columns.setdefault(area, {})

    def add(self, area: int, left: int, picture: np.ndarray) -> None:
        """Add a picture, `uint8[rows, columns, 3]`, whose left edge is at an x of an area."""
        known = self.enter(area)
        for x, column in enumerate(picture.swapaxes(0, 1), left):
            known.setdefault(x, column)

    def strips(self) -> list[Strip]:
        """What was seen of each area that was."""
        return [
            _strip(number, known) for number, known in enumerate(self._columns.values()) if known
        ]


def _strip(number: int, known: dict[int, np.ndarray]) -> Strip:
    left, right = min(known), max(known) + 1
    picture = np.empty((len(known[left]), right - left, 3), np.uint8)
    picture[:] = GAP
    for x, column in known.items():
        picture[:, x - left] = column
    return Strip(number, left, picture)


def has_gaps(strips: list[Strip]) -> bool:
    """Whether there are columns that nobody saw."""
    return any((each.picture == GAP).all(axis=(0, 2)).any() for each in strips)


class Seen(NamedTuple):
    """What a player saw of a level, and the way that it took.

    Attributes:
        strips: the level.
        way: `int64[moves + 1, 3]`, area, x and y at the start and after each move.
    """

    strips: list[Strip]
    way: np.ndarray


def see(level: str, lives: int, moves: np.ndarray, canvas: Canvas | None = None) -> Seen:
    """Play moves in a level, and look at it.

    Args:
        level: its name.
        lives: how often Mario may try.
        moves: `uint8[n]`, the button bytes.
        canvas: with what others have seen; default: nothing.
    """
    engine = CompiledEngine(find_level(level), lives)
    looks = _Looks(engine, canvas or Canvas())
    way = [looks.place()]
    looks.look()
    for buttons in moves.tolist():
        if engine.done:
            break
        frames = engine.frames
        engine.step(buttons)
        if engine.frames == frames + 1:  # else a transition was skipped, and the area is not told
            looks.look()
        way.append(looks.place())
    looks.coast()
    return Seen(looks.canvas.strips(), np.array(way))


def row_of(y: np.ndarray) -> np.ndarray:
    """The row of a strip at which Mario's middle is, from gym-super-mario-bros' y."""
    return _TOP - y


class _Looks:
    """Looks at a game now and then, as it scrolls on."""

    def __init__(self, engine: CompiledEngine, canvas: Canvas) -> None:
        self.canvas = canvas
        self._engine, self._fields = engine, episode(engine.state)
        self._last = (-1, 0)  # area and left edge at the last look

    def place(self) -> tuple[int, int, int]:
        """Mario's area, x and y."""
        fields = self._fields
        self.canvas.enter(self._area)
        return int(fields["AREA"]), int(fields["X"]), int(fields["Y"])

    @property
    def _area(self) -> int:
        """What tells the area from others, whoever comes to it: see track.py."""
        index = int(self._fields["AREA"])
        return int(self._fields["VISITED"][index, 0]) if index >= 0 else -1

    def look(self, every: int = _EVERY) -> None:
        """Add the picture to the canvas, if it has scrolled on since the last look."""
        at = (self._area, self._engine.left)
        if at[1] < 0 or (at[0] == self._last[0] and abs(at[1] - self._last[1]) < every):
            return
        self.canvas.add(*at, self._engine.scenery()[BAR:])
        self._last = at

    def coast(self) -> None:
        """See what comes after the end, as long as it is in the same area."""
        for _ in range(_COAST):
            self._engine.coast()
            if not 0 <= self._engine.left - self._last[1] < 2 * _EVERY:
                return
            self.look(1)
