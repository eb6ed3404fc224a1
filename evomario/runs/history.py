"""A run's history in SQLite: one row a generation, and one an evaluated individual."""

import sqlite3
from pathlib import Path

import numpy as np

from evomario.fitness import Evaluation
from evomario.mario.outcome import OUTCOME

_METRICS = OUTCOME.names or ()
_SCHEMA = f"""
CREATE TABLE generations (
    generation INTEGER PRIMARY KEY, evaluations INTEGER, frames INTEGER,
    frames_emulated INTEGER, best REAL, mean REAL, worst REAL, finished INTEGER, seconds REAL
);
CREATE TABLE individuals (
    generation INTEGER, place INTEGER, fitness REAL, {", ".join(_METRICS)},
    PRIMARY KEY (generation, place)
) WITHOUT ROWID;
"""


class History:
    """The open history of a run; a generation is written whole or not at all."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path)
        self._database.executescript(_SCHEMA)

    def record(
        self, generation: int, evaluations: int, frames: int, emulated: int,
        evaluation: Evaluation, seconds: float,
    ) -> None:  # fmt: skip
        """Add a generation; evaluations, frames and those emulated are the totals after it."""
        fitness = evaluation.objectives[:, 0]
        finished = int(evaluation.outcomes["finished"].any(axis=1).sum())
        best, mean, worst = (float(f(fitness)) for f in (np.max, np.mean, np.min))
        row = (generation, evaluations, frames, emulated, best, mean, worst, finished, seconds)
        individuals = [
            (generation, i, float(fitness[i]), *outcome.item())
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
        ("generation", "i8"), ("evaluations", "i8"), ("frames", "i8"),
        ("frames_emulated", "i8"), ("best", "f8"), ("mean", "f8"),
        ("worst", "f8"), ("finished", "i8"), ("seconds", "f8"),
    ]  # fmt: skip
    return np.array(rows, kinds)
