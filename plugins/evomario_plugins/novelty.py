"""Novelty search: what is unlike all before it is selected, whatever it is worth."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any

import numpy as np
from deap import tools
from pydantic import Field, model_validator
from scipy.spatial.distance import cdist

from evomario import registry
from evomario.fitness import Evaluation
from evomario.fitness.handling import Handling
from evomario.policies import Actions
from evomario.registry import Chosen, Of, Unfit, register
from evomario.search import (
    Best,
    Individual,
    Judge,
    Measure,
    Measures,
    Operator,
    Randomness,
    Variation,
    VariationSettings,
)


class NoveltySettings(VariationSettings):
    """The `algorithm:` part of a config whose type is `novelty`."""

    type: str = "novelty"
    population: int = Field(default=20, ge=2, le=100_000)
    select: Annotated[Chosen, Of("select")] = Field(
        default_factory=partial(registry.choose, "select", "selTournament", tournsize=3)
    )
    elitism: int = Field(default=1, ge=0, description="the best of the old that always survive")
    measures: list[Measure] = Field(
        min_length=1, max_length=16,
        description="what is compared: expressions, or measures such as {type: path}",
    )  # fmt: skip
    neighbours: int = Field(default=15, ge=1, le=1000, description="the nearest that are looked at")
    weight: float = Field(
        default=1.0, ge=0, le=1, description="share of novelty in the score; fitness has the rest"
    )
    archived: int = Field(
        default=2, ge=0, le=1000, description="the most novel of each generation, kept for ever"
    )

    @model_validator(mode="after")
    def _leave_room(self) -> "NoveltySettings":
        if self.elitism >= self.population:
            raise ValueError("elitism must be less than population")
        return self


@register("algorithm", "novelty", settings=NoveltySettings, metrics=True)
class Novelty:
    """Novelty search, and its blend with fitness, on sequences of actions.

    Source: J. Lehman and K. O. Stanley, Abandoning objectives: evolution through the search for
    novelty alone, Evolutionary Computation 19 (2011): the sparseness of a place, the mean distance
    to its k nearest neighbours in population and archive (section 3, equation 1). Into the archive
    go the most novel of each generation, where the paper has a threshold that adapts. The blend is
    that of G. Cuccu and F. Gomez, When novelty is not enough, EvoApplications 2011: each of the two
    from 0 to 1 between the least and the most in the population, then weighed. All are scored anew
    in each generation, those that survive too. Constraints count in the fitness alone.

    Args:
        settings: the `algorithm:` part of a config.
        actions: what a gene can choose.
        seed: root seed; the same seed and evaluations give the same genomes.
        handling: puts individuals in order, by what they are worth and what they violate.
        metrics: what measures may speak of.

    Attributes:
        generation: how often it was told.
        spent: the used share of the budget, which the run says.
        best: the best by fitness so far; None before the first `tell`.
        archive: `float64[n, m]`, the measures of those that were most novel in their time.
        policy: how genomes become moves.
        needs: what evaluations must hold for the operators and the measures.
        over: why it has come to an end: it never does.

    Raises:
        Unfit: an operator does not go with the genome, or a measure is wrong.
    """

    over = ""

    def __init__(
        self, settings: NoveltySettings, actions: Actions, seed: int,
        handling: Handling | None = None, *, metrics: Sequence[str],
    ) -> None:  # fmt: skip
        self.settings = settings
        self.generation = 0
        self.spent = 0.0
        self.best: Best | None = None
        self.archive: np.ndarray | None = None
        self._variation = Variation(settings, actions)
        self._select = Operator("select", settings.select)
        try:
            self._measures = Measures(settings.measures, metrics)
        except Unfit as error:
            raise error.under("measures") from None
        try:
            self._select.check(self._variation.genome)
        except Unfit as error:
            raise error.under("select") from None
        self.policy = self._variation.genome.policy
        self.needs = self._variation.needs | self._select.needs | self._measures.needs
        self._judge = Judge(handling, seed)
        self._random = Randomness(seed)
        self._population: list[Individual] = []
        self._places = np.zeros((0, 0))  # the measures of the population
        self._asked: list[Individual] = []
        self._told: dict[str, Any] = {}

    def ask(self) -> list[np.ndarray]:
        """The genomes to evaluate next, `uint8[genes]` each, or uint16."""
        settings = self.settings
        with self._random.asked():
            if self._population:
                self._select.at(self.spent)
                parents = self._select(self._population, settings.population - settings.elitism)
                self._asked = self._variation.children(parents, self.spent)
            else:
                self._asked = self._variation.first(settings.population)
        return [one.numpy() for one in self._asked]

    def tell(self, genomes: Sequence[np.ndarray], evaluation: Evaluation) -> None:
        """Take the evaluation of what was asked for, and form the next population."""
        self._variation.take(self._asked, evaluation)
        self._told = self._variation.summary(self._asked)
        new = self._measures(evaluation)
        if self.archive is None:
            self.archive, self._places = new[:0], new[:0]
        places, pool = np.concatenate([self._places, new]), [*self._population, *self._asked]
        novelties = sparseness(places, self.archive, self.settings.neighbours)
        for one, score in zip(pool, self._scores(pool, novelties).tolist(), strict=True):
            one.fitness.values = (score,)
        self._keep(pool, places)
        fresh = novelties[len(places) - len(new) :]
        chosen = new[np.argsort(-fresh, kind="stable")[: self.settings.archived]]
        known = chosen[np.isfinite(chosen).all(axis=1)]
        self.archive = np.concatenate([self.archive, known])
        before, self.best = self.best, Best.of(self.best, genomes, evaluation)
        if self.generation:
            self._variation.told(self.best is not before)
            self._select.told(self.best is not before)
        self._random.told()
        self.generation += 1

    def _scores(self, pool: list[Individual], novelties: np.ndarray) -> np.ndarray:
        """Novelty and fitness, weighed."""
        share = self.settings.weight
        objectives = np.stack([one.objectives for one in pool])
        violations = np.stack([one.violations for one in pool])
        fitness = self._judge(objectives, violations, self.spent)
        return share * _from_0_to_1(novelties) + (1 - share) * _from_0_to_1(fitness)

    def _keep(self, pool: list[Individual], places: np.ndarray) -> None:
        """Let the best of the old survive with all that are new."""
        elite = tools.selBest(self._population, self.settings.elitism)
        at = {id(one): i for i, one in enumerate(pool)}
        self._population = [*elite, *self._asked]
        self._places = places[[at[id(one)] for one in self._population]]

    def begin_with(self, state: dict[str, Any]) -> None:
        """Begin with the population of another, see `Adapting`."""
        self._variation.begin_with(state["population"])

    def encoded(self, genome: np.ndarray) -> bytes:
        """A genome as bytes."""
        return genome.tobytes()

    def summary(self) -> dict[str, Any]:
        """What the last generation told of was like: the genes that mutation changed in each."""
        return self._told

    def state(self) -> dict[str, Any]:
        """All that it goes on from: numbers and arrays."""
        return {
            "generation": self.generation,
            "random": self._random.state(),
            "operators": self._variation.state(),
            "select": self._select.state(),
            "judge": self._judge.state(),
            "population": [one.state() for one in self._population],
            "places": self._places,
            "archive": self.archive,
            "best": self.best and self.best.state(),
        }

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a state."""
        genome = self._variation.genome
        self.generation = state["generation"]
        self._random.load(state["random"])
        self._variation.load(state["operators"])
        self._select.load(state["select"])
        self._judge.load(state["judge"])
        self._population = [Individual.load(genome, one) for one in state["population"]]
        self._places, self.archive = state["places"], state["archive"]
        self.best = Best.load(state["best"])


def sparseness(places: np.ndarray, archive: np.ndarray, neighbours: int) -> np.ndarray:
    """How far each place is from the nearest others, itself left out, on average: `float64[n]`.

    Args:
        places: `float64[n, m]`. One that is not finite is nobody's neighbour, and 0 itself.
        archive: `float64[a, m]`, which are neighbours too.
        neighbours: how many are looked at; fewer where there are not so many.
    """
    everywhere = np.concatenate([places, archive])
    distances = cdist(places, everywhere)
    np.fill_diagonal(distances, np.inf)
    nearest = np.sort(np.where(np.isfinite(distances), distances, np.inf), axis=1)[:, :neighbours]
    known = np.isfinite(nearest)
    total = np.where(known, nearest, 0.0).sum(axis=1)
    return total / np.maximum(known.sum(axis=1), 1)


def _from_0_to_1(values: np.ndarray) -> np.ndarray:
    """Values between the least, 0, and the most, 1; all 0 where they are equal."""
    lowest, span = values.min(), np.ptp(values)
    return (values - lowest) / span if span > 0 else np.zeros(len(values))
