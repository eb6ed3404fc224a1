"""The measures of individuals: rows of numbers in the history, an array out of it."""

import sqlite3
from pathlib import Path
from typing import NamedTuple

import numpy as np

from evomario.errors import UserError

from .layout import MEASURE
from .reader import has_table, opened

_KIND = np.dtype("<f8")


class Measured(NamedTuple):
    """What n individuals were measured to be.

    Attributes:
        names: of the m measures, as the config has them: an expression, or what is registered;
            `path[0]`, `path[1]`, ... of one that gives several numbers.
        generation: `int64[n]`, of each individual.
        place: `int64[n]`, its place in that, as in `individuals`.
        values: `float64[n, m]`, to the bit as they were; nan where an expression was not finite.
    """

    names: tuple[str, ...]
    generation: np.ndarray
    place: np.ndarray
    values: np.ndarray


def measures(path: Path, generation: int | None = None) -> Measured:
    """The `fitness.measures` of a run's individuals, in order.

    Args:
        path: the history.
        generation: of that one alone.

    Returns:
        Nothing, n and m are 0, for a run without measures, or a history that is older than that.

    Raises:
        UserError: the file is no history or one of another format, or the measures are damaged.
    """
    some = "" if generation is None else "WHERE generation = ?"
    query = f"SELECT * FROM measures {some} ORDER BY generation, place"
    given = () if generation is None else (int(generation),)
    with opened(path) as database:
        names = names_of(database)
        rows = database.execute(query, given).fetchall() if has_table(database, "measures") else []
    try:
        numbers = np.frombuffer(b"".join(row[2] for row in rows), _KIND)
        values = numbers.reshape(len(rows), len(names)).astype(np.float64)
    except (TypeError, ValueError):
        raise UserError(f"{path}: damaged measures in the history") from None
    keys = np.array([row[:2] for row in rows], np.int64).reshape(-1, 2)
    return Measured(names, keys[:, 0], keys[:, 1], values)


def as_bytes(row: np.ndarray) -> bytes:
    """An individual's measures, `float64[m]`, as the history keeps them."""
    return row.astype(_KIND).tobytes()


def names_of(database: sqlite3.Connection) -> tuple[str, ...]:
    """What the measures in an open history are called."""
    names = dict(database.execute("SELECT name, about FROM columns").fetchall())
    count = sum(name.startswith(MEASURE) for name in names)
    return tuple(names[f"{MEASURE}{i}"] for i in range(count))
