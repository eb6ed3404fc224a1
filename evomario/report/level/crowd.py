"""Where everybody of a generation is, at any time of a film in which all run at once."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from evomario.evaluation.episode import PATH_MOVES
from evomario.runs.history import Walk

from .ends import JUMP, points

FADE = 60  #: moves in which one fades whose episode has ended


class Crowd(NamedTuple):
    """Everybody at the times of a film's pictures; each field is an array of `[n, times]`.

    Attributes:
        area: int, the number of the area.
        x: float, Mario's x,
        y: and y.
        seen: float, how much of him is to be seen, 1 to 0.
        way: float, how far he has come: pixels beyond the furthest x, summed over areas.
        running: bool, whether his episode goes on.
    """

    area: np.ndarray
    x: np.ndarray
    y: np.ndarray
    seen: np.ndarray
    way: np.ndarray
    running: np.ndarray


def crowd(walks: Sequence[Walk], start: tuple[int, int, int], times: np.ndarray) -> Crowd:
    """Everybody at some times.

    Between two points of a path he is on the line between them, but for jumps: those he makes at
    the second point. Who does not finish fades where his path ends.

    Args:
        walks: the episodes, with their paths.
        start: area, x and y at which all start.
        times: `float64[t]`, in moves, ascending.

    Raises:
        ValueError: a path is not kept.
    """
    each = [_one(walk, start, times) for walk in walks]
    return Crowd(*(np.stack(column) for column in zip(*each, strict=True)))


def _one(walk: Walk, start: tuple[int, int, int], times: np.ndarray) -> tuple[np.ndarray, ...]:
    """One row of each field of a Crowd."""
    if walk.path is None:
        raise ValueError(f"individual {walk.place} has no path")
    way = points(np.vstack([np.array(start, np.uint16), walk.path])).astype(float)
    at = np.minimum(times / PATH_MOVES, len(way) - 1)
    before = at.astype(int)
    after = np.minimum(before + 1, len(way) - 1)
    first, second = way[before], way[after]
    jumps = (first[:, 0] != second[:, 0]) | (np.abs(second - first)[:, 1:] > JUMP).any(axis=1)
    share = np.where(jumps, 0, at - before)
    x, y = (first[:, i] + share * (second - first)[:, i] for i in (1, 2))
    running = times <= walk.moves
    faded = np.clip((times - walk.moves) / FADE, 0, 1)
    seen = np.ones(len(times)) if walk.reason == "finished" else 1 - faded
    return first[:, 0].astype(int), x, y, seen, _ways(way)[before], running


def _ways(way: np.ndarray) -> np.ndarray:
    """How far one has come at each point, as distance is counted: see track.follow."""
    ways, furthest, total = np.zeros(len(way)), {way[0, 0]: way[0, 1]}, 0.0
    for i, (before, (area, x)) in enumerate(pairwise(way[:, :2].tolist()), 1):
        entered = area != before[0] or x - before[1] > JUMP
        known = furthest.setdefault(area, x)
        if x > known:
            total += 0 if entered else x - known
            furthest[area] = x
        ways[i] = total
    return ways


def leaders(one: Crowd) -> np.ndarray:
    """Who leads at each time, `int64[t]`: of those still running, or seen last, the furthest."""
    rank = one.way + 1e9 * one.running + 1e8 * (one.seen > 0)
    return rank.argmax(axis=0)
