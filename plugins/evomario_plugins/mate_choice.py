"""Mate choice: each individual carries an ideal mate, which evolves, and chooses by it."""

import random
from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any, Literal

import numpy as np
from deap import tools
from pydantic import Field, model_validator

from evomario import registry
from evomario.fitness import Evaluation
from evomario.fitness.handling import Handling
from evomario.policies import Actions
from evomario.registry import Chosen, Of, Unfit, register
from evomario.search import (
    Best,
    Individual,
    Judge,
    Operator,
    Randomness,
    Variation,
    VariationSettings,
)


class MateChoiceSettings(VariationSettings):
    """The `algorithm:` part of a config whose type is `mate_choice`."""

    type: str = "mate_choice"
    population: int = Field(default=20, ge=3, le=100_000)
    select: Annotated[Chosen, Of("select")] = Field(
        default_factory=partial(registry.choose, "select", "selTournament", tournsize=3),
        description="who gets to choose a mate",
    )
    candidates: int = Field(default=5, ge=2, le=1000, description="mates to choose from")
    choose: Literal["ideal", "random"] = Field(
        default="ideal", description="by the ideal mate, or any of the candidates: the control"
    )
    elitism: int = Field(default=1, ge=0, description="the best of the old that always survive")

    @model_validator(mode="after")
    def _enough(self) -> "MateChoiceSettings":
        for name in ("elitism", "candidates"):
            if getattr(self, name) >= self.population:
                raise ValueError(f"{name} must be less than population")
        return self


@register("algorithm", "mate_choice", settings=MateChoiceSettings)
class MateChoice:
    """A genetic algorithm in which fitness says who chooses, and the chooser says who is chosen.

    Source: J. M. Simões, N. Lourenço and P. Machado, All you need is sex for diversity, EuroGP
    2023, arXiv 2303.17441: mating preferences as ideal mating partners (PIMP), which are inherited
    and mutate as solutions do and are never evaluated, against random mate choice as the control.
    There solutions are trees of genetic programming. Here both are sequences of actions: a first
    parent is selected by fitness, its candidates are drawn at random, and it takes the one that
    differs least from its ideal, in the genes that any of them played. A couple's children inherit
    the genes of the two and, apart from them, the ideals of the two, by the same operators.

    Args:
        settings: the `algorithm:` part of a config.
        actions: what a gene can choose.
        seed: root seed; the same seed and evaluations give the same genomes.
        handling: puts individuals in order, by what they are worth and what they violate.

    Attributes:
        generation: how often it was told.
        spent: the used share of the budget, which the run says.
        best: the best so far; None before the first `tell`.
        policy: how genomes become moves.
        needs: what evaluations must hold for the operators.
        over: why it has come to an end: it never does.

    Raises:
        Unfit: an operator does not go with the genome.
    """

    over = ""

    def __init__(
        self, settings: MateChoiceSettings, actions: Actions, seed: int,
        handling: Handling | None = None,
    ) -> None:  # fmt: skip
        self.settings = settings
        self.generation = 0
        self.spent = 0.0
        self.best: Best | None = None
        self._variation = Variation(settings, actions)
        self._select = Operator("select", settings.select)
        try:
            self._select.check(self._variation.genome)
        except Unfit as error:
            raise error.under("select") from None
        self.policy = self._variation.genome.policy
        self.needs = self._variation.needs | self._select.needs
        self._judge = Judge(handling, seed)
        self._random = Randomness(seed)
        self._population: list[Individual] = []
        self._ideals: list[Individual] = []  # of the population, in its order
        self._asked: list[Individual] = []
        self._told: dict[str, Any] = {}
        self._new_ideals: list[Individual] = []

    def ask(self) -> list[np.ndarray]:
        """The genomes to evaluate next, `uint8[genes]` each, or uint16."""
        with self._random.asked():
            if self._population:
                parents = self._couples(self.settings.population - self.settings.elitism)
                self._asked, self._new_ideals = (
                    self._variation.children([each[i] for i in parents], self.spent)
                    for each in (self._population, self._ideals)
                )
            else:
                self._asked, self._new_ideals = (
                    self._variation.first(self.settings.population) for _ in range(2)
                )
        return [one.numpy() for one in self._asked]

    def _couples(self, count: int) -> list[int]:
        """The places of so many parents: one that was selected, the mate it chose, and so on."""
        self._select.at(self.spent)
        places = {id(one): i for i, one in enumerate(self._population)}
        chosen: list[int] = []
        for one in self._select(self._population, -(-count // 2)):
            chosen += [places[id(one)], self._mate_of(places[id(one)])]
        return chosen[:count]

    def _mate_of(self, place: int) -> int:
        """The place of the mate that an individual takes."""
        others = [i for i in range(len(self._population)) if i != place]
        candidates = random.sample(others, self.settings.candidates)
        if self.settings.choose == "random":
            return candidates[0]
        suitors = [self._population[i] for i in candidates]
        return candidates[int(differences(self._ideals[place], suitors).argmin())]

    def tell(self, genomes: Sequence[np.ndarray], evaluation: Evaluation) -> None:
        """Take the evaluation of what was asked for, and form the next population."""
        self._variation.take(self._asked, evaluation)
        self._told = self._variation.summary(self._asked)
        for one, ideal in zip(self._asked, self._new_ideals, strict=True):
            ideal.used, ideal.path = one.used, one.path  # mutations go by what was played
        pool = [*self._population, *self._asked]
        objectives = np.stack([one.objectives for one in pool])
        violations = np.stack([one.violations for one in pool])
        for one, score in zip(pool, self._judge(objectives, violations, self.spent), strict=True):
            one.fitness.values = (float(score),)
        ideals = {id(one): ideal for one, ideal in zip(self._population, self._ideals, strict=True)}
        elite = tools.selBest(self._population, self.settings.elitism)
        self._ideals = [*(ideals[id(one)] for one in elite), *self._new_ideals]
        self._population = [*elite, *self._asked]
        before, self.best = self.best, Best.of(self.best, genomes, evaluation)
        if self.generation:
            self._variation.told(self.best is not before)
            self._select.told(self.best is not before)
        self._random.told()
        self.generation += 1

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
        """All that it goes on from: numbers, text and arrays."""
        return {
            "generation": self.generation,
            "random": self._random.state(),
            "operators": self._variation.state(),
            "select": self._select.state(),
            "judge": self._judge.state(),
            "population": [one.state() for one in self._population],
            "ideals": [one.state() for one in self._ideals],
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
        self._ideals = [Individual.load(genome, one) for one in state["ideals"]]
        self.best = Best.load(state["best"])


def differences(ideal: Individual, candidates: Sequence[Individual]) -> np.ndarray:
    """In how many genes each differs from an ideal, of those that any of them played: `int64[n]`.

    Where genomes have different lengths, genes that one lacks differ.
    """
    length = max(one.used for one in candidates)
    wanted = ideal.numpy()[:length]
    found = []
    for one in candidates:
        genes = one.numpy()[:length]
        both = min(len(genes), len(wanted))
        found.append(length - np.count_nonzero(genes[:both] == wanted[:both]))
    return np.array(found)
