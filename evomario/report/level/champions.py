"""The levels that a run's champions play, as they saw them."""

from collections.abc import Sequence

import numpy as np

from evomario.runs import Recording
from evomario.runs.history import BestSoFar, champions

from ..record import Record
from .stitch import Canvas, Seen, has_gaps, see

_LEVELS = 4  # that are drawn of a run
_OTHERS = 4  # former champions who show what the last one passed by


def levels_of(record: Record) -> dict[str, Recording]:
    """The champion's first episode in each level, by the name of what is drawn of it."""
    if record.champion is None:
        return {}
    first = {each.level: each for each in reversed(record.champion.recordings)}
    listed = list(reversed(first.values()))[:_LEVELS]
    if len(listed) == 1:
        return {"level": listed[0]}
    return {f"level-{each.level}": each for each in listed}


def seen_by_all(record: Record, recording: Recording) -> Seen:
    """A level as the champion saw it, and, where he did not, champions before him."""
    canvas = Canvas()
    seen = see(recording.level, recording.lives, recording.moves, canvas)
    if recording.outcome["finished"] and not has_gaps(seen.strips):
        return seen
    for moves in _former(champions(record.run.history), recording.level):
        see(recording.level, recording.lives, moves, canvas)
    return seen._replace(strips=canvas.strips())


def _former(found: Sequence[BestSoFar], level: str) -> list[np.ndarray]:
    """Moves of some former champions in a level, spread over the run."""
    moves = [
        next(each.moves for each in best.episodes if each.level == level)
        for best in found
        if any(each.level == level for each in best.episodes)
    ]
    chosen = np.linspace(0, len(moves) - 1, min(_OTHERS, len(moves))).round().astype(int)
    return [moves[number] for number in chosen.tolist()]
