"""Where episodes ended, and why."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from evomario.runs.history import Walk

GROUND = 79  #: y of who stands on the ground
BELOW = 0  #: y of who has fallen into a pit
JUMP = 64  #: pixels in 8 moves, sideways or upwards, that nobody makes on his own
_SIGN = 0x8000  # an x beyond it is left of 0: see track.beside_the_start


class Ends(NamedTuple):
    """The places where episodes ended in one way.

    Attributes:
        died: `int64[n, 3]`, area, x and y of those in which Mario died.
        stopped: of those that ended otherwise before the flag.
        finished: how many ended there.
    """

    died: np.ndarray
    stopped: np.ndarray
    finished: int


def ends(walks: Sequence[Walk]) -> Ends:
    """Where episodes ended: at the last point of their path, or at their x on the ground."""
    died = [_end(each) for each in walks if each.reason == "dead"]
    stopped = [_end(each) for each in walks if each.reason not in ("dead", "finished")]
    finished = len(walks) - len(died) - len(stopped)
    return Ends(_places(died), _places(stopped), finished)


def _places(listed: list[tuple[int, int, int]]) -> np.ndarray:
    return np.array(listed, int).reshape(-1, 3)


def _end(walk: Walk) -> tuple[int, int, int]:
    if walk.path is None or not len(walk.path):
        return 0, walk.x, GROUND
    area, x, y = points(walk.path)[-1].tolist()
    return area, x, y


def points(path: np.ndarray) -> np.ndarray:
    """The points of a path, `int64[n, 3]`: x has its sign, and who falls into a pit is BELOW.

    There the game counts y from the top again.
    """
    made = path.astype(int)
    made[made[:, 1] >= _SIGN, 1] -= 2 * _SIGN
    falls = False
    for i, (before, (area, x, y)) in enumerate(pairwise(made.tolist()), 1):
        near = area == before[0] and abs(x - before[1]) <= JUMP
        falls = near and (y - before[2] > JUMP or (falls and y <= before[2]))
        if falls:
            made[i, 2] = BELOW
    return made


def counted(places: np.ndarray, area: int, left: int, right: int, width: int) -> np.ndarray:
    """How many places of an area lie in each so wide piece from `left` on, `int64[pieces]`.

    Args:
        places: `int64[n, 3]`, area, x and y.
        area: which.
        left: x of the first piece,
        right: and after the last; what is outside is not counted.
        width: of a piece, in pixels.
    """
    xs = places[places[:, 0] == area, 1]
    inside = xs[(xs >= left) & (xs < right)]
    return np.bincount((inside - left) // width, minlength=-(-(right - left) // width))
