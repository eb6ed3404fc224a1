"""Traps: what a config may say, and what is hardly meant. Found without playing."""

from collections.abc import Iterator, Mapping

from evomario.fitness.ranges import Range, conjuncts, metrics_of, range_of
from evomario.fitness.settings import ConstraintSettings
from evomario.mario.glossary import clock
from evomario.mario.metrics import FLAGS

from .known import first_ranges, genome_of, has_routes, longest, totals, within
from .settings import RunConfig
from .stops import BUDGETS

_FRAMES_A_SECOND = 100_000  # played on a core or two
_DAY = 86_400
_MUCH = 2  # times as many genes as an episode can play

Path = tuple[str | int, ...]
Trap = tuple[Path, str]


def traps(config: RunConfig) -> list[str]:
    """What in a config is hardly meant, a line each: `file:line:column: what is the matter`."""
    found = [
        *_objectives(config), *_constraints(config), *_target(config), *_clocks(config),
        *_limits(config), *_noise(config), *_genome(config),
        *_budget(config),
    ]  # fmt: skip
    return [str(config.node.error(path, problem)) for path, problem in found]


def _objectives(config: RunConfig) -> Iterator[Trap]:
    ranges = within(config)
    for i, each in enumerate(config.settings.fitness.objectives):
        verb = "maximize" if each.minimize is None else "minimize"
        path: Path = ("fitness", "objectives", i, verb)
        text = str(getattr(each, verb))
        found = range_of(text, ranges)
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
    ranges = within(config)
    found = range_of(each.require, ranges)
    if found.low == 1 and found.sure:
        yield path, "this always holds within the limits of the task: it never binds"
    elif found.high == 0:
        yield path, "this can never hold within the limits of the task"
    elif each.at == "every_move":
        if range_of(each.require, first_ranges(config)).high == 0:
            yield path, "this does not hold at the first move: no move would count"
    elif each.violation is None:
        yield from _grade(each.require, path, ranges)
    if config.settings.task.lives == 1 and _forbids_death(each.require, ranges):
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
    found = range_of(text, totals(config))
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


def _noise(config: RunConfig) -> Iterator[Trap]:
    noise = config.settings.task.noise
    if noise.episodes > 1 and not noise.noise:
        problem = "without sticky or noop_max all episodes of a level are the same one"
        yield ("task", "noise", "episodes"), problem


def _genome(config: RunConfig) -> Iterator[Trap]:
    genome, most = genome_of(config), config.settings.task.limits.moves
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
    if stop.target is not None or any(each.type not in BUDGETS for each in stop.rules):
        return  # something else than a budget may end it
    population = getattr(config.settings.algorithm, "population", 1)
    most = {name: stop.limit(name) or float("inf") for name in BUDGETS}
    evaluations = min(most["evaluations"], most["generations"] * population)
    frames = min(most["frames"], evaluations * len(task.train) * longest(config))
    seconds = min(most["seconds"], frames / _FRAMES_A_SECOND)
    if seconds > _DAY:
        yield ("stop",), f"no target, and a budget that may last {seconds / _DAY:,.0f} days"


def _unknown_progress(config: RunConfig, path: Path, text: str) -> Iterator[Trap]:
    if "progress" in metrics_of(text) and not has_routes(config.settings.task):
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
