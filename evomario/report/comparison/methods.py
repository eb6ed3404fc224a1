"""What is compared: methods, each an algorithm with its settings, under a short name."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from .read import Run
from .same import differences, flat

_LONGEST = 40  # characters of a name
_TOLD = 2  # settings in a name, at most


class Method(NamedTuple):
    """Runs of one algorithm with one set of settings, on whatever levels.

    Attributes:
        label: what it is called, unlike any other.
        kind: the type of the algorithm, or of the learner.
        runs: of it.
    """

    label: str
    kind: str
    runs: tuple[Run, ...]


def methods_of(runs: Sequence[Run]) -> list[Method]:
    """The methods that runs are of, in the order of their first runs."""
    groups: dict[str, list[Run]] = {}
    for run in runs:
        groups.setdefault(repr((stem(run), run.method, run.fitness)), []).append(run)
    found = [*groups.values()]
    firsts = [each[0] for each in found]
    return [
        Method(label, each[0].kind, tuple(each))
        for label, each in zip(labels(firsts), found, strict=True)
    ]


def stem(run: Run) -> str:
    """A config's name without the level, where it is of one level and names it."""
    levels = run.task.train
    if len(levels) != 1:
        return run.name
    level = re.escape(levels[0])
    short = re.sub(rf"(^|[-_.]){level}(?=$|[-_.])", "", run.name).strip("-_.")
    return short or run.name


def labels(firsts: Sequence[Run]) -> list[str]:
    """Short names for methods, each told by one of its runs.

    A config's name, if it tells them apart; else the type of the algorithm, if that does; else
    with the name what differs in the settings.
    """
    stems = [stem(run) for run in firsts]
    for names in (stems, [run.kind for run in firsts]):
        short = [_brief(name) for name in names]
        if len(set(short)) == len(short):
            return short
    return _with_settings(stems, firsts)


def _with_settings(names: Sequence[str], firsts: Sequence[Run]) -> list[str]:
    """Names with the settings in which those of the same name differ, or else with a number."""
    found = [*names]
    for name in dict.fromkeys(names):
        places = [place for place, each in enumerate(names) if each == name]
        trees = [_settings(firsts[place]) for place in places] if len(places) > 1 else []
        columns = [*differences(trees).items()][:_TOLD]
        for number, place in enumerate(places if trees else ()):
            told = ", ".join(f"{key.split('.', 1)[1]} {own[number]}" for key, own in columns)
            found[place] = f"{name} ({told})" if told else name
    return _numbered(found)


def _settings(run: Run) -> dict[str, Any]:
    return flat({**run.method, "fitness": run.fitness})


def _numbered(names: Sequence[str]) -> list[str]:
    """Names made short and unlike each other: the second of a name has a 2, and so on."""
    found: list[str] = []
    for name in map(_brief, names):
        number, own = 1, name
        while own in found:
            number += 1
            own = f"{name} {number}"
        found.append(own)
    return found


def _brief(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
