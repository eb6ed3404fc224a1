"""A genetic algorithm on action sequences, driven by DEAP's operators, behind ask and tell."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any, Literal

import numpy as np
from deap import tools
from pydantic import Field, model_validator

from evomario import registry
from evomario.fitness import Evaluation
from evomario.fitness.handling import FeasibilityRules, Handling
from evomario.policies import Actions, Sequences
from evomario.registry import Chosen, Of, Unfit, register

from .individual import Individual
from .operator import Operator
from .randomness import Randomness
from .variation import Variation, VariationSettings

Selection = Annotated[Chosen, Of("select")]
_WORST = 1e300  # what is not finite counts as this far down: sums of it are still finite


class GASettings(VariationSettings):
    """The `algorithm:` part of a config whose type is `ga`."""

    type: str = "ga"
    population: int = Field(default=20, ge=2, le=100_000)
    select: Selection = Field(
        default_factory=partial(registry.choose, "select", "selTournament", tournsize=3)
    )
    survival: Literal["generational", "mu_plus_lambda", "mu_comma_lambda"] = Field(
        default="generational",
        description="children take the place of their parents, compete with them, or only with "
        "one another",
    )
    offspring: int | None = Field(
        default=None, ge=1, le=100_000, description="children a generation (lambda)"
    )
    survivors: Selection = Field(
        default_factory=partial(registry.choose, "select", "selBest"),
        description="who of the competitors survives",
    )
    elitism: int = Field(default=1, ge=0, description="the best of the old that always survive")

    @model_validator(mode="after")
    def _leave_room(self) -> "GASettings":
        if self.elitism >= self.population:
            raise ValueError("elitism must be less than population")
        if self.survival == "generational" and self.offspring is not None:
            raise ValueError("offspring goes with mu_plus_lambda or mu_comma_lambda survival")
        if self.survival == "mu_comma_lambda" and self.children < self.population - self.elitism:
            raise ValueError("mu_comma_lambda survival needs offspring for the whole population")
        return self

    @property
    def children(self) -> int:
        """Children a generation."""
        generational = self.survival == "generational"
        return self.population - self.elitism if generational else self.offspring or self.population


@register("algorithm", "ga", settings=GASettings)
class GA:
    """A genetic algorithm on sequences of actions.

    Args:
        settings: the `algorithm:` part of a config.
        actions: what a gene can choose.
        seed: root seed; the same seed and evaluations give the same genomes.
        handling: puts individuals in order, by what they are worth and what they violate.

    Attributes:
        spent: the used share of the budget, which the run says.
        best: the fittest individual so far; None before the first `tell`.

    Raises:
        Unfit: an operator does not go with the genome.
    """

    def __init__(
        self, settings: GASettings, actions: Actions, seed: int, handling: Handling | None = None
    ) -> None:
        self.settings = settings
        self.generation = 0
        self.spent = 0.0
        self.best: Individual | None = None
        self._variation = Variation(settings, actions)
        self._select = Operator("select", settings.select)
        try:
            self._select.check(self._variation.genome)
        except Unfit as error:
            raise error.under("select") from None
        self._survivors = Operator("select", settings.survivors)
        self._handling = handling or FeasibilityRules()
        self._random = Randomness(seed)
        self._population: list[Individual] = []
        self._asked: list[Individual] = []
        self._told: dict[str, Any] = {}

    @property
    def over(self) -> str:
        """It never ends by itself."""
        return ""

    @property
    def policy(self) -> Sequences:
        """How genomes become moves."""
        return self._variation.genome.policy

    @property
    def needs(self) -> frozenset[str]:
        """What evaluations must hold for the operators."""
        return self._variation.needs | self._select.needs

    def ask(self) -> list[np.ndarray]:
        """The genomes to evaluate next, `uint8[genes]` each, or uint16."""
        settings = self.settings
        with self._random.asked():
            if self._population:
                self._select.at(self.spent)
                parents = self._select(self._population, settings.children)
                self._asked = self._variation.children(parents, self.spent)
            else:
                self._asked = self._variation.first(settings.population)
        return [one.numpy() for one in self._asked]

    def tell(self, genomes: Sequence[np.ndarray], evaluation: Evaluation) -> None:
        """Take the evaluation of what was asked for, and form the next population."""
        self._variation.take(self._asked, evaluation)
        self._told = self._variation.summary(self._asked)
        self._random.told()
        with self._random.installed():
            improved = self._judge()
            self._population = self._next()
        if self.generation:
            self._variation.told(improved)
            self._select.told(improved)
        self._asked = []
        self.generation += 1

    def _judge(self) -> bool:
        """Score all, and find the best: has it improved?"""
        pool = [*self._population, *self._asked]
        if self.best is not None and all(self.best is not one for one in pool):
            pool.insert(0, self.best)
        scores = self._handling.scores(
            np.stack([one.objectives for one in pool]),
            np.stack([one.violations for one in pool]),
            self.spent,
        )
        finite = np.nan_to_num(scores, nan=-_WORST, posinf=_WORST, neginf=-_WORST)
        for one, score in zip(pool, finite.tolist(), strict=True):
            one.fitness.values = (score,)
        before, best = self.best, max(pool, key=lambda one: one.fitness)
        if before is None or best.fitness > before.fitness:
            self.best = best
        return self.best is not before

    def _next(self) -> list[Individual]:
        settings = self.settings
        if settings.survival == "generational" or not self._population:
            return [*tools.selBest(self._population, settings.elitism), *self._asked]
        plus = settings.survival == "mu_plus_lambda"
        competitors = [*self._population, *self._asked] if plus else self._asked
        elite = tools.selBest(competitors if plus else self._population, settings.elitism)
        rest = [one for one in competitors if all(one is not each for each in elite)]
        self._survivors.at(self.spent)
        return [*elite, *self._survivors(rest, settings.population - len(elite))]

    def begin_with(self, state: dict[str, Any]) -> None:
        """Begin with the population of another, see `Adapting`."""
        self._variation.begin_with([state["individuals"][place] for place in state["population"]])

    def encoded(self, genome: np.ndarray) -> bytes:
        """A genome as bytes."""
        return genome.tobytes()

    def summary(self) -> dict[str, Any]:
        """What the last generation told of was like: the genes that mutation changed in each."""
        return self._told

    def state(self) -> dict[str, Any]:
        """All that the algorithm goes on from, as JSON takes it."""
        known = [*self._population, *([self.best] if self.best is not None else [])]
        different = list({id(one): one for one in known}.values())
        places = {id(one): i for i, one in enumerate(different)}
        return {
            "generation": self.generation,
            "random": self._random.state(),
            "operators": self._variation.state(),
            "select": self._select.state(),
            "handling": self._handling.state(),
            "individuals": [one.state() for one in different],
            "population": [places[id(one)] for one in self._population],
            "best": places.get(id(self.best)),
        }

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a state."""
        self.generation = state["generation"]
        self._random.load(state["random"])
        self._variation.load(state["operators"])
        self._select.load(state["select"])
        self._handling.load(state["handling"])
        known = [Individual.load(self._variation.genome, one) for one in state["individuals"]]
        self._population = [known[place] for place in state["population"]]
        self.best = None if state["best"] is None else known[state["best"]]
        self._asked = []
