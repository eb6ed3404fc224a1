"""A run's generations as a table of text."""

import csv

import numpy as np

from evomario.registry import register

from ..files import whole
from ..folder import RunFolder
from ..history import generations
from ..progress import Progress
from .base import Callback, Running

FILE = "history.csv"
_LEFT_OUT = ("digest",)  # columns that are for machines


@register("callback", "csv")
class HistoryCsv(Callback):
    """Writes history.csv, a row for each generation, with each checkpoint."""

    # Not row by row: a resumed run goes on with its history, so a table of it is always in step.

    def start(self, run: Running) -> None:
        """Of a run that goes on, drop the rows that it will play again."""
        if run.progress:
            _write(run.folder)

    def checkpoint(self, run: Running, progress: Progress) -> None:
        """Write the table."""
        _write(run.folder)


def _write(folder: RunFolder) -> None:
    """The history's generations as CSV, whole or not at all; what is not known is left empty."""
    table = generations(folder.history)
    names = [name for name in table.dtype.names or () if name not in _LEFT_OUT]
    with whole(folder.path / FILE) as partial, partial.open("w", encoding="utf-8", newline="") as f:
        rows = csv.writer(f)
        rows.writerow(names)
        rows.writerows([_cell(row[name]) for name in names] for row in table)


def _cell(value: np.generic) -> object:
    return "" if value != value else value.item()
