"""From parents to children: copy, mate, mutate, as DEAP's varAnd does it."""

import random
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from evomario import registry
from evomario.errors import UserError
from evomario.fitness import Evaluation
from evomario.policies import Actions
from evomario.registry import Chosen, Of, Unfit

from .algorithm import mutations
from .individual import NO_PATH, Genome, Individual
from .operator import Operator

Mutation = Annotated[Chosen, Of("mutate")]


class VariationSettings(Chosen):
    """What an algorithm that breeds action sequences is told of how."""

    genome: Annotated[Chosen, Of("genome")] = Field(
        default_factory=partial(registry.choose, "genome", "actions")
    )
    initialise: Annotated[Chosen, Of("initialise")] = Field(
        default_factory=partial(registry.choose, "initialise", "held")
    )
    mate: Annotated[Chosen, Of("mate")] = Field(
        default_factory=partial(registry.choose, "mate", "one_point_used")
    )
    mutate: Mutation | list[Mutation] = Field(
        default_factory=partial(registry.choose, "mutate", "window"),
        description="a mutation, or several, applied one after another",
    )


class Variation:
    """The operators of a config, at work.

    Args:
        settings: which ones, with their parameters.
        actions: what a gene can choose.

    Raises:
        Unfit: an operator does not go with the genome.
    """

    def __init__(self, settings: VariationSettings, actions: Actions) -> None:
        self.genome: Genome = registry.build("genome", settings.genome)(actions)
        self._initialise = Operator("initialise", settings.initialise)
        self._mate = Operator("mate", settings.mate)
        listed = settings.mutate if isinstance(settings.mutate, list) else [settings.mutate]
        self._mutate = [Operator("mutate", chosen) for chosen in listed]
        self._given: list[Individual] = []
        self._check(several=isinstance(settings.mutate, list))

    @property
    def needs(self) -> frozenset[str]:
        """What the operators must know of individuals."""
        return frozenset().union(*(operator.needs for operator in self._operators()))

    def first(self, count: int) -> list[Individual]:
        """New individuals, after those that it was given to begin with."""
        given = [one.copy() for one in self._given[:count]]
        new = [Individual(self.genome) for _ in range(count - len(given))]
        return [*given, *(self._initialise(one)[0] for one in new)]

    def begin_with(self, states: Sequence[dict[str, Any]]) -> None:
        """Let the first individuals be those of another run, from their states.

        Raises:
            UserError: there are none, or their genes are others.
        """
        self._given = [Individual.load(self.genome, each) for each in states]
        if not self._given:
            raise UserError("a run without a population, so nothing to begin with")
        for one in self._given:
            if len(one) != self.genome.length or max(one) >= self.genome.values:
                here = f"{self.genome.length} genes of {self.genome.values} values"
                raise UserError(f"genomes of {len(one)} genes, up to {max(one)}; expected {here}")

    def children(self, parents: Sequence[Individual], spent: float) -> list[Individual]:
        """A child each of the parents selected, when a share of the budget is spent."""
        for operator in self._operators():
            operator.at(spent)
        children = [one.copy() for one in parents]
        for i in range(1, len(children), 2):
            if random.random() < self._mate.probability:
                children[i - 1 : i + 1] = self._mate(*children[i - 1 : i + 1])
        return [self._mutated(one) for one in children]

    def take(self, asked: Sequence[Individual], evaluation: Evaluation) -> None:
        """Note in individuals what came of them; their fitness is the algorithm's to say."""
        moves = evaluation.outcomes["moves"].max(axis=1)
        for i, one in enumerate(asked):
            one.objectives = np.array(evaluation.objectives[i], np.float64)
            one.violations = np.array(evaluation.violations[i], np.float64)
            one.used = self.genome.policy.genes(one.numpy(), int(moves[i]))
            if "paths" in self.needs:
                one.path = evaluation.paths[i][0] if evaluation.paths else NO_PATH

    def told(self, improved: bool) -> None:
        """A generation was judged: has the best improved?"""
        for operator in self._operators():
            operator.told(improved)

    def state(self) -> list[Any]:
        """What the operators keep, as JSON takes it."""
        return [operator.state() for operator in self._operators()]

    def load(self, state: list[Any]) -> None:
        """Go on from a state."""
        for operator, kept in zip(self._operators(), state, strict=True):
            operator.load(kept)

    def _mutated(self, one: Individual) -> Individual:
        before = one.numpy().copy()
        for mutate in self._mutate:
            one.used = min(one.used, len(one))
            if random.random() < mutate.probability:
                (one,) = mutate(one)
        after = one.numpy()
        both = min(len(before), len(after))
        one.mutations = int((before[:both] != after[:both]).sum()) + abs(len(before) - len(after))
        return one

    @staticmethod
    def summary(asked: Sequence[Individual]) -> dict[str, Any]:
        """What is to be told of those that were asked for, see `Telling`: their mutations."""
        return mutations(one.mutations for one in asked)

    def _operators(self) -> Iterator[Operator]:
        yield from (self._initialise, self._mate, *self._mutate)

    def _check(self, several: bool) -> None:
        roles = [("initialise",), ("mate",)]
        mutations = [("mutate", i) if several else ("mutate",) for i in range(len(self._mutate))]
        for path, operator in zip([*roles, *mutations], self._operators(), strict=True):
            try:
                operator.check(self.genome)
            except Unfit as error:
                raise error.under(*path) from None
