"""Reading a history, also while the run still writes it."""

import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np

from evomario.errors import UserError, unknown
from evomario.mario.moves import MOST_MOVES

from .layout import FORMAT
from .paths import unpack

_KINDS = {"INTEGER": "i8", "REAL": "f8", "TEXT": "U64"}


class Episode(NamedTuple):
    """An episode to play again: its level, and the moves, `uint8[n]`."""

    level: str
    moves: np.ndarray


class BestSoFar(NamedTuple):
    """The best individual as of a generation.

    Attributes:
        generation: which.
        fitness: its first objective.
        episodes: what it played.
        violation: of all constraints together.
    """

    generation: int
    fitness: float
    episodes: tuple[Episode, ...]
    violation: float = 0.0

    @property
    def moves(self) -> np.ndarray:
        """The moves of its first episode, `uint8[n]`."""
        return self.episodes[0].moves


def check_format(database: sqlite3.Connection, path: Path) -> None:
    """See that an open file is a history that this version reads.

    Raises:
        UserError: it is another one, or none.
    """
    (found,) = database.execute("PRAGMA user_version").fetchone()
    query = "SELECT count(*) FROM sqlite_master WHERE name IN ('generations', 'individuals')"
    if database.execute(query).fetchone() != (2,):
        raise UserError(f"{path}: not a history: it has no generations")
    if found != FORMAT:
        raise UserError(
            f"{path}: a history of format {found or 1}, expected {FORMAT}: "
            "begin a new run, or use the version of evomario that wrote it"
        )


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A history, open to be read.

    Raises:
        UserError: the file is no history, or one of another format.
    """
    try:
        location = f"{path.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(location, uri=True)) as database:
            check_format(database, path)
            yield database
    except sqlite3.Error as error:
        raise UserError(f"{path}: not a history: {error}") from None


def has_table(database: sqlite3.Connection, name: str) -> bool:
    """Whether a history has a table, which older ones may lack."""
    query = "SELECT count(*) FROM sqlite_master WHERE name = ?"
    return bool(database.execute(query, (name,)).fetchone() == (1,))


def _declared(database: sqlite3.Connection, table: str) -> dict[str, str]:
    """The columns that a table has, but for bytes, and what they take in a structured array."""
    found = database.execute(f"PRAGMA table_info({table})").fetchall()
    return {name: _KINDS[kind] for _, name, kind, *_ in found if kind in _KINDS}


def generations(path: Path, names: Sequence[str] | None = None) -> np.ndarray:
    """The generations of a run, a structured array with the fields of `Row`; nan for None.

    Args:
        path: the history.
        names: the fields; default: all of them.

    Raises:
        UserError: the file is no history or one of another format, or has no such field.
    """
    with opened(path) as database:
        kinds = _declared(database, "generations")
        chosen = _chosen(kinds, names, path)
        query = f"SELECT {_quoted(chosen)} FROM generations ORDER BY generation"
        rows = database.execute(query).fetchall()
    return np.array(rows, [(name, kinds[name]) for name in chosen])


def _chosen(kinds: dict[str, str], names: Sequence[str] | None, path: Path) -> list[str]:
    """The fields that are asked for, if a table has them."""
    for name in names or ():
        if name not in kinds:
            raise UserError(f"{path}: {unknown('column', name, kinds)}")
    return list(names or kinds)


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def individuals(
    path: Path, generation: int | None = None, names: Sequence[str] | None = None
) -> np.ndarray:
    """The individuals' episodes, a structured array; nan where there is no value.

    Args:
        path: the history.
        generation: of that one alone.
        names: the fields; default: all that the table has, but for the path.

    Raises:
        UserError: the file is no history or one of another format, or has no such field.
    """
    with opened(path) as database:
        kinds = _declared(database, "individuals")
        chosen = _chosen(kinds, names, path)
        some = "" if generation is None else "WHERE generation = ?"
        order = "ORDER BY generation, place, episode"
        query = f"SELECT {_quoted(chosen)} FROM individuals {some} {order}"
        rows = database.execute(query, () if generation is None else (int(generation),)).fetchall()
    return np.array(rows, [(name, kinds[name]) for name in chosen])


def path_of(path: Path, generation: int, place: int, episode: int = 0) -> np.ndarray:
    """The way that an individual took in an episode: `uint16[points, 3]`, area, x and y.

    Raises:
        UserError: the history does not hold it.
    """
    query = "SELECT path FROM individuals WHERE generation = ? AND place = ? AND episode = ?"
    with opened(path) as database:
        # sqlite3 takes a numpy integer for bytes
        at = (int(generation), int(place), int(episode))
        found = database.execute(query, at).fetchone()
    if found is None or found[0] is None:
        what = f"episode {episode} of individual {place} of generation {generation}"
        raise UserError(f"{path}: holds no path of {what}")
    return unpack(found[0])


def columns(path: Path) -> dict[str, str]:
    """What `fitness_0`, `violation_0`, `measure_0`, ... and the user's metrics stand for.

    Raises:
        UserError: the file is no history, or one of another format.
    """
    with opened(path) as database:
        return dict(database.execute("SELECT name, about FROM columns").fetchall())


def champions(path: Path) -> list[BestSoFar]:
    """Each champion of a run that was better than all before it, in order.

    Raises:
        UserError: the file is no history, or one of another format.
    """
    query = (
        "SELECT generation, fitness, violation, level_name, moves FROM champions "
        "ORDER BY generation, episode"
    )
    found: dict[int, BestSoFar] = {}
    with opened(path) as database:
        for generation, fitness, violation, level, packed in database.execute(query):
            episode = Episode(level, np.frombuffer(_unpacked(packed), np.uint8))
            before = found.get(generation, BestSoFar(generation, fitness, (), violation))
            found[generation] = before._replace(episodes=(*before.episodes, episode))
    return list(found.values())


def _unpacked(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, MOST_MOVES)
    except zlib.error as error:
        raise UserError(f"damaged moves in the history: {error}") from None


def milestones(found: Sequence[BestSoFar]) -> list[tuple[int, BestSoFar]]:
    """The champions as of generations 1, 5, 20 and the last improvement, each shown once."""
    if not found:
        raise UserError("no champion in the history yet")
    last = found[-1].generation
    shown: list[tuple[int, BestSoFar]] = []
    for generation in (1, 5, 20, last):
        best = [each for each in found if each.generation <= generation]
        if best and generation <= last and (not shown or shown[-1][1] is not best[-1]):
            shown.append((generation, best[-1]))
    return shown
