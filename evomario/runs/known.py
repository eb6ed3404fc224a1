"""What is known of a config's episodes before any is played: how long, and between what bounds."""

from math import inf
from typing import Any

from evomario.evaluation.settings import TaskSettings
from evomario.fitness.aggregate import AggregateSettings
from evomario.fitness.ranges import Range
from evomario.mario import LEVELS
from evomario.mario.glossary import Bounds, bounds, first_bounds
from evomario.mario.metrics import FLAGS, RamMetric

from .settings import RunConfig


def genome_of(config: RunConfig) -> tuple[int, int] | None:
    """The genes of a genome that is a sequence, and the moves that they last at most."""
    genome: Any = getattr(config.settings.algorithm, "genome", None)
    length = getattr(genome, "length", None)
    hold = getattr(genome, "max_hold", 1) * config.settings.task.action_repeat
    return None if length is None else (length, length * hold)


def longest(config: RunConfig) -> int:
    """The moves of an episode, at most."""
    task, genome = config.settings.task, genome_of(config)
    most = task.limits.moves
    return most if genome is None else min(most, task.noise.noop_max + genome[1])


def within(config: RunConfig) -> dict[str, Range]:
    """The range of every metric in an episode."""
    task = config.settings.task
    return _ranges(config, bounds(task.train, task.lives, longest(config)))


def first_ranges(config: RunConfig) -> dict[str, Range]:
    """The range of every metric after the first move."""
    task = config.settings.task
    return _ranges(config, first_bounds(task.train, task.limits.moves))


def _ranges(config: RunConfig, found: Bounds) -> dict[str, Range]:
    task = config.settings.task
    more = config.task.fitness.more
    users = {each.name: _reduced(each, longest(config)) for each in more.users}
    pairs = {**found, **users}.items()
    known = {name: Range(*ends, whole=name != "progress") for name, ends in pairs}
    if not has_routes(task):
        known["progress"] = known["progress"]._replace(sure=False)
    return known | {each.name: Range(-inf, inf, sure=False) for each in more.own}


def _reduced(metric: RamMetric, moves: int) -> tuple[float, float]:
    most = {"rises": 255 * moves, "changes": moves}.get(metric.reduce, 255)
    return 0.0, float(most)


def totals(config: RunConfig) -> dict[str, Range]:
    """The range of every metric, brought together over episodes and levels."""
    settings = config.settings.fitness.aggregate
    times = _times(settings, config.settings.task)
    return {
        name: Range(min(x.low, x.low * times), max(x.high, x.high * times), x.sure)
        if name not in FLAGS else x
        for name, x in within(config).items()
    }  # fmt: skip


def _times(settings: AggregateSettings, task: TaskSettings) -> int:
    return len(task.train) if "sum" in (settings.episodes, settings.levels) else 1


def has_routes(task: TaskSettings) -> bool:
    """Whether `progress` is known in all levels."""
    return all(LEVELS[level].single for level in task.train)
