"""Traps: what a config may say, and what is hardly meant. Found without playing."""

from collections.abc import Iterator, Mapping
from typing import Any

from evomario.evaluation.task import TaskSettings
from evomario.fitness.aggregate import AggregateSettings
from evomario.fitness.ranges import Range, conjuncts, metrics_of, range_of
from evomario.fitness.settings import ConstraintSettings, MetricSettings
from evomario.mario import LEVELS
from evomario.mario.glossary import Bounds, bounds, clock, first_bounds
from evomario.mario.metrics import FLAGS

from .settings import RunConfig

_FRAMES_A_SECOND = 100_000  # played on a core or two
_DAY = 86_400
_MUCH = 2  # times as many genes as an episode can play

Path = tuple[str | int, ...]
Trap = tuple[Path, str]


def traps(config: RunConfig) -> list[str]:
    """What in a config is hardly meant, a line each: `file:line:column: what is the matter`."""
    found = [
        *_objectives(config), *_constraints(config), *_target(config), *_clocks(config),
        *_limits(config), *_genome(config), *_budget(config),
    ]  # fmt: skip
    return [str(config.node.error(path, problem)) for path, problem in found]


def _objectives(config: RunConfig) -> Iterator[Trap]:
    within = _within(config)
    for i, each in enumerate(config.settings.fitness.objectives):
        verb = "maximize" if each.minimize is None else "minimize"
        path: Path = ("fitness", "objectives", i, verb)
        text = str(getattr(each, verb))
        found = range_of(text, within)
        if found.low == found.high:
            yield path, f"this is {found.low:g} in every episode: there is nothing to select by"
        yield from _unknown_progress(config, path, text)


def _constraints(config: RunConfig) -> Iterator[Trap]:
    fitness = config.settings.fitness
    for i, each in enumerate(fitness.constraints):
        path: Path = ("fitness", "constraints", i, "require")
        yield from _one_constraint(config, each, path)
        yield from _unknown_progress(config, path, each.require)
        if each.violation is not None:
            graded = ("fitness", "constraints", i, "violation")
            yield from _unknown_progress(config, graded, str(each.violation))
    at_the_end = any(each.at == "end" for each in fitness.constraints)
    if config.node.at(("fitness", "handling")) is not None and not at_the_end:
        yield ("fitness", "handling"), "no constraint is judged at the end: nothing to handle"


def _one_constraint(config: RunConfig, each: ConstraintSettings, path: Path) -> Iterator[Trap]:
    within = _within(config)
    found = range_of(each.require, within)
    if found.low == 1 and found.sure:
        yield path, "this always holds within the limits of the task: it never binds"
    elif found.high == 0:
        yield path, "this can never hold within the limits of the task"
    elif each.at == "every_move":
        if range_of(each.require, _ranges(config, _first(config))).high == 0:
            yield path, "this does not hold at the first move: no move would count"
    elif each.violation is None:
        yield from _grade(each.require, path, within)
    if config.settings.task.lives == 1 and _forbids_death(each.require, within):
        yield (
            path,
            (
                "with one life this makes running into danger worse than standing still: "
                "it belongs with `lives: 3`"
            ),
        )


def _grade(require: str, path: Path, within: Mapping[str, Range]) -> Iterator[Trap]:
    """Whether the violation that a requirement has by itself leads anywhere."""
    if any(metrics_of(part) and metrics_of(part) <= {*FLAGS} for part in conjuncts(require)):
        yield (
            path,
            (
                "yes or no, without a grade: dying on the way is as bad as standing still; "
                "add `violation: 1 - progress`"
            ),
        )
    elif not range_of(require, within).sure:
        yield (
            path,
            (
                "something in this may not be finite (x/0?), and its violation is infinite then; "
                "add a `violation`"
            ),
        )


def _forbids_death(require: str, within: Mapping[str, Range]) -> bool:
    parts = [part for part in conjuncts(require) if metrics_of(part) == {"deaths"}]
    dead = {**within, "deaths": Range(1.0, 1.0)}
    return any(range_of(part, dead).high == 0 for part in parts)


def _target(config: RunConfig) -> Iterator[Trap]:
    text, path = config.settings.stop.target, ("stop", "target")
    if text is None:
        return
    found = range_of(text, _totals(config))
    if found.high == 0:
        yield path, "this can never hold within the limits of the task: it ends no run"
    elif found.low == 1 and found.sure:
        yield path, "this always holds: the run ends with its first generation"
    yield from _unknown_progress(config, path, text)


def _clocks(config: RunConfig) -> Iterator[Trap]:
    """`time_left` where levels start with different clocks."""
    levels = {clock(level): level for level in config.settings.task.train}
    if len(levels) < 2:
        return
    where = " and ".join(f"{time} in {level}" for time, level in sorted(levels.items()))
    for path, text in _expressions(config):
        if "time_left" in metrics_of(text):
            yield path, f"time_left starts at {where}: time_used means the same everywhere"


def _limits(config: RunConfig) -> Iterator[Trap]:
    task, rule = config.settings.task, config.settings.task.limits.no_progress
    if rule is not None and rule.moves >= task.limits.moves:
        path = ("task", "limits", "no_progress", "moves")
        yield path, f"this never ends an episode, which lasts {task.limits.moves} moves at most"


def _genome(config: RunConfig) -> Iterator[Trap]:
    genome, most = _of_genome(config), config.settings.task.limits.moves
    if genome is None:
        return
    length, longest = genome
    path = ("algorithm", "genome", "length")
    if longest < most:
        yield (
            path,
            (f"a genome lasts {longest} moves at most: no episode comes to limits.moves, {most}"),
        )
    elif length > _MUCH * most:
        yield path, f"of {length} genes an episode plays {most} at most, by limits.moves"


def _budget(config: RunConfig) -> Iterator[Trap]:
    stop, task = config.settings.stop, config.settings.task
    if stop.target is not None:
        return
    population = getattr(config.settings.algorithm, "population", 1)
    evaluations = min(
        stop.evaluations or float("inf"), (stop.generations or float("inf")) * population
    )
    frames = min(
        stop.frames or float("inf"), evaluations * len(task.train) * _longest(config)
    )  # fmt: skip
    seconds = min(stop.seconds or float("inf"), frames / _FRAMES_A_SECOND)
    if seconds > _DAY:
        yield ("stop",), f"no target, and a budget that may last {seconds / _DAY:,.0f} days"


def _of_genome(config: RunConfig) -> tuple[int, int] | None:
    """The genes of a genome that is a sequence, and the moves that they last at most."""
    genome: Any = getattr(config.settings.algorithm, "genome", None)
    length = getattr(genome, "length", None)
    return None if length is None else (length, length * getattr(genome, "max_hold", 1))


def _longest(config: RunConfig) -> int:
    """The moves of an episode, at most."""
    most, genome = config.settings.task.limits.moves, _of_genome(config)
    return most if genome is None else min(most, genome[1])


def _within(config: RunConfig) -> dict[str, Range]:
    """The range of every metric in an episode."""
    task = config.settings.task
    return _ranges(config, bounds(task.train, task.lives, _longest(config)))


def _first(config: RunConfig) -> Bounds:
    task = config.settings.task
    return first_bounds(task.train, task.limits.moves)


def _ranges(config: RunConfig, within: Bounds) -> dict[str, Range]:
    task = config.settings.task
    users = {name: _reduced(each, _longest(config)) for name, each in task.metrics.items()}
    known = {name: Range(low, high, whole=name != "progress") for name, (low, high) in {
        **within, **users}.items()}  # fmt: skip
    if not _has_routes(task):
        known["progress"] = known["progress"]._replace(sure=False)
    return known


def _reduced(metric: MetricSettings, moves: int) -> tuple[float, float]:
    most = {"rises": 255 * moves, "changes": moves}.get(metric.reduce, 255)
    return 0.0, float(most)


def _totals(config: RunConfig) -> dict[str, Range]:
    """The range of every metric, brought together over episodes and levels."""
    settings = config.settings.fitness.aggregate
    times = _times(settings, config.settings.task)
    return {
        name: Range(min(x.low, x.low * times), max(x.high, x.high * times), x.sure)
        if name not in FLAGS else x
        for name, x in _within(config).items()
    }  # fmt: skip


def _times(settings: AggregateSettings, task: TaskSettings) -> int:
    return len(task.train) if "sum" in (settings.episodes, settings.levels) else 1


def _has_routes(task: TaskSettings) -> bool:
    return all(LEVELS[level].single for level in task.train)


def _unknown_progress(config: RunConfig, path: Path, text: str) -> Iterator[Trap]:
    if "progress" in metrics_of(text) and not _has_routes(config.settings.task):
        yield path, "progress is not known in `game`, and what is not known counts as the worst"


def _expressions(config: RunConfig) -> Iterator[tuple[Path, str]]:
    """Every expression of the fitness."""
    fitness = config.settings.fitness
    for i, objective in enumerate(fitness.objectives):
        verb = "maximize" if objective.minimize is None else "minimize"
        yield ("fitness", "objectives", i, verb), str(getattr(objective, verb))
    for i, each in enumerate(fitness.constraints):
        yield ("fitness", "constraints", i, "require"), each.require
        if each.violation is not None:
            yield ("fitness", "constraints", i, "violation"), str(each.violation)
