"""A run's history in SQLite: one row a generation, and one an evaluated individual."""

import sqlite3
from pathlib import Path
from typing import NamedTuple

import numpy as np

from evomario.fitness import Evaluation
from evomario.mario.outcome import OUTCOME

_METRICS = OUTCOME.names or ()
_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS generations (
    generation INTEGER PRIMARY KEY, evaluations INTEGER, frames INTEGER,
    best REAL, mean REAL, worst REAL, finished INTEGER, seconds REAL, digest TEXT
);
CREATE TABLE IF NOT EXISTS individuals (
    generation INTEGER, place INTEGER, fitness REAL, {", ".join(_METRICS)},
    PRIMARY KEY (generation, place)
) WITHOUT ROWID;
"""


class Row(NamedTuple):
    """A generation: totals of the run after it, its fitness, how many finished, its digest."""

    generation: int
    evaluations: int
    frames: int
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
            for table in ("generations", "individuals"):
                self._database.execute(f"DELETE FROM {table} WHERE generation > ?", (keep,))

    def record(self, row: Row, evaluation: Evaluation) -> None:
        """Add a generation and its individuals."""
        fitness = evaluation.objectives[:, 0]
        individuals = [
            (row.generation, i, float(fitness[i]), *outcome.item())
            for i, outcome in enumerate(evaluation.outcomes[:, 0])
        ]
        marks = ", ".join("?" * (3 + len(_METRICS)))
        with self._database:
            self._database.execute("INSERT INTO generations VALUES (?,?,?,?,?,?,?,?,?)", row)
            self._database.executemany(f"INSERT INTO individuals VALUES ({marks})", individuals)

    def close(self) -> None:
        """Close the file."""
        self._database.close()


def generations(path: Path) -> np.ndarray:
    """The generations of a run, a structured array with best, mean, worst and so on."""
    with sqlite3.connect(path) as database:
        rows = database.execute("SELECT * FROM generations ORDER BY generation").fetchall()
    kinds = [
        ("generation", "i8"), ("evaluations", "i8"), ("frames", "i8"), ("best", "f8"),
        ("mean", "f8"), ("worst", "f8"), ("finished", "i8"), ("seconds", "f8"), ("digest", "U64"),
    ]  # fmt: skip
    return np.array(rows, kinds)
