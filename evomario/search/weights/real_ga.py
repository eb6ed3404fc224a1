"""A real-coded genetic algorithm on the weights of a network, with DEAP's operators."""

import random
from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any

import numpy as np
from deap import tools
from pydantic import Field, model_validator

from evomario import registry
from evomario.fitness import Evaluation
from evomario.fitness.handling import Handling
from evomario.registry import Chosen, Of, register

from ..algorithm import mutations
from ..judged import Best, Judge
from ..operator import Operator
from ..randomness import Randomness
from . import operators  # noqa: F401, registers them
from .base import OnWeights
from .topology import Shape, TopologySettings, shape
from .vector import Vector


class RealGASettings(TopologySettings):
    """The `algorithm:` part of a config whose type is `real_ga`."""

    type: str = "real_ga"
    population: int = Field(default=100, ge=2, le=100_000)
    tournament: int = Field(
        default=3, ge=1, le=100_000, description="how many are drawn for a parent, the best of whom"
    )
    mate: Annotated[Chosen, Of("mate_weights")] = Field(
        default_factory=partial(registry.choose, "mate_weights", "sbx")
    )
    mutate: Annotated[Chosen, Of("mutate_weights")] = Field(
        default_factory=partial(registry.choose, "mutate_weights", "gaussian")
    )
    elitism: int = Field(default=1, ge=0, description="the best of the old that always survive")

    @model_validator(mode="after")
    def _leave_room(self) -> "RealGASettings":
        if self.elitism >= self.population:
            raise ValueError("elitism must be less than population")
        return self


@register("algorithm", "real_ga", settings=RealGASettings, watches=True, weights=True)
class RealGA(OnWeights):
    """A genetic algorithm on vectors of weights: tournament, crossover, mutation, elite.

    Args:
        settings: the `algorithm:` part of a config.
        sizes: how many inputs and outputs the network has.
        seed: root seed; the same seed and evaluations give the same genomes.
        handling: puts genomes in order, by what they are worth and what they violate.
        policy: what the weights fill; default: the layers of a network.

    Attributes:
        generation: how often it was told.
        spent: the used share of the budget, which the run says; schedules follow it.
        best: the best so far; None before the first `tell`.

    Raises:
        Unfit: the network, or the population, would be too large.
    """

    def __init__(
        self, settings: RealGASettings, sizes: tuple[int, int], seed: int,
        handling: Handling | None = None, policy: Shape | None = None,
    ) -> None:  # fmt: skip
        self.settings = settings
        self.generation = 0
        self.spent = 0.0
        self.best: Best | None = None
        self._judge = Judge(handling, seed)
        self._shape = shape(settings, sizes, 2 * settings.population, policy)
        self._mate = Operator("mate_weights", settings.mate)
        self._mutate = Operator("mutate_weights", settings.mutate)
        self._random = Randomness(seed)
        self._population: list[Vector] = []
        self._given: list[Vector] = []
        self._asked: list[Vector] = []
        self._told: dict[str, Any] = {}
        self._before: list[Any] | None = None  # the random state before what is asked for was bred

    def ask(self) -> list[np.ndarray]:
        """The genomes to evaluate next, `float64[n]` each."""
        if not self._asked:
            self._before = self._random.state()
            with self._random.installed():
                self._asked = self._children() if self._population else self._first()
        return [one.numpy() for one in self._asked]

    def _first(self) -> list[Vector]:
        spread, count = self._shape.spread().tolist(), self.settings.population
        given = [one.copy() for one in self._given[:count]]
        new = range(count - len(given))
        return [*given, *(Vector(random.gauss(0.0, s) for s in spread) for _ in new)]

    def begin_with(self, state: dict[str, Any]) -> None:
        """Begin with the population of another, see `Adapting`."""
        self._given = [Vector(self._fitting(each)) for each in state["population"]]

    def _children(self) -> list[Vector]:
        settings = self.settings
        self._mate.at(self.spent)
        self._mutate.at(self.spent)
        count = settings.population - settings.elitism
        chosen = tools.selTournament(self._population, count, settings.tournament)
        children = [one.copy() for one in chosen]
        for one, other in zip(children[::2], children[1::2], strict=False):
            if random.random() < self._mate.probability:
                self._mate(one, other)
        for one in children:
            if random.random() < self._mutate.probability:
                before = one.numpy().copy()
                self._mutate(one)
                one.mutations = int((one.numpy() != before).sum())
        return children

    def tell(self, genomes: Sequence[np.ndarray], evaluation: Evaluation) -> None:
        """Take the evaluation of what was asked for, and form the next population."""
        self.best = Best.of(self.best, genomes, evaluation)
        for one, objectives, violations in zip(
            self._asked, evaluation.objectives, evaluation.violations, strict=True
        ):
            one.objectives, one.violations = objectives, violations
        self._told = mutations(one.mutations for one in self._asked)
        self._score([*self._population, *self._asked])
        elite = tools.selBest(self._population, self.settings.elitism)
        self._population = [*elite, *self._asked]
        self._asked, self._before = [], None
        self.generation += 1

    def _score(self, pool: Sequence[Vector]) -> None:
        scores = self._judge(
            np.stack([one.objectives for one in pool]),
            np.stack([one.violations for one in pool]),
            self.spent,
        )
        for one, score in zip(pool, scores.tolist(), strict=True):
            one.fitness.values = (score,)

    def summary(self) -> dict[str, Any]:
        """What the last generation told of was like: the weights that mutation changed in each."""
        return self._told

    def state(self) -> dict[str, Any]:
        """All that the algorithm goes on from: numbers and arrays."""
        population = self._population
        return {
            "generation": self.generation,
            "random": self._before or self._random.state(),
            "judge": self._judge.state(),
            "population": np.array([one.numpy() for one in population]),
            "fitnesses": [one.fitness.values[0] for one in population],
            "objectives": np.array([one.objectives for one in population]),
            "violations": np.array([one.violations for one in population]),
            "best": self.best and self.best.state(),
        }

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a state."""
        self.generation = state["generation"]
        self._random.load(state["random"])
        self._judge.load(state["judge"])
        self._population = [Vector(weights) for weights in state["population"]]
        told = zip(
            self._population, state["fitnesses"], state["objectives"], state["violations"],
            strict=True,
        )  # fmt: skip
        for one, fitness, objectives, violations in told:
            one.fitness.values = (fitness,)
            one.objectives, one.violations = objectives, violations
        self.best = Best.load(state["best"])
        self._asked, self._before = [], None
