"""Tables of how good runs became: interquartile means over runs, with intervals."""

from collections.abc import Callable, Sequence

import numpy as np

from evomario.report.statistics import iqm_interval

from ..table import Column, Row, Table, count, estimate, number, plain, share
from .finishing import NAMES
from .groups import ALL, Group
from .read import Run
from .values import LEVEL, best_fitness, furthest, hypervolume, objectives, own_sense

Value = Callable[[Run], float]
_METHOD = (
    "IQM: the mean of the middle half of the runs, with a 95 % interval from bootstrap samples in "
    "which the runs of each level are redrawn."
)


def fitness_table(groups: Sequence[Group]) -> Table:
    """The best fitness of runs."""
    run = groups[0].runs[0]
    expression, less = objectives(run)[0]
    verb = "minimize" if less else "maximize"
    first = " (the first objective)" if len(objectives(run)) > 1 else ""

    def best(run: Run) -> float:
        return own_sense(run, best_fitness(run))

    notes = ["Levels together: fitness as it is, not scaled to the level."] * _pooled(groups)
    return _table("best_fitness", f"Best fitness{first}", f"{verb} {expression}. {_METHOD}",
                  groups, best, notes=notes)  # fmt: skip


def progress_table(groups: Sequence[Group]) -> Table:
    """How far champions come."""
    about = f"The share of the level's route that the champion covers. {_METHOD}"
    return _table("progress", "Progress of the champion", about, groups,
                  lambda run: run.progress, percent=True)  # fmt: skip


def distance_table(groups: Sequence[Group]) -> Table:
    """How far individuals came."""
    about = f"The furthest that an individual of the run came, in pixels. {_METHOD}"
    notes = ["Levels together: pixels as they are, not scaled to the level."] * _pooled(groups)
    return _table("distance", "Furthest distance", about, groups, furthest, notes=notes)


def hypervolume_table(groups: Sequence[Group]) -> Table:
    """What fronts dominate."""
    about = f"What the front dominates when the run has ended, from the references on. {_METHOD}"
    return _table("hypervolume", "Hypervolume of the front", about, groups, hypervolume)


def summary(group: Group, value: Value) -> Row:
    """Interquartile mean, interval, median and range of a value over the runs of a group."""
    strata = [np.array([value(run) for run in stratum]) for stratum in group.strata]
    known = [stratum[np.isfinite(stratum)] for stratum in strata]
    together = np.concatenate(known)
    row: Row = {"level": group.level, "method": group.method, "runs": len(group.runs),
                "known": len(together)}  # fmt: skip
    if len(together):
        found = iqm_interval([each for each in known if len(each)], LEVEL)
        row |= {"iqm": found.value, "low": found.low, "high": found.high,
                "median": float(np.median(together)), "least": float(together.min()),
                "most": float(together.max())}  # fmt: skip
    return plain(row)


def summary_columns(percent: bool = False) -> tuple[Column, ...]:
    """The columns of what `summary` tells."""
    one, with_interval = (share, share) if percent else (number, estimate)
    return (
        Column("runs", ("runs",), count),
        Column("IQM", ("iqm", "low", "high"), with_interval),
        *(Column(name, (name,), one) for name in ("median", "least", "most")),
    )


def _table(
    name: str, title: str, about: str, groups: Sequence[Group], value: Value,
    percent: bool = False, notes: Sequence[str] = (),
) -> Table:  # fmt: skip
    rows = tuple(summary(group, value) for group in groups)
    missing = sum(row["runs"] - row["known"] for row in rows if row["level"] != ALL)
    told = [f"{missing} runs without a value (nothing feasible) are not in these figures."]
    columns = (*NAMES, *summary_columns(percent))
    return Table(name, title, about, columns, rows, (*notes, *(told if missing else ())))


def _pooled(groups: Sequence[Group]) -> bool:
    return any(group.level == ALL for group in groups)
