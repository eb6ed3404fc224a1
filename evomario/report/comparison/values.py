"""What runs are compared by, in numbers."""

from collections.abc import Sequence

import numpy as np

from .read import Run
from .same import differences, flat

LEVEL = 0.95  #: of all intervals
COSTS = ("frames", "evaluations", "seconds")  #: what a first finish is measured in


def to_first_finish(runs: Sequence[Run], cost: str) -> tuple[np.ndarray, np.ndarray]:
    """What runs spent until an individual finished, or else until they ended.

    Args:
        runs: the runs.
        cost: one of COSTS. It is known at the ends of generations.

    Returns:
        `float64[n]`, and `bool[n]`: whether one finished.
    """
    places = [run.first_finish for run in runs]
    ends = [-1 if place is None else place for place in places]
    spent = [float(run.table[cost][end]) for run, end in zip(runs, ends, strict=True)]
    return np.array(spent), np.array([place is not None for place in places])


def best_fitness(run: Run) -> float:
    """The first objective of the best feasible individual, to be maximised; nan for none."""
    found = run.table["best_feasible"]
    return float(np.nanmax(found)) if np.isfinite(found).any() else np.nan


def furthest(run: Run) -> float:
    """The largest distance of an individual, in pixels."""
    return float(np.fmax.reduce(run.table["best_distance"]))


def minimised(run: Run) -> bool:
    """Whether the first objective is one to be minimised, which the history has negated."""
    return run.fitness["objectives"][0]["minimize"] is not None


def own_sense(run: Run, value: float) -> float:
    """A value of the first objective as the config means it."""
    return -value if minimised(run) else value


def objectives(run: Run) -> list[tuple[str, bool]]:
    """The expression of each objective, and whether it is to be minimised."""
    found = run.fitness["objectives"]
    low = [each["minimize"] is not None for each in found]
    return [
        (str(each["minimize" if less else "maximize"]), less)
        for each, less in zip(found, low, strict=True)
    ]


def hypervolume(run: Run) -> float:
    """What the front dominates when the run has ended; nan where nothing says from where on."""
    return float(run.table["hypervolume"][-1])


def different_fitness(runs: Sequence[Run]) -> list[str]:
    """The keys in which the fitness of runs differs."""
    return [*differences([flat({"fitness": run.fitness}) for run in runs])]
