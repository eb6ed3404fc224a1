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

import random
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from deap import base, tools

from evomario.errors import UserError
from evomario.evaluation.task import Task
from evomario.fitness.handling import total_violations
from evomario.runs import RunConfig, load_config
from evomario.search import individual as search
from evomario.search.constrained import ConstrainedFitness
from evomario.search.individual import Genome
from evomario.search.operator import Operator
from evomario.search.variation import Variation, VariationSettings


class Values(tuple[float, ...]):
    """What `evaluate` gives: the objectives, to be maximised, and what DEAP has no place for.

    Attributes:
        violation: the violations of the constraints, added up.
        used: the genes that the longest episode took.
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


class Individual(search.Individual):
    """Genes with a `fitness`: what DEAP's operators, and evomario's own, work on.

    A class of its own, not of `deap.creator`'s making: it can be pickled in any process.
    """

    _fitness = Fitness
    fitness: Fitness

    @property
    def used(self) -> int:  # type: ignore[override]
        """The genes played when it, or what it was copied from, was last evaluated."""
        return self.fitness.used

    @used.setter
    def used(self, genes: int) -> None:
        self.fitness.used = genes


class _Evaluator:
    """`evaluate` and `map` of a toolbox: `map` plays all that `evaluate` is asked for at once."""

    def __init__(self, task: Task, genome: Genome, threads: int | None) -> None:
        self.task, self.genome, self.threads = task, genome, threads

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
        genomes = [_genes(one, self.genome) for one in individuals]
        judged = self.task.evaluate(genomes, self.threads)
        totals = total_violations(judged.violations)
        moves = judged.outcomes["moves"].max(axis=1).tolist()
        used = map(self.genome.policy.genes, genomes, moves)
        return [
            _values(row, float(total), genes)
            for row, total, genes in zip(judged.objectives, totals, used, strict=True)
        ]


def _values(objectives: np.ndarray, violation: float, used: int) -> Values:
    values = Values(np.where(np.isfinite(objectives), objectives, -np.inf).tolist())
    values.violation, values.used = violation, used
    return values


def _genes(individual: Sequence[int], genome: Genome) -> np.ndarray:
    """An individual as the engine plays it.

    Raises:
        UserError: it is empty, or its genes are not of the genome's values.
    """
    genes = np.asarray(individual)
    if genes.ndim != 1 or len(genes) == 0 or genes.dtype.kind not in "iu":
        raise UserError("an individual to evaluate: expected a sequence of whole numbers, actions")
    if genes.min() < 0 or genes.max() >= genome.values:
        wrong = genes[(genes < 0) | (genes >= genome.values)][0]
        last = genome.values - 1
        raise UserError(f"an individual has the gene {wrong}: expected actions 0 to {last}")
    return genes.astype(genome.typecode)


def toolbox(config: str | Path | RunConfig, *, threads: int | None = None) -> base.Toolbox:
    """A toolbox for a config: `individual`, `population`, `evaluate`, `map`, `clone`, operators.

    `select`, `mate` and `mutate` are the config's; `register` others over them as ever. Of
    an `nsga2`, `select` is selNSGA2. Fitness is to be maximised, and orders what breaks
    constraints below what keeps them (see `ConstrainedFitness`).

    Args:
        config: a file, the name of a config of the package, or one that is loaded.
        threads: on which the individuals are played; default: all cores.

    Raises:
        ConfigError: the config cannot be read or is wrong somewhere.
    """
    loaded = config if isinstance(config, RunConfig) else load_config(str(config))
    task, settings = loaded.task, loaded.settings
    variation: VariationSettings = settings.algorithm  # type: ignore[assignment]
    genome = Variation(variation, task.actions).genome
    evaluator = _Evaluator(task, genome, threads)
    box = base.Toolbox()
    box.register("individual", _random, genome, Operator("initialise", variation.initialise))
    box.register("population", tools.initRepeat, list, box.individual)
    box.register("evaluate", evaluator.evaluate)
    box.register("map", evaluator.map)
    select = getattr(variation, "select", None)  # NSGA-II has its own
    box.register("select", Operator("select", select) if select else tools.selNSGA2)
    box.register("mate", Operator("mate", variation.mate))
    listed = variation.mutate if isinstance(variation.mutate, list) else [variation.mutate]
    box.register("mutate", _mutate, [Operator("mutate", chosen) for chosen in listed])
    return box


def _random(genome: Genome, initialise: Operator) -> Individual:
    """A random individual."""
    one = Individual(genome)
    initialise(one)
    return one


def _mutate(mutations: list[Operator], one: Individual) -> tuple[Individual]:
    """A config's mutations, one after another, each with its own probability."""
    for mutate in mutations:
        one.used = min(one.used, len(one))
        if random.random() < mutate.probability:
            (one,) = mutate(one)
    return (one,)
