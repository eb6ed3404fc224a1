"""What a transfer came to, in numbers.

Jumpstart, asymptote and time to threshold: M. E. Taylor and P. Stone, Transfer learning for
reinforcement learning domains: a survey, JMLR 10 (2009), section 2.1.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from evomario.errors import UserError
from evomario.report.statistics import first_reached
from evomario.runs import Champion, RunFolder
from evomario.runs.acting import playing
from evomario.runs.history import generations, progress
from evomario.runs.trials import trials

from ..folder import ExperimentFolder
from .plan import Source, Transfer


class Runs(NamedTuple):
    """Runs on a level that differ in their seed alone, in their order.

    Attributes:
        first: how far the best of the first generation came, a share of the way, `float64[n]`.
        last: the best of all, `float64[n]`.
        reached: the frames until the fresh start's median `last`, inf where never, `float64[n]`.
        finished: whether an individual finished, `bool[n]`.
        curves: of each, the frames after each generation and the best share of the way so far.
    """

    first: np.ndarray
    last: np.ndarray
    reached: np.ndarray
    finished: np.ndarray
    curves: list[tuple[np.ndarray, np.ndarray]]


class Found(NamedTuple):
    """What became of a source on a level.

    Attributes:
        source: which.
        level: where.
        zero_shot: how far its champion comes there, a share of the way; nan where no way is known.
        solves: the share of the champion's episodes there that finish.
        adapted: the runs that began with it; None on the levels that it was trained on.
        fresh: those that began with nothing.
    """

    source: Source
    level: str
    zero_shot: float
    solves: float
    adapted: Runs | None = None
    fresh: Runs | None = None

    @property
    def jumpstart(self) -> float:
        """By how much of the way the first generation is better than a fresh start's."""
        assert self.adapted and self.fresh
        return float(self.adapted.first.mean() - self.fresh.first.mean())

    @property
    def gain(self) -> float:
        """By how much of the way the end is better than a fresh start's."""
        assert self.adapted and self.fresh
        return float(self.adapted.last.mean() - self.fresh.last.mean())


def found(transfer: Transfer, folder: ExperimentFolder) -> list[Found]:
    """What became of each source on each level, once all runs are over.

    Raises:
        UserError: a run cannot be read, or a champion cannot play.
    """
    return [
        _found(transfer, folder, source, level)
        for source in transfer.sources for level in transfer.levels
    ]  # fmt: skip


def _found(transfer: Transfer, folder: ExperimentFolder, source: Source, level: str) -> Found:
    one, pair = Found(source, level, *_as_it_is(source, level)), (source.label, level)
    if pair not in transfer.adapted:
        return one
    adapted, fresh = (
        [_curve(RunFolder(folder.runs / name)) for name in names[pair]]
        for names in (transfer.adapted, transfer.fresh)
    )
    goal = float(np.median([way[-1] for _, way, _ in fresh]))
    return one._replace(adapted=_runs(adapted, goal), fresh=_runs(fresh, goal))


def _as_it_is(source: Source, level: str) -> tuple[float, float]:
    """How far a champion comes on a level, and in what share of its episodes it finishes."""
    champion = Champion.read(source.folder.champion)
    told = [trial for trial in champion.trials if trial.level == level and not trial.held_out]
    if level in source.levels and not told:
        outcomes = [each.outcome for each in champion.recordings if each.level == level]
        ways = [np.nan if each["progress"] is None else each["progress"] for each in outcomes]
        return float(np.mean(ways)), float(np.mean([each["finished"] for each in outcomes]))
    if not told:
        told = list(trials(*playing(source.folder, [f"task.test=[{level}]"])))
        told = [trial for trial in told if trial.level == level]
    way = [np.nan if trial.progress is None else trial.progress for trial in told]
    shares = [trial.finished / trial.episodes for trial in told]
    return float(np.mean(way)), float(np.mean(shares))


def _curve(folder: RunFolder) -> tuple[np.ndarray, np.ndarray, bool]:
    """The frames of a run, the best share of the way so far, and whether it finished.

    Raises:
        UserError: the history is damaged, or does not hold the first individuals.
    """
    table, ways = generations(folder.history), progress(folder.history)
    if not len(ways) or ways["generation"][0] != table["generation"][0]:
        raise UserError(f"{folder.history}: holds no individuals of the first generation")
    known = np.full(len(table), np.nan)  # of later ones a full history may lack them
    known[np.searchsorted(table["generation"], ways["generation"])] = ways["progress"]
    return table["frames"], np.fmax.accumulate(known), bool((table["finished"] > 0).any())


def _runs(curves: Sequence[tuple[np.ndarray, np.ndarray, bool]], goal: float) -> Runs:
    return Runs(
        np.array([way[0] for _, way, _ in curves]),
        np.array([way[-1] for _, way, _ in curves]),
        np.array([first_reached(frames, way, [goal])[0] for frames, way, _ in curves]),
        np.array([finished for _, _, finished in curves]),
        [(frames, way) for frames, way, _ in curves],
    )
