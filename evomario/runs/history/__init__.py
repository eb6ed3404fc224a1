"""A run's history in SQLite: one row a generation, and one an individual's episode."""

from .layout import Layout
from .measured import Measured, measures
from .reader import (
    BestSoFar,
    Episode,
    champions,
    columns,
    generations,
    individuals,
    milestones,
    path_of,
)
from .statistics import DEEDS, deeds, mutations, progress
from .summaries import summaries
from .walks import Walk, last_recorded, walks
from .writer import History, HistorySettings, Row

__all__ = [
    "DEEDS", "BestSoFar", "Episode", "History", "HistorySettings", "Layout", "Measured", "Row",
    "Walk", "champions", "columns", "deeds", "generations", "individuals", "last_recorded",
    "measures", "milestones", "mutations", "path_of", "progress", "summaries", "walks",
]  # fmt: skip
