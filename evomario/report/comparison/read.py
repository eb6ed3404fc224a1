"""Run folders, read for a comparison: what was run, how it went, and what came of it."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from evomario.config import Node, load
from evomario.errors import UserError
from evomario.evaluation.settings import TaskSettings, check_names
from evomario.fitness.settings import FitnessSettings
from evomario.runs import Champion, RunFolder
from evomario.runs.ended import COUNTED, unfinished
from evomario.runs.history import generations

#: What is read of a generation.
FIELDS = (*COUNTED, "finished", "best_feasible", "best_distance", "hypervolume")
_EXPERIMENT, _RUNS = "experiment.yaml", "runs"


class LeftOut(NamedTuple):
    """A run that is not compared, by the name that it was given, and why."""

    run: str
    why: str


class Run:
    """A run that came to its end.

    Args:
        folder: the run's.

    Attributes:
        given: the name by which the user gave it.
        name: the config's.
        kind: the type of the algorithm, or of the learner.
        task: the checked `task:` of the config, every default in it.
        fitness: the checked `fitness:` in plain values, but for its measures, which judge nothing.
        method: `algorithm:` and `policy:` as they were written.
        stop: the budgets and the rest of `stop:`, but for what is null.
        table: its generations, with the fields FIELDS.
        champion: what it returned.

    Raises:
        UserError: it cannot be read, or did not come to its end.
    """

    def __init__(self, folder: RunFolder) -> None:
        node = load(folder.config)
        self.folder, self.given = folder, str(folder.path)
        self.task = _part(node, "task").validate(TaskSettings)
        check_names(node, self.task)
        plain = node.plain()
        self.name, self.seed = str(_part(node, "name").value), plain.get("seed", 0)
        fitness = _part(node, "fitness", without="measures").validate(FitnessSettings)
        self.fitness = fitness.model_dump(mode="json")
        self.method = {key: plain[key] for key in ("algorithm", "policy") if key in plain}
        self.kind = str(_part(node, "algorithm", "type").value)
        stop = _part(node, "stop").value
        given = stop if isinstance(stop, dict) else {}
        self.stop = {key: plain["stop"][key] for key, at in given.items() if at.value is not None}
        if not folder.champion.exists():
            raise UserError(f"{folder.champion}: there is no champion yet")
        self.table = generations(folder.history, FIELDS)
        if not len(self.table):
            raise UserError(f"{folder.history}: no generation in the history yet")
        self.champion = Champion.read(folder.champion)
        if why := unfinished(folder, node, self.task, self.champion, self.table[-1]):
            raise UserError(f"{folder.path}: {why}")

    @property
    def noisy(self) -> bool:
        """Whether noise disturbs its episodes."""
        return bool(self.task.noise.noise)

    @property
    def first_finish(self) -> int | None:
        """The place in the table of the first generation in which an individual finished."""
        found = self.table["finished"] > 0
        return int(found.argmax()) if found.any() else None

    @cached_property
    def progress(self) -> float:
        """The champion's, 0 to 1, the mean of its episodes; nan where no route is known."""
        found = [each.outcome["progress"] for each in self.champion.recordings]
        return float(np.mean(found)) if None not in found else np.nan

    def share_finished(self, held_out: bool, level: str | None = None) -> float:
        """The share of its champion's trials that finished; nan where there were none.

        Args:
            held_out: of levels that it was not trained on, or else of those that it was.
            level: of this one alone.
        """
        trials = [
            each for each in self.champion.trials
            if each.held_out is held_out and level in (None, each.level)
        ]  # fmt: skip
        played = sum(each.episodes for each in trials)
        return sum(each.finished for each in trials) / played if played else np.nan

    @cached_property
    def held_out_progress(self) -> float:
        """Its champion's on levels held out, 0 to 1, their mean; nan where no route is known."""
        ways = [each.progress for each in self.champion.trials if each.held_out]
        known = [way for way in ways if way is not None]
        return float(np.mean(known)) if known and len(known) == len(ways) else np.nan


def _part(node: Node, *path: str, without: str = "") -> Node:
    """A part of a config, but for one of its keys.

    Raises:
        ConfigError: it is not there.
    """
    found = node.at(path)
    if found is None:
        raise node.error(path, f"there is no {'.'.join(path)}")
    if without and isinstance(found.value, dict):
        pairs = {key: each for key, each in found.value.items() if key != without}
        return Node(pairs, found.mark, found.key_mark)
    return found


def read_runs(names: Sequence[str]) -> tuple[list[Run], list[LeftOut]]:
    """Read the runs in folders, in their order.

    Args:
        names: run folders, `last`, or folders of an experiment, which mean all runs in them.

    Returns:
        Those that can be compared, and those that are left out.
    """
    runs: list[Run] = []
    left_out: list[LeftOut] = []
    seen: dict[str, str] = {}
    for name in _expanded(names):
        try:
            run = Run(RunFolder.find(name))
        except UserError as error:
            left_out.append(LeftOut(name, str(error).removeprefix(f"{name}: ")))
            continue
        run.given = name
        if twin := seen.get(_identity(run)):
            same = f"of the same task, algorithm and seed as {twin}, which is taken"
            left_out.append(LeftOut(name, same))
            continue
        seen[_identity(run)] = name
        runs.append(run)
    return runs, left_out


def _identity(run: Run) -> str:
    """What two runs have in common that would be the same run twice."""
    what: Any = (run.task, run.fitness, run.method, run.stop, run.name, run.seed)
    return repr(what)


def _expanded(names: Sequence[str]) -> Iterator[str]:
    """Run folders: an experiment's stands for those in it, by name."""
    for name in names:
        path = Path(name)
        if (path / _EXPERIMENT).is_file():
            yield from sorted(str(each) for each in (path / _RUNS).glob("*") if each.is_dir())
        else:
            yield name
