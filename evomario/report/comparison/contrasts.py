"""The table of contrasts: each method against one of them, measure by measure."""

from collections.abc import Callable, Sequence
from math import comb, prod
from typing import Any, NamedTuple

import numpy as np

from evomario.report.statistics import a12_magnitude, holm, seeds_needed

from ..table import Column, Row, Table, labelled, number, p_value, plain
from .finishing import NAMES
from .groups import Group
from .pooled import effect, hit_test, rank_test
from .read import Run
from .values import to_first_finish

_SIGNIFICANT = 0.05


class Measure(NamedTuple):
    """What methods are contrasted by.

    Attributes:
        name: of it, and of the test.
        values: of runs: `float64[n]`, more is better, -inf the worst.
        times: of runs, for the log-rank test: what was spent, and whether they hit; else None.
    """

    name: str
    values: Callable[[Sequence[Run]], np.ndarray]
    times: Callable[[Sequence[Run]], tuple[np.ndarray, np.ndarray]] | None = None

    def p(self, first: Group, second: Group) -> float:
        """Two-sided p of two groups on the same levels."""
        if self.times:
            return hit_test(*([self.times(s) for s in each.strata] for each in (first, second)))
        return rank_test(*self._values(first, second))

    def effect(self, first: Group, second: Group) -> float:
        """The chance that a run of the first is better than one of the second."""
        return effect(*self._values(first, second))

    def _values(self, first: Group, second: Group) -> Any:
        return [[self.values(s) for s in each.strata] for each in (first, second)]


def by(name: str, value: Callable[[Run], float]) -> Measure:
    """A measure that each run has a value of; what is not finite is the worst."""

    def values(runs: Sequence[Run]) -> np.ndarray:
        found = np.array([value(run) for run in runs])
        return np.where(np.isnan(found), -np.inf, found)

    return Measure(name, values)


def _soonest(runs: Sequence[Run]) -> np.ndarray:
    spent, hit = to_first_finish(runs, "frames")
    return np.where(hit, -spent, -np.inf)


FIRST_FINISH = Measure("frames to a finish", _soonest, lambda runs: to_first_finish(runs, "frames"))


def contrast_table(
    groups: Sequence[Group], against: str, measures: Sequence[Measure]
) -> Table | None:
    """Every method against one, on each level and on all together, by each measure.

    Returns:
        The table; None where no other method has runs on a level of that one's.
    """
    bases = {group.level: group for group in groups if group.method == against}
    pairs = [
        (group, bases[group.level], measure)
        for measure in measures
        for group in groups
        if group.method != against and group.level in bases
    ]
    if not pairs:
        return None
    p = [measure.p(group, base) for group, base, measure in pairs]
    rows = [
        plain({**_row(*pair), "p": one, "p_holm": adjusted})
        for pair, one, adjusted in zip(pairs, p, holm(p), strict=True)
    ]
    return Table(
        "contrasts", f"Contrasts with {against}",
        f"A12: the chance that a run of the method is better than one of {against}, 0.5 for no "
        "difference (Vargha and Delaney). p: Mann-Whitney, for frames to a finish log-rank; "
        f"on all levels together by permutation within each. Holm: over all {len(rows)} of them.",
        (*NAMES, *_COLUMNS), tuple(rows), tuple(_warnings(pairs)),
    )  # fmt: skip


_COLUMNS = (
    *labelled([("measure", "by")]),
    Column("runs", ("runs", "runs_against"), lambda own, others: f"{own}, {others}"),
    Column("A12", ("a12",), number),
    *labelled([("size", "difference")]),
    Column("p", ("p",), p_value),
    Column("p, Holm", ("p_holm",), p_value),
)


def _row(group: Group, base: Group, measure: Measure) -> Row:
    value = measure.effect(group, base)
    return {
        "level": group.level, "method": group.method, "against": base.method,
        "measure": measure.name, "runs": len(group.runs), "runs_against": len(base.runs),
        "a12": value, "size": a12_magnitude(value),
    }  # fmt: skip


def _warnings(pairs: Sequence[tuple[Group, Group, Measure]]) -> list[str]:
    """A line where contrasts cannot be significant, whatever their runs had come to."""
    least = [_least_p(group, base) for group, base, _ in pairs]
    beside = [sum(other >= own for other in least) for own in least]
    hopeless = [b for own, b in zip(least, beside, strict=True) if own * b > _SIGNIFICANT]
    if not hopeless:
        return []
    wanted = seeds_needed(max(hopeless), _SIGNIFICANT)
    return [
        f"Too few runs: {len(hopeless)} of these {len(pairs)} contrasts could not be significant "
        f"at 5 % after Holm, however large the difference. It takes {wanted} runs of each method "
        "on each level."
    ]


def _least_p(group: Group, base: Group) -> float:
    """The least two-sided p that ranks within the levels can give: 2 over the ways to share out."""
    sizes = [(len(x), len(y)) for x, y in zip(group.strata, base.strata, strict=True)]
    return min(1.0, 2 / prod(comb(n + m, n) for n, m in sizes))
