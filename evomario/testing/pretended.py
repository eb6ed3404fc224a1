"""A run that nobody plays, told to callbacks and stop rules: its progress, folder and champion."""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from evomario.mario.outcome import OUTCOME
from evomario.runs import Champion, Progress, Result, RunFolder, load_config
from evomario.runs.callbacks import Running
from evomario.runs.checkpoint import copied, newest_checkpoint, write_checkpoint
from evomario.runs.history import BestSoFar, Episode, History, Layout, Row, generations, individuals
from evomario.runs.recording import Recording

from .alike import is_same
from .play import judged

_LAYOUT = Layout(("1-1",), ("maximize x",))
_MOVES = np.full(40, 129, np.uint8)  # right, with B
_PLACES = ("here", "temporary")  # the current folder, and that of temporary files
_STEPS = (1, 3, 6, 10, 15, 21)  # the generations that bring a better champion


def improves(generation: int) -> bool:
    """Whether a generation brings a better champion."""
    return generation in _STEPS


def told(generation: int, several: bool = False) -> Progress:
    """How far the run has come after a generation.

    Args:
        generation: from 1 on.
        several: whether there are several objectives, and constraints that do not hold at first.
    """
    best = float(sum(step <= generation for step in _STEPS))
    outcomes = np.zeros(1, OUTCOME)
    outcomes["moves"], outcomes["distance"] = len(_MOVES), 100 * best
    more: dict[str, Any] = {}
    if several:
        more = {"front": 3, "hypervolume": 10 * best, "violation": max(0.0, 2.0 - best)}
    return Progress(
        generation, 20 * generation, 1000 * generation, 800 * generation, 0.5 * generation,
        best, best - 1 / generation, 0.75, outcomes, False, **more,
    )  # fmt: skip


class Pretended:
    """The run, in a folder that is as a run leaves it.

    Args:
        path: its folder, which is made.
        several: as `told` takes it.
    """

    def __init__(self, path: Path, several: bool = False) -> None:
        path.mkdir(parents=True)
        self.folder, self.config, self._several = RunFolder(path), load_config("ga/1-1"), several
        self.folder.config.write_text(self.config.node.dump(), encoding="utf-8")
        self._champion: Champion | None = None
        self._history = History(self.folder.history, _LAYOUT)

    def close(self) -> None:
        """Close the history."""
        self._history.close()

    def progress(self, generation: int) -> Progress:
        """How far it has come after a generation."""
        return told(generation, self._several)

    def at(self, progress: Progress | None) -> Running:
        """The run as callbacks see it."""
        return Running(self.folder, self.config, progress, lambda: self._champion)

    def advance(self, progress: Progress) -> None:
        """Put the next generation into the history."""
        number, best = progress.generation, progress.best
        if improves(number):
            self._crown(progress)
        evaluation = judged([b"1", b"2"], bytes)._replace(
            objectives=np.array([[best], [2 * progress.mean - best]])
        )
        row = Row.of(progress[:5], evaluation, f"{number:064x}", progress.hypervolume)
        champion = BestSoFar(number, best, (Episode("1-1", _MOVES),), progress.violation)
        self._history.record(row, evaluation, champion if improves(number) else None)

    def go_on(self, progress: Progress) -> None:
        """Be as after a generation, whatever came later."""
        self._crown(progress)
        self._history.close()
        self._history = History(self.folder.history, _LAYOUT, keep=progress.generation)

    def _crown(self, progress: Progress) -> None:
        self._champion = Champion((_recording(),), (progress.best,), progress.violation)

    def save(self, progress: Progress) -> None:
        """Write a checkpoint, and the champion."""
        assert self._champion is not None
        write_checkpoint(self.folder.checkpoints, progress.generation, {"random": 0})
        self._champion.write(self.folder.champion)

    def result(self, progress: Progress, reason: str) -> Result:
        """What it has come to."""
        assert self._champion is not None
        return Result(self._champion, progress, reason or "generations spent", self.folder)

    def own(self) -> dict[str, Any]:
        """What its own files hold, by name."""
        folder = self.folder
        files = {f.name: f.read_bytes() for f in (folder.config, folder.champion) if f.is_file()}
        saved = sorted(f.name for f in folder.checkpoints.glob("*"))
        tables = [read(folder.history).tolist() for read in (generations, individuals)]
        return {
            **files,
            folder.checkpoints.name: [saved, newest_checkpoint(folder.checkpoints)],
            folder.history.name: repr(tables),
        }

    def shown(self, progress: Progress | None) -> dict[str, Any]:
        """All that a callback can see, by what it is, to be compared."""
        champion = self._champion or Champion(())
        recorded = json.dumps([each.content() for each in champion.recordings])
        return {
            "progress": repr(progress),
            "champion": [champion.objectives, repr(champion.policy), recorded],
            "config": [self.config.settings.model_dump(mode="json"), self.config.node.dump()],
        }


def state_of(one: Any) -> Any:
    """What a callback or a stop rule keeps, as it comes back from a checkpoint.

    Raises:
        AssertionError: that does not take it, or it is another one when asked for again.
    """
    try:
        state, again = copied(one.state()), copied(one.state())
    except (TypeError, ValueError) as error:
        raise AssertionError(f"a checkpoint cannot take its state: {error}") from None
    assert is_same(state, again), "asked twice for its state it gives another"
    return state


@lru_cache(maxsize=1)
def _moves() -> Recording:
    return Recording.play("1-1", _MOVES)


def _recording() -> Recording:
    """The champion's episode, of one's own."""
    played = _moves()
    return played._replace(moves=played.moves.copy(), outcome={**played.outcome})


@contextmanager
def pretended(several: bool = False, kind: type[Pretended] = Pretended) -> Iterator[Pretended]:
    """A run in a place of its own, see `apart`."""
    with apart() as path, closing(kind(path, several)) as run:
        yield run


@contextmanager
def apart() -> Iterator[Path]:
    """Where a run is to have its folder; the current one, and that of temporary files, are new."""
    before, temporary = Path.cwd(), tempfile.tempdir
    with tempfile.TemporaryDirectory() as name:
        root = Path(name).resolve()
        for each in _PLACES:
            (root / each).mkdir()
        os.chdir(root / _PLACES[0])
        tempfile.tempdir = str(root / _PLACES[1])
        try:
            yield root / "run"
        finally:
            os.chdir(before)
            tempfile.tempdir = temporary


def check_left(run: Path) -> None:
    """See that nothing is left outside a run's folder, which `apart` has given.

    Raises:
        AssertionError: something is.
    """
    root = run.parent
    known = {run, *(root / each for each in _PLACES)}
    left = sorted({*root.iterdir(), *(each for one in known - {run} for each in one.iterdir())})
    names = [str(each.relative_to(root)) for each in left if each not in known]
    assert not names, f"it leaves files outside the run's folder: {names[0]}"
