"""The door for DEAP code: a toolbox that `deap.algorithms` runs as they are.

    import random
    from deap import algorithms, tools
    from evomario.deap import toolbox

    random.seed(0)
    box = toolbox("ga/1-1")
    best = tools.HallOfFame(1)
    population, logbook = algorithms.eaSimple(
        box.population(20), box, cxpb=0.3, mutpb=1.0, ngen=10, halloffame=best
    )

Like DEAP, it draws from the module `random`: seed that, and a loop repeats.
"""

import array
import copy
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from deap import base, tools

from evomario.errors import UserError
from evomario.evaluation.task import Task
from evomario.fitness.handling import total_violations
from evomario.runs import RunConfig, load_config
from evomario.search import GASettings
from evomario.search.constrained import ConstrainedFitness
from evomario.search.ga import hold_actions, mate_one_point_used, mutate_window


class Values(tuple[float, ...]):
    """What `evaluate` gives: the objectives, to be maximised, and what DEAP has no place for.

    Attributes:
        violation: the violations of the constraints, added up.
        used: the moves that the longest episode took.
    """

    violation = 0.0
    used = 0


class Fitness(ConstrainedFitness):
    """A fitness that takes over what `Values` say besides the objectives."""

    used = 0

    def take(self, values: Iterable[float]) -> None:
        """Take the values, and from `Values` the rest."""
        super().take(values)
        self.violation = getattr(values, "violation", 0.0)
        self.used = getattr(values, "used", self.used)


class Individual(array.array):
    """A genome, one action a move, with a `fitness`: what DEAP's operators work on.

    A class of its own, not of `deap.creator`'s making: it can be pickled in any process.
    """

    fitness: Fitness

    def __new__(cls, genes: Iterable[int] = (), typecode: str = "B") -> "Individual":
        """The genome of some genes."""
        one = super().__new__(cls, typecode, genes)
        one.fitness = Fitness()
        return one

    def __deepcopy__(self, memo: dict[int, Any]) -> "Individual":
        twin = type(self)(self, self.typecode)
        twin.__dict__.update(copy.deepcopy(self.__dict__, memo))
        return twin

    @property
    def genome(self) -> "Individual":
        """The genome: the individual itself."""
        return self

    @property
    def used(self) -> int:
        """The moves played when it, or what it was copied from, was last evaluated."""
        return self.fitness.used

    @used.setter
    def used(self, moves: int) -> None:
        self.fitness.used = moves


class _Evaluator:
    """`evaluate` and `map` of a toolbox: `map` plays all that `evaluate` is asked for at once."""

    def __init__(self, task: Task, threads: int | None) -> None:
        self.task, self.threads = task, threads

    def evaluate(self, individual: Sequence[int]) -> Values:
        """The values of one individual: any sequence of actions."""
        return self.batch([individual])[0]

    def map(self, function: Callable, *sequences: Iterable) -> list:
        """What `map` gives, as a list."""
        if getattr(function, "func", function) == self.evaluate and len(sequences) == 1:
            return self.batch(list(sequences[0]))
        return list(map(function, *sequences))

    def batch(self, individuals: Sequence[Sequence[int]]) -> list[Values]:
        """The values of individuals, played together."""
        if not individuals:
            return []
        genomes = [_genome(one, len(self.task.actions)) for one in individuals]
        judged = self.task.evaluate(genomes, self.threads)
        totals = total_violations(judged.violations)
        moves = judged.outcomes["moves"].max(axis=1)
        return [
            _values(row, float(total), int(used))
            for row, total, used in zip(judged.objectives, totals, moves, strict=True)
        ]


def _values(objectives: np.ndarray, violation: float, used: int) -> Values:
    values = Values(np.where(np.isfinite(objectives), objectives, -np.inf).tolist())
    values.violation, values.used = violation, used
    return values


def _genome(individual: Sequence[int], actions: int) -> np.ndarray:
    """An individual as the engine plays it.

    Raises:
        UserError: it is empty, or its genes are not actions.
    """
    genes = np.asarray(individual)
    if genes.ndim != 1 or len(genes) == 0 or genes.dtype.kind not in "iu":
        raise UserError("an individual to evaluate: expected a sequence of whole numbers, actions")
    if genes.min() < 0 or genes.max() >= actions:
        wrong = genes[(genes < 0) | (genes >= actions)][0]
        raise UserError(f"an individual has the gene {wrong}: expected actions 0 to {actions - 1}")
    return genes.astype(np.uint8)


def toolbox(config: str | Path | RunConfig, *, threads: int | None = None) -> base.Toolbox:
    """A toolbox for a config: `individual`, `population`, `evaluate`, `map`, `clone`, operators.

    `select`, `mate` and `mutate` are the config's; `register` others over them as ever. With
    several objectives, `select` is selNSGA2. Fitness is to be maximised, and orders what breaks
    constraints below what keeps them (see `ConstrainedFitness`).

    Args:
        config: a file, the name of a config of the package, or one that is loaded.
        threads: on which the individuals are played; default: all cores.

    Raises:
        ConfigError: the config cannot be read or is wrong somewhere.
    """
    loaded = config if isinstance(config, RunConfig) else load_config(str(config))
    task, settings = loaded.task, loaded.settings
    evaluator = _Evaluator(task, threads)
    box = base.Toolbox()
    length, actions = settings.task.limits.moves, len(task.actions)
    box.register("individual", _random, length, actions, settings.algorithm.mutate.hold)
    box.register("population", tools.initRepeat, list, box.individual)
    box.register("evaluate", evaluator.evaluate)
    box.register("map", evaluator.map)
    _register_operators(box, settings.algorithm, actions, len(settings.fitness.objectives))
    return box


def _register_operators(
    box: base.Toolbox, settings: GASettings, actions: int, objectives: int
) -> None:
    if objectives > 1:
        box.register("select", tools.selNSGA2)
    else:
        box.register("select", tools.selTournament, tournsize=settings.select.tournsize)
    box.register("mate", _mate)
    box.register("mutate", _mutate, actions=actions, settings=settings.mutate)


def _random(length: int, actions: int, hold: int) -> Individual:
    """A random individual."""
    one = Individual(bytes(length))
    hold_actions(one, 0, length, actions, hold)
    return one


def _mate(one: Individual, other: Individual) -> tuple[Individual, Individual]:
    """One-point crossover within the moves that both played; see `mate_one_point_used`."""
    mate_one_point_used(one, other)  # type: ignore[arg-type]
    return one, other


def _mutate(one: Individual, actions: int, settings: Any) -> tuple[Individual]:
    """New actions near where the episode ended; see `mutate_window`."""
    mutate_window(one, actions, settings)  # type: ignore[arg-type]
    return (one,)
