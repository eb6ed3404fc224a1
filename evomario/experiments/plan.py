"""Plans of many runs, each with a config that was checked; and experiments, as YAML has them."""

import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from typing import Any, NamedTuple

from evomario.config import (
    EXPERIMENTS,
    ConfigError,
    Mark,
    Node,
    experiments,
    load,
    put,
)
from evomario.errors import nearest
from evomario.runs.recipe import Recipe
from evomario.runs.settings import config_of
from evomario.search.neat import with_ini

from .settings import NAME, ExperimentSettings

_LEVEL = re.compile(r"-?\b\d-\d\b")


class Planned(NamedTuple):
    """A run of a plan.

    Attributes:
        name: of its folder.
        method: what it shares with the runs that differ in level and seed alone.
        level: that it trains on; "" where its config says which.
        seed: its root seed.
        frames: its budget; None for no such.
        recipe: its config, as text.
        start: the run that it begins with; "" for none.
    """

    name: str
    method: str
    level: str
    seed: int
    frames: float | None
    recipe: Recipe
    start: str = ""


class Plan(NamedTuple):
    """What there is to run.

    Attributes:
        name: of all of it.
        text: what it was made from, as YAML, which its folder keeps.
        runs: in this order.
        pictures: whether every champion is filmed and every run drawn.
    """

    name: str
    text: str
    runs: tuple[Planned, ...]
    pictures: bool = False


class _Method(NamedTuple):
    name: str
    config: Node


def load_experiment(source: str, overrides: Sequence[str] = ()) -> Plan:
    """Read an experiment: a file, or the name of one that comes with the package.

    Every config in it is checked, so that nothing of what is wrong shows after hours. Of its runs
    each seed of all methods comes before the next.

    Raises:
        ConfigError: it cannot be read, or something in it or in a config of it is wrong.
    """
    node = load(_found(source), overrides=overrides)
    settings = node.validate(ExperimentSettings)
    methods = [each for i in range(len(settings.configs)) for each in _methods(node, settings, i)]
    _check_names(node, methods)
    planned = [
        one for method in methods for level in _levels(node, settings)
        for one in _repeated(node, settings, method, level)
    ]  # fmt: skip
    seeds = {seed: i for i, seed in enumerate(_seeds(settings))}
    runs = tuple(sorted(planned, key=lambda each: seeds[each.seed]))
    return Plan(settings.name, node.dump(), runs, settings.pictures)


def _found(source: str) -> str:
    """What to read for an experiment of a name.

    Raises:
        ConfigError: there is no such.
    """
    if os.path.exists(source):
        return source
    if source in experiments():
        return f"{EXPERIMENTS}{source}"
    problem = "no such file, and no experiment of that name in the package"
    raise ConfigError(Mark(source), problem, near=nearest(source, experiments()))


def _methods(node: Node, settings: ExperimentSettings, number: int) -> Iterator[_Method]:
    """The variations of a config, with all changed that does not depend on level and seed."""
    given, at = settings.configs[number], node.at(("configs", number))
    assert at is not None
    source = given if isinstance(given, str) else given.config
    place = at if isinstance(given, str) else at.child("config")
    try:
        config = load(source)
    except ConfigError as error:
        if error.mark.line:
            raise
        assert place is not None
        raise ConfigError(place.mark, f"{source}: {error.problem}", near=error.near) from None
    base = _named(source, settings) if isinstance(given, str) or not given.name else given.name
    config = _changed(_changed(config, node.child("set")), at.child("set"))
    stop = node.child("stop")
    assert stop is not None
    for suffix, changed in _grid(config, at.child("grid")):
        yield _Method(base + suffix, put(changed, "stop", stop))


def _named(source: str, settings: ExperimentSettings) -> str:
    """A method's name by its config's: `gradient/1-1-ppo` is gradient-ppo, on whatever level."""
    name = source.removesuffix(".yaml").strip("./").replace("/", "-")
    if settings.levels:
        name = without_level(name)
    return re.sub(r"[^A-Za-z0-9._-]", "-", name).strip("-.")[-60:]


def without_level(name: str) -> str:
    """A config's name without the first level in it, unless it is nothing else."""
    return _LEVEL.sub("", name, count=1) or name


def _changed(config: Node, changes: Node | None) -> Node:
    """A config with the values of a mapping put in by their keys."""
    pairs = changes.value if changes is not None and isinstance(changes.value, dict) else {}
    for keys, value in pairs.items():
        config = put(config, keys, value)
    return config


def _grid(config: Node, grid: Node | None) -> Iterator[tuple[str, Node]]:
    """Each combination of a grid's values: what it adds to a name, and the config."""
    pairs = grid.value if grid is not None and isinstance(grid.value, dict) else {}
    lists = [each.value for each in pairs.values() if isinstance(each.value, list)]
    for chosen in product(*(list(enumerate(values)) for values in lists)):
        changed, suffix = config, ""
        for (keys, at), (number, value) in zip(pairs.items(), chosen, strict=True):
            changed = put(changed, keys, replace(value, key_mark=at.key_mark))
            suffix += f"-{keys.rsplit('.', 1)[-1]}-{_short(value.value, number)}"
        yield suffix, changed


def _short(value: Any, number: int) -> str:
    """A value in a name; the number of one that has no place there."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    plain = isinstance(value, str | int | float) and re.fullmatch(r"[A-Za-z0-9._]{1,20}", text)
    return text if plain else str(number)


def _check_names(node: Node, methods: list[_Method]) -> None:
    """See that each method has a name of its own.

    Raises:
        ConfigError: two have the same, or one has none that a folder can have.
    """
    for name, times in Counter(each.name for each in methods).items():
        if times > 1:
            problem = f"{times} methods are called {name!r}"
            raise node.error(("configs",), problem, expected="a name: for each of them")
        if not re.fullmatch(NAME, name):
            problem = f"{name!r} cannot be the name of a method"
            raise node.error(("configs",), problem, expected="a shorter name: for it")


def _seeds(settings: ExperimentSettings) -> Sequence[int]:
    return range(settings.seeds) if isinstance(settings.seeds, int) else settings.seeds


def _levels(node: Node, settings: ExperimentSettings) -> list[Node | None]:
    """The levels as they stand in the file; None for each config's own."""
    if settings.levels is None:
        return [None]
    found = [node.at(("levels", i)) for i in range(len(settings.levels))]
    _check_once(node, "levels", settings.levels)
    return found


def _check_once(node: Node, key: str, values: Sequence[Any]) -> None:
    """See that nothing is listed twice.

    Raises:
        ConfigError: something is.
    """
    for i, value in enumerate(values):
        if value in values[:i]:
            raise node.error((key, i), f"{value} is listed twice in {key}")


def _repeated(
    node: Node, settings: ExperimentSettings, method: _Method, level: Node | None
) -> Iterator[Planned]:
    """The runs of a method on a level, one a seed.

    Raises:
        ConfigError: its config is wrong.
    """
    seeds = _seeds(settings)
    _check_once(node, "seeds", () if isinstance(settings.seeds, int) else seeds)
    name = f"{method.name}-{level.value}" if level else method.name
    config = method.config
    if level is not None:
        config = put(config, "task.train", Node([level], level.mark))
    config = put(config, "name", Node(name, method.config.mark))
    checked = with_ini(config)
    frames = config_of(checked).settings.stop.limit("frames")
    for seed in seeds:
        recipe = Recipe.of(put(checked, "seed", Node(seed, node.mark)))
        where = str(level.value) if level else ""
        yield Planned(f"{name}-{seed}", method.name, where, seed, frames, recipe)
