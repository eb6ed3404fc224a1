"""Rows of tables: the runs of a method on a level, and on all levels together."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from .methods import Method
from .read import Run

ALL = "all"  #: what stands for all levels together
_LISTED = 3  # levels that are named one by one


class Group(NamedTuple):
    """Runs that a row of a table tells of.

    Attributes:
        level: what they were trained on, in words; or ALL.
        method: the method's name.
        strata: the runs, a list for each level.
    """

    level: str
    method: str
    strata: tuple[tuple[Run, ...], ...]

    @property
    def runs(self) -> tuple[Run, ...]:
        """All runs in it."""
        return tuple(run for stratum in self.strata for run in stratum)


def level_of(run: Run) -> str:
    """What a run was trained on, in words."""
    return in_words(run.task.train)


def in_words(levels: Sequence[str]) -> str:
    """Levels, one by one where they are few."""
    if len(levels) <= _LISTED:
        return ", ".join(levels)
    return f"{levels[0]} to {levels[-1]} ({len(levels)})"


def levels_of(methods: Sequence[Method]) -> list[str]:
    """All that methods were trained on, in the order of the game."""
    found = {level_of(run) for method in methods for run in method.runs}
    return sorted(found, key=_natural)


def _natural(level: str) -> list[tuple[int, str]]:
    """A key that sorts 1-2 before 1-10, and numbers before words."""
    parts = re.findall(r"\d+|\D+", level)
    return [(int(part), "") if part.isdecimal() else (10**9, part) for part in parts]


def groups_of(methods: Sequence[Method]) -> list[Group]:
    """The rows of a table: level by level every method, and then all levels together.

    Those together are the levels on which every method has runs: of two or more.
    """
    found = [
        Group(level, method.label, (tuple(runs),))
        for level in levels_of(methods)
        for method in methods
        if (runs := [run for run in method.runs if level_of(run) == level])
    ]
    shared = [
        level for level in dict.fromkeys(group.level for group in found)
        if sum(group.level == level for group in found) == len(methods)
    ]  # fmt: skip
    if len(shared) > 1:
        for method in methods:
            own = [g for g in found if g.method == method.label and g.level in shared]
            found.append(Group(ALL, method.label, tuple(each.runs for each in own)))
    return found
