"""Writing a history: a generation at a time, whole or not at all."""

import json
import sqlite3
import time
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from pydantic import Field

from evomario.config import Settings
from evomario.errors import UserError
from evomario.fitness import Evaluation
from evomario.mario.metrics import METRICS

from .layout import (
    CHAMPIONS,
    COLUMNS,
    DATED,
    FORMAT,
    GENERATIONS,
    MEASURES,
    NOTES,
    SUMMARIES,
    Layout,
)
from .measured import as_bytes, names_of
from .paths import pack
from .reader import BestSoFar, check_format

_FINISHED, _DISTANCE, _COINS = map(METRICS.index, ("finished", "distance", "coins"))
_PATIENCE = 10.0  # seconds for those who read the file to be done
_LOOK = 0.02
_FULL = "full: from this generation on, individuals are not recorded"
_ROOM = "room again: from this generation on, individuals are recorded"


class HistorySettings(Settings):
    """The `history:` part of a config: what is kept of each individual, which changes no result."""

    paths: bool = Field(default=True, description="keep the way that Mario took")
    megabytes: int = Field(
        default=1024, ge=0, description="a history this large takes generations alone"
    )


class Row(NamedTuple):
    """A generation.

    Attributes:
        generation: its number, from 1; with the run's totals after it in the four that follow.
        best: the first objective of all individuals, and so mean and worst.
        best_feasible: the best of those that keep every constraint; None where none does.
        feasible: the share of these, 0 to 1.
        finished: how many finished every episode.
        best_distance: of an individual's episodes as one, and so the three that follow.
        hypervolume: what the front dominates; None for one objective.
    """

    generation: int
    evaluations: int
    frames: int
    frames_emulated: int
    seconds: float
    best: float
    mean: float
    worst: float
    best_feasible: float | None
    feasible: float
    finished: int
    best_distance: float
    mean_distance: float
    best_coins: float
    mean_coins: float
    hypervolume: float | None
    digest: str

    @classmethod
    def of(
        cls, totals: tuple[int, int, int, int, float], evaluation: Evaluation, digest: str,
        hypervolume: float | None = None,
    ) -> "Row":  # fmt: skip
        """The row of an evaluated generation; `totals` are generation to seconds."""
        fitness, feasible = evaluation.objectives[:, 0], evaluation.feasible
        distance, coins = evaluation.totals[:, _DISTANCE], evaluation.totals[:, _COINS]
        return cls(
            *totals, float(fitness.max()), float(fitness.mean()), float(fitness.min()),
            float(fitness[feasible].max()) if feasible.any() else None, float(feasible.mean()),
            int((evaluation.totals[:, _FINISHED] == 1).sum()), float(distance.max()),
            float(distance.mean()), float(coins.max()), float(coins.mean()), hypervolume, digest,
        )  # fmt: skip


class History:
    """The open history of a run.

    Written by write-ahead log: a generation that is in it survives the process, whenever that dies.

    Args:
        path: the file.
        layout: what there is to record of an individual.
        keep: the generation up to which what is there is kept; 0 begins anew.
        settings: what is kept, and how much.

    Raises:
        UserError: it cannot be written, is of another format, or of individuals with other columns.
    """

    def __init__(
        self, path: Path, layout: Layout, keep: int = 0, settings: HistorySettings | None = None
    ) -> None:
        self._path, self._layout = path, layout
        self._settings = settings or HistorySettings()
        with self._told():
            if not keep:
                for end in ("", "-wal", "-shm"):
                    Path(f"{path}{end}").unlink(missing_ok=True)
            self._database = sqlite3.connect(path)
            if not self._keeps_log("WAL"):
                raise UserError(f"{path}: another program holds the history open")
            self._database.execute("PRAGMA synchronous = NORMAL")
            with self._database:
                self._go_on(keep) if keep else self._make()
            last = self._database.execute("SELECT note FROM notes ORDER BY rowid DESC").fetchone()
        self._full = bool(last and last[0] == _FULL)

    def _make(self) -> None:
        individuals = self._layout.individuals()
        for table in (
            GENERATIONS, individuals, CHAMPIONS, COLUMNS, SUMMARIES, MEASURES, NOTES
        ):  # fmt: skip
            self._database.execute(table)
        self._database.executemany("INSERT INTO columns VALUES (?, ?)", self._layout.about())
        self._database.execute(f"PRAGMA user_version = {FORMAT}")

    def _go_on(self, keep: int) -> None:
        check_format(self._database, self._path)
        query = "SELECT sql FROM sqlite_master WHERE name = 'individuals'"
        measures = names_of(self._database)
        if (
            self._database.execute(query).fetchone() != (self._layout.individuals(),)
            or measures not in ((), self._layout.measures)
        ):  # fmt: skip
            raise UserError(
                f"{self._path}: the individuals in it have other levels, objectives, constraints, "
                "metrics or measures: resume with the config as it was, or begin a new run"
            )
        for table in (SUMMARIES, MEASURES):
            self._database.execute(table)
        if not measures:
            self._insert("columns", self._layout.measured())
        for table in DATED:
            self._database.execute(f"DELETE FROM {table} WHERE generation > ?", (keep,))

    def record(
        self, row: Row, evaluation: Evaluation, champion: BestSoFar | None,
        summary: dict[str, Any] | None = None,
    ) -> None:  # fmt: skip
        """Add a generation and its individuals.

        Args:
            row: the generation.
            evaluation: of its individuals.
            champion: one that is better than any before.
            summary: what the algorithm tells of it, as JSON takes it.
        """
        with self._told(), self._database:
            self._insert("generations", [row])
            if self._room(row.generation):
                self._insert("individuals", self._individuals(row.generation, evaluation))
                self._insert("measures", self._measures(row.generation, evaluation))
            if champion is not None:
                self._insert("champions", _champion(champion))
            if summary:
                self._insert("summaries", [(row.generation, json.dumps(summary))])

    def _insert(self, table: str, rows: list[Any]) -> None:
        if not rows:
            return
        marks = ", ".join("?" * len(rows[0]))
        self._database.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)

    def _room(self, generation: int) -> bool:
        """Whether there is room for individuals; where that changes, a note says so."""
        full = self._bytes() >= self._settings.megabytes << 20
        if full is not self._full:
            self._full = full
            self._insert("notes", [(generation, _FULL if full else _ROOM)])
            if full:
                warnings.warn(
                    f"{self._path} has reached {self._settings.megabytes} MB: from generation "
                    f"{generation} on, individuals are not recorded (history.megabytes)",
                    stacklevel=3,
                )
        return not full

    def _bytes(self) -> int:
        """What of the file is in use."""
        count, free, size = (
            self._database.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_count", "freelist_count", "page_size")
        )
        return int((count - free) * size)

    def _individuals(self, generation: int, evaluation: Evaluation) -> list[tuple[Any, ...]]:
        """Rows of the table, an individual's episodes one after another."""
        count, episodes = evaluation.outcomes.shape
        once = [*evaluation.objectives.T, evaluation.violations.sum(axis=1),
                *evaluation.violations.T]  # fmt: skip
        outcomes = evaluation.outcomes.ravel()
        users = evaluation.metrics[..., len(METRICS) :].reshape(count * episodes, -1)
        columns = [
            [generation] * (count * episodes),
            np.repeat(np.arange(count), episodes).tolist(),
            list(range(episodes)) * count,
            list(self._layout.levels) * count,
            *(np.repeat(column, episodes).tolist() for column in once),
            *(outcomes[name].tolist() for name in outcomes.dtype.names or ()),
            *(column.tolist() for column in users.T),
            self._packed(evaluation, count * episodes),
        ]
        return list(zip(*columns, strict=True))

    def _measures(self, generation: int, evaluation: Evaluation) -> list[tuple[Any, ...]]:
        """Rows of the table, an individual each; none where nothing is measured.

        Raises:
            UserError: there are other measures than the layout's.
        """
        found, expected = evaluation.measures.shape[1], len(self._layout.measures)
        if found != expected:
            raise UserError(f"{found} measures of an individual: expected {expected}")
        rows = evaluation.measures if expected else ()
        return [(generation, place, as_bytes(row)) for place, row in enumerate(rows)]

    def _packed(self, evaluation: Evaluation, count: int) -> list[bytes | None]:
        if evaluation.paths is None or not self._settings.paths:
            return [None] * count
        return [pack(path) for episodes in evaluation.paths for path in episodes]

    def flush(self) -> None:
        """See to it that what has been recorded survives a loss of power as well."""
        with self._told():
            self._database.execute("PRAGMA wal_checkpoint(FULL)")

    def close(self) -> None:
        """Close the file, which then stands by itself, unless somebody goes on reading it."""
        with self._told():
            if not self._keeps_log("DELETE"):
                self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._database.close()

    def _keeps_log(self, how: str) -> bool:
        """Change the way in which the file keeps its log; False where readers hold it for long.

        SQLite refuses at once while anybody has the file open, if only for a look.
        """
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                self._database.execute(f"PRAGMA journal_mode = {how}")
                return True
            except sqlite3.OperationalError as error:
                if "locked" not in str(error):
                    raise
            if time.monotonic() > until:
                return False
            time.sleep(_LOOK)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Tell a failure to write in one line."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise UserError(f"{self._path}: cannot write the history: {error}") from None


def _champion(best: BestSoFar) -> list[tuple[Any, ...]]:
    return [
        (best.generation, i, level, best.fitness, best.violation, zlib.compress(moves.tobytes()))
        for i, (level, moves) in enumerate(best.episodes)
    ]
