"""Fronts: the solutions that no other one dominates, and how much they dominate."""

from collections.abc import Iterable
from typing import Generic, Protocol, TypeVar

import moocore
import numpy as np
from deap import tools

from evomario.errors import UserError

from .constrained import WORST, ConstrainedFitness


class Judged(Protocol):
    """Whatever has a fitness."""

    fitness: ConstrainedFitness


JudgedT = TypeVar("JudgedT", bound=Judged)


class ParetoArchive(Generic[JudgedT]):
    """The feasible solutions seen so far that no other one dominates, one for each point.

    The first to reach a point stays. Beyond the capacity, the one with the least crowding distance
    goes, again and again: never one of an objective's best. Nothing in it is left to chance.

    Args:
        capacity: how many it keeps.
    """

    def __init__(self, capacity: int = 100) -> None:
        if capacity < 2:
            raise UserError(f"an archive's capacity is {capacity}: expected at least 2")
        self.capacity = capacity
        self.members: list[JudgedT] = []

    def update(self, solutions: Iterable[JudgedT]) -> None:
        """Take in what belongs to the front; what is not feasible, or not finite, does not."""
        fit = [one for one in solutions if _belongs(one.fitness)]
        together = [*self.members, *fit]
        if not fit:
            return
        mask = moocore.is_nondominated(_points(together), maximise=True)
        self.members = [one for one, stays in zip(together, mask, strict=True) if stays]
        while len(self.members) > self.capacity:
            self._drop()
        self.members.sort(key=lambda one: one.fitness.values, reverse=True)

    def _drop(self) -> None:
        tools.emo.assignCrowdingDist(self.members)
        # Among equals the last one, which came last.
        crowded = min(reversed(self.members), key=lambda one: one.fitness.crowding_dist)
        self.members = [one for one in self.members if one is not crowded]

    def points(self) -> np.ndarray:
        """The members' objectives, `float64[n, k]`."""
        return _points(self.members)


def _belongs(fitness: ConstrainedFitness) -> bool:
    return fitness.valid and fitness.violation == 0 and min(fitness.values) > WORST


def _points(solutions: Iterable[Judged]) -> np.ndarray:
    return np.array([one.fitness.values for one in solutions], np.float64)


def hypervolume(points: np.ndarray, reference: np.ndarray) -> float:
    """The volume of what points dominate and what dominates a reference point.

    Source: E. Zitzler and L. Thiele, Multiobjective optimization using evolutionary algorithms,
    PPSN V (1998); computed by moocore.

    Args:
        points: `float64[n, k]`, to be maximised.
        reference: `float64[k]`; what does not exceed it in every objective adds nothing.
    """
    if len(points) == 0:
        return 0.0
    return float(moocore.hypervolume(points, ref=reference, maximise=True))


def hypervolume_over_time(
    generations: np.ndarray,
    objectives: np.ndarray,
    violations: np.ndarray,
    reference: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The hypervolume of all feasible solutions up to each generation: it never falls.

    Args:
        generations: `int64[n]`, in which each solution was evaluated.
        objectives: `float64[n, k]`, to be maximised.
        violations: `float64[n, c]`.
        reference: `float64[k]`; by default the worst value of each objective among all feasible
            solutions, one for the whole time.

    Returns:
        The generations, their hypervolumes, and the reference point (nan where nothing is feasible
        and none is given).
    """
    steps = np.unique(generations)
    feasible = (violations <= 0).all(axis=1) & np.isfinite(objectives).all(axis=1)
    if reference is None:
        reference = worst(objectives[feasible], objectives.shape[1])
    front = np.empty((0, objectives.shape[1]))
    volumes = []
    for step in steps:
        front = np.concatenate([front, objectives[feasible & (generations == step)]])
        if len(front):
            front = front[moocore.is_nondominated(front, maximise=True)]
        volumes.append(hypervolume(front, reference))
    return steps, np.array(volumes), reference


def worst(points: np.ndarray, objectives: int) -> np.ndarray:
    """The least value of each objective, `float64[k]`; nan where there are no points."""
    return points.min(axis=0) if len(points) else np.full(objectives, np.nan)
