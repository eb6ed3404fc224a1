"""The levels of a run, drawn from its record."""

from pathlib import Path

import numpy as np

from evomario.runs import Recording
from evomario.runs.history import walks

from ..record import Record
from .champions import levels_of, seen_by_all
from .ends import ends
from .picture import draw_level

_EPISODES = 20_000  # about as many are marked at most


def draw_levels(record: Record, title: str) -> list[Path]:
    """Draw the levels that a run's champion plays; nothing if there is none yet."""
    return [
        path
        for place, recording in levels_of(record).items()
        for path in _draw(record, title, place, recording)
    ]


def _draw(record: Record, title: str, place: str, recording: Recording) -> list[Path]:
    seen = seen_by_all(record, recording)
    some, each = _spread(record.generations)
    found = ends(walks(record.run.history, recording.level, some))
    about = f"{title}: {recording.level}" + (f", of every {each}. generation" if each > 1 else "")
    path = record.path(place).with_suffix(".png")
    return draw_level(path, about, seen.strips, seen.way, found)


def _spread(generations: np.ndarray) -> tuple[list[int], int]:
    """Every so many generations, and how many: few enough for what is read, with the last one."""
    every = max(1, -(-int(generations["evaluations"][-1]) // _EPISODES))
    return generations["generation"][::-every][::-1].tolist(), every
