"""A run's history in SQLite: one row a generation, and one an evaluated individual."""

import sqlite3
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from evomario.errors import UserError
from evomario.fitness import Evaluation
from evomario.mario.moves import MOST_MOVES
from evomario.mario.outcome import OUTCOME

_METRICS = OUTCOME.names or ()
_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS generations (
    generation INTEGER PRIMARY KEY, evaluations INTEGER, frames INTEGER,
    frames_emulated INTEGER, best REAL, mean REAL, worst REAL, finished INTEGER, seconds REAL,
    digest TEXT
);
CREATE TABLE IF NOT EXISTS individuals (
    generation INTEGER, place INTEGER, fitness REAL, {", ".join(_METRICS)},
    PRIMARY KEY (generation, place)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS champions (
    generation INTEGER PRIMARY KEY, fitness REAL, moves BLOB
);
"""
_TABLES = ("generations", "individuals", "champions")


class Row(NamedTuple):
    """A generation: totals of the run after it, its fitness, how many finished, its digest."""

    generation: int
    evaluations: int
    frames: int
    frames_emulated: int
    best: float
    mean: float
    worst: float
    finished: int
    seconds: float
    digest: str


class History:
    """The open history of a run; a generation is written whole or not at all.

    Args:
        path: the file; made if need be.
        keep: the generation up to which what is there is kept.
    """

    def __init__(self, path: Path, keep: int = 0) -> None:
        self._database = sqlite3.connect(path)
        self._database.executescript(_SCHEMA)
        with self._database:
            for table in _TABLES:
                self._database.execute(f"DELETE FROM {table} WHERE generation > ?", (keep,))

    def record(self, row: Row, evaluation: Evaluation, champion: np.ndarray | None) -> None:
        """Add a generation, its individuals, and the moves of a champion better than any before."""
        fitness = evaluation.objectives[:, 0]
        individuals = [
            (row.generation, i, float(fitness[i]), *outcome.item())
            for i, outcome in enumerate(evaluation.outcomes[:, 0])
        ]
        marks = ", ".join("?" * (3 + len(_METRICS)))
        with self._database:
            self._database.execute("INSERT INTO generations VALUES (?,?,?,?,?,?,?,?,?,?)", row)
            self._database.executemany(f"INSERT INTO individuals VALUES ({marks})", individuals)
            if champion is not None:
                packed = zlib.compress(champion.tobytes())
                values = (row.generation, float(fitness.max()), packed)
                self._database.execute("INSERT INTO champions VALUES (?,?,?)", values)

    def close(self) -> None:
        """Close the file."""
        self._database.close()


def generations(path: Path) -> np.ndarray:
    """The generations of a run, a structured array with best, mean, worst and so on."""
    with sqlite3.connect(path) as database:
        rows = database.execute("SELECT * FROM generations ORDER BY generation").fetchall()
    kinds = [
        ("generation", "i8"), ("evaluations", "i8"), ("frames", "i8"),
        ("frames_emulated", "i8"), ("best", "f8"), ("mean", "f8"), ("worst", "f8"),
        ("finished", "i8"), ("seconds", "f8"), ("digest", "U64"),
    ]  # fmt: skip
    return np.array(rows, kinds)


class BestSoFar(NamedTuple):
    """The best episode as of a generation: its fitness, and its moves, `uint8[n]`."""

    generation: int
    fitness: float
    moves: np.ndarray


def champions(path: Path) -> list[BestSoFar]:
    """Each champion of a run that was better than all before it, in order.

    Raises:
        UserError: the file is no history.
    """
    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
            rows = database.execute("SELECT * FROM champions ORDER BY generation").fetchall()
    except sqlite3.Error as error:
        raise UserError(f"{path}: not a history: {error}") from None
    return [BestSoFar(g, f, np.frombuffer(_unpack(m), np.uint8)) for g, f, m in rows]


def _unpack(packed: bytes) -> bytes:
    return zlib.decompressobj().decompress(packed, MOST_MOVES)


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
