"""Which generation is filmed as ghosts, and who is in it."""

from pathlib import Path

import numpy as np

from evomario.errors import UserError
from evomario.runs.history import Walk, individuals, last_recorded, walks

from ..record import Record
from ..style import brief
from .champions import levels_of, seen_by_all
from .ghosts import Race, film_ghosts

NAME = "ghosts.mp4"
_CROWD = 200  # who are shown at most: the best, and others
_TITLE = 40  # characters
_TRIED = 20  # generations, until one has paths


def draw_ghosts(record: Record, title: str, generation: int | None = None) -> list[Path]:
    """Film a generation in which everybody runs at once through the level.

    Args:
        record: of the run.
        title: of the film.
        generation: which; default: the last one in which somebody finished, or else the last.

    Returns:
        The film; nothing where the history has no paths.

    Raises:
        UserError: the history has no paths of that generation, or the film cannot be written.
    """
    recording = next(iter(levels_of(record).values()), None)
    if recording is None:
        return []
    level = recording.level
    chosen = _of(record, level, generation) if generation else _last(record, level)
    if not chosen:
        return []
    seen = seen_by_all(record, recording)
    number = chosen[0].generation
    caption = f"{brief(title, _TITLE)}: {level}, generation {number:,}"
    start: tuple[int, int, int] = tuple(seen.way[0].tolist())
    race = Race(caption, in_order(record.run.history, chosen), start, seen.strips)
    return [film_ghosts(record.run.drawn / NAME, race)]


def _of(record: Record, level: str, generation: int) -> list[Walk]:
    """The walks of a generation that was asked for.

    Raises:
        UserError: there are none.
    """
    found = _walks(record, level, generation)
    if not found:
        last = int(record.generations["generation"][-1])
        raise UserError(
            f"{record.run.history}: holds no paths of generation {generation}: expected one of 1 "
            f"to {last}, of a run with history.paths"
        )
    return found


def _last(record: Record, level: str) -> list[Walk]:
    """The walks of the last generation with a finish, or else of the last; it has paths."""
    table = record.generations
    table = table[table["generation"] <= last_recorded(record.run.history)]
    order = np.lexsort((table["generation"], table["finished"] > 0))[::-1]
    tried = (_walks(record, level, int(table["generation"][i])) for i in order[:_TRIED])
    return next((found for found in tried if found), [])


def _walks(record: Record, level: str, generation: int) -> list[Walk]:
    """The first episode of each individual in a level, where their paths are kept."""
    first: dict[int, Walk] = {}
    for walk in walks(record.run.history, level, [generation]):
        first.setdefault(walk.place, walk)
    return [walk for walk in first.values() if walk.path is not None]


def in_order(history: Path, found: list[Walk]) -> list[Walk]:
    """Of a generation's walks, as many as are shown: the best of them last, to be in front."""
    names = ("place", "violation", "fitness_0")
    rows = individuals(history, found[0].generation, names)
    worth = {int(row["place"]): (-row["violation"], row["fitness_0"]) for row in rows}
    return sorted(found, key=lambda walk: worth[walk.place])[-_CROWD:]
