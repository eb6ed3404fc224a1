"""The runs of a transfer: each source continued on each level, and a fresh start beside it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from evomario.config import Mark, Node, from_plain, put
from evomario.config.writer import dump
from evomario.errors import UserError
from evomario.mario.levels import find_level
from evomario.runs import RunFolder, load_run
from evomario.runs.history import generations
from evomario.runs.recipe import Recipe
from evomario.runs.settings import config_of
from evomario.runs.starting import start_of

from ..plan import Plan, Planned, without_level

_FROM = "transfer"  # where what is changed in configs stands


class Source(NamedTuple):
    """A run whose population, network or model is continued.

    Attributes:
        folder: the run's.
        label: what it is called.
        levels: that it was trained on.
    """

    folder: RunFolder
    label: str
    levels: tuple[str, ...]


class Transfer(NamedTuple):
    """What there is to run, and what belongs together in it.

    Attributes:
        plan: the runs.
        sources: what is continued.
        levels: where.
        adapted: by source and level, the names of the runs that begin with the source, a seed each.
        fresh: by source and level, those that begin with nothing, of the same seeds.
    """

    plan: Plan
    sources: tuple[Source, ...]
    levels: tuple[str, ...]
    adapted: dict[tuple[str, str], list[str]]
    fresh: dict[tuple[str, str], list[str]]


class _Runs:
    """Runs as they are planned, each once."""

    def __init__(self) -> None:
        self.planned: dict[str, Planned] = {}

    def add(self, one: Planned) -> str:
        """Plan a run, unless it is; its name."""
        known = self.planned.setdefault(one.name, one)
        if known.recipe.config != one.recipe.config:
            raise UserError(f"two runs would be called {one.name}: give them other names")
        return one.name


def plan_transfer(
    names: Sequence[str], levels: Sequence[str], seeds: int, frames: int | None = None,
    changes: Sequence[str] = (),
) -> Transfer:  # fmt: skip
    """Plan a transfer.

    Args:
        names: run folders.
        levels: where to; a source's own levels are tried, and not trained on again.
        seeds: how many runs begin with a source on a level, and how many with nothing.
        frames: the budget of each; default: what the longest of the sources took.
        changes: assignments such as `task.limits.moves=4000`, to the configs of all.

    Raises:
        UserError: a run is not there, has nothing to begin with, or two are called the same; or a
            level is not known. ConfigError: a change is wrong.
    """
    wanted = tuple(dict.fromkeys(_single(level) for level in levels))
    configs = [(RunFolder.find(name), load_run(RunFolder.find(name), changes)) for name in names]
    sources = [
        Source(folder, f"{c.settings.name}-{c.settings.seed}", c.settings.task.train)
        for folder, c in configs
    ]
    labels = [source.label for source in sources]
    if twins := {label for label in labels if labels.count(label) > 1}:
        raise UserError(f"two of the runs are called {twins.pop()}: give them other names")
    budget = frames or max(_took(source.folder) for source in sources)
    runs = _Runs()
    adapted: dict[tuple[str, str], list[str]] = {}
    fresh: dict[tuple[str, str], list[str]] = {}
    for seed in range(seeds):
        for source, (_, config) in zip(sources, configs, strict=True):
            for level in wanted:
                if level in source.levels:
                    continue
                pair = source.label, level
                name = f"{source.label}-to-{level}"
                one = _planned(config.node, name, level, seed, budget)
                if not seed:
                    start_of(config_of(_changed(config.node, name, level, budget)), source.folder)
                started = one._replace(start=str(source.folder.path.absolute()))
                adapted.setdefault(pair, []).append(runs.add(started))
                alone = f"{without_level(config.settings.name)}-fresh-{level}"
                other = _planned(config.node, alone, level, seed, budget)
                fresh.setdefault(pair, []).append(runs.add(other))
    if not runs.planned:
        raise UserError("nothing to continue: the runs were trained on these levels")
    about = {"runs": [str(source.folder.path) for source in sources], "levels": list(wanted),
             "seeds": seeds, "frames": budget, "changes": list(changes)}  # fmt: skip
    more = f"-and-{len(sources) - 1}-more" if len(sources) > 1 else ""
    plan = Plan(f"{labels[0]}{more}", dump(about), tuple(runs.planned.values()))
    return Transfer(plan, tuple(sources), wanted, adapted, fresh)


def _single(level: str) -> str:
    """The name of a level.

    Raises:
        UserError: there is none of that name, or it is the whole game.
    """
    found = find_level(level)
    if not found.single:
        raise UserError(f"{level}: expected a level, such as 1-2")
    return found.name


def _took(folder: RunFolder) -> int:
    """The frames of a run.

    Raises:
        UserError: its history cannot be read, or is empty.
    """
    table = generations(folder.history)
    if not len(table):
        raise UserError(f"{folder.history}: no generation in the history yet")
    return int(table["frames"][-1])


def _planned(node: Node, name: str, level: str, seed: int, frames: int) -> Planned:
    """A run of a source's config on another level."""
    config = _changed(node, name, level, frames, seed)
    return Planned(f"{name}-{seed}", name, level, seed, frames, Recipe.of(config))


def _changed(node: Node, name: str, level: str, frames: int, seed: int = 0) -> Node:
    """A config for another level, name and budget; it goes on after the first finish."""
    stop = {"frames": frames, "target": None}
    changes: dict[str, Any] = {"task.train": [level], "stop": stop, "name": name, "seed": seed}
    if node.at(("task", "test")):
        changes["task.test"] = []
    for keys, value in changes.items():
        node = put(node, keys, from_plain(value, Mark(_FROM), "a change"))
    return node
