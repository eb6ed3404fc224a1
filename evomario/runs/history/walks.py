"""The ways that Mario took, of whole generations at once."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from evomario.mario.state import REASONS

from .paths import unpack
from .reader import opened

_QUERY = """SELECT generation, place, episode, reason, x, moves, path FROM individuals
    WHERE generation = ? AND level_name = ? ORDER BY place, episode"""


class Walk(NamedTuple):
    """How an individual fared in an episode.

    Attributes:
        generation: the individual's,
        place: and its number in it.
        episode: the number of its episode.
        reason: why that ended, of `evomario.mario.state.REASONS`.
        x: where it ended, local to the area.
        moves: how long it lasted.
        path: its way, `uint16[points, 3]`, area, x and y every 8 moves; None where it is not kept.
    """

    generation: int
    place: int
    episode: int
    reason: str
    x: int
    moves: int
    path: np.ndarray | None


def walks(path: Path, level: str, generations: Iterable[int]) -> list[Walk]:
    """The episodes in a level of all individuals of some generations.

    Raises:
        UserError: the file is no history, or one of another format, or a path in it is damaged.
    """
    with opened(path) as database:
        rows = [
            row
            for generation in generations
            for row in database.execute(_QUERY, (int(generation), level))
        ]
    return [
        Walk(generation, place, episode, REASONS[reason], x, moves, way and unpack(way))
        for generation, place, episode, reason, x, moves, way in rows
    ]


def last_recorded(path: Path) -> int:
    """The last generation whose individuals are in the history; 0 if there is none.

    Raises:
        UserError: the file is no history, or one of another format.
    """
    with opened(path) as database:
        return database.execute("SELECT max(generation) FROM individuals").fetchone()[0] or 0
