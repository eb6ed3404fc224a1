"""A genetic algorithm on action sequences, driven by DEAP's operators, behind ask and tell.

Generational, with elitism and tournament selection. A genome is one action a move. Mating and
mutation work where the episode ended: what lies behind was never played, and what lies far before
has carried Mario so far.
"""

import array
import random
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from deap import base, tools
from pydantic import Field, model_validator

from evomario.config import Settings
from evomario.fitness import Evaluation

from .randomness import Randomness


class SelectSettings(Settings):
    """Tournament selection."""

    type: Literal["selTournament"] = "selTournament"
    tournsize: int = Field(default=3, ge=1)


class MateSettings(Settings):
    """One-point crossover within the moves that both parents played."""

    type: Literal["one_point_used"] = "one_point_used"
    cxpb: float = Field(default=0.3, ge=0, le=1)


class MutateSettings(Settings):
    """New actions, each held for a while, in a window that begins before the episode's end."""

    type: Literal["window"] = "window"
    before: int = Field(default=90, ge=1, description="moves before the end, at most")
    length: int = Field(default=120, ge=1, description="moves rewritten, at most")
    hold: int = Field(default=29, ge=1, description="moves for which an action is held, at most")


class GASettings(Settings):
    """The `algorithm:` part of a config whose type is `ga`."""

    type: Literal["ga"]
    population: int = Field(default=20, ge=2, le=100_000)
    select: SelectSettings = SelectSettings()
    mate: MateSettings = MateSettings()
    mutate: MutateSettings = MutateSettings()
    elitism: int = Field(default=1, ge=0)

    @model_validator(mode="after")
    def _leave_room(self) -> "GASettings":
        if self.elitism >= self.population:
            raise ValueError("elitism must be less than population")
        return self


class _Fitness(base.Fitness):  # type: ignore[misc]
    weights = (1.0,)


class Individual:
    """A genome (`array('B')`, one action a move), its fitness, and the moves it played."""

    def __init__(self, genome: array.array, used: int = 0) -> None:
        self.genome = genome
        self.used = used
        self.fitness = _Fitness()

    def copy(self) -> "Individual":
        """A copy that shares nothing, its fitness included."""
        twin = Individual(array.array("B", self.genome), self.used)
        twin.fitness.values = self.fitness.values
        return twin


def hold_actions(genome: array.array, start: int, stop: int, actions: int, hold: int) -> None:
    """Write random actions from start to stop, each held for 1 to `hold` moves."""
    while start < stop:
        end = min(stop, start + random.randint(1, hold))
        genome[start:end] = array.array("B", [random.randrange(actions)]) * (end - start)
        start = end


def mate_one_point_used(one: Individual, other: Individual) -> None:
    """Swap, in place, what follows a random move that both parents played."""
    cut = random.randint(0, max(min(one.used, other.used), 1))
    tail = one.genome[cut:]
    one.genome[cut:] = other.genome[cut:]
    other.genome[cut:] = tail
    one.used, other.used = other.used, one.used


def mutate_window(one: Individual, actions: int, settings: MutateSettings) -> None:
    """Rewrite, in place, a window that begins before the move at which the episode ended."""
    start = max(0, one.used - random.randint(1, settings.before))
    stop = min(len(one.genome), start + random.randint(1, settings.length))
    hold_actions(one.genome, start, stop, actions, settings.hold)


class GA:
    """The algorithm: `ask` for genomes, `tell` it what they are worth.

    Args:
        settings: the `algorithm:` part of a config.
        length: genes of a genome: the moves of the longest episode.
        actions: size of the action set.
        seed: root seed; the same seed and evaluations give the same genomes.
    """

    def __init__(self, settings: GASettings, length: int, actions: int, seed: int) -> None:
        self.settings = settings
        self.generation = 0
        self._length, self._actions = length, actions
        self._random = Randomness(seed)
        self._population: list[Individual] = []
        self._asked: list[Individual] = []

    @property
    def best(self) -> Individual | None:
        """The fittest individual so far; None before the first `tell`."""
        return max(self._population, key=lambda one: one.fitness, default=None)

    def ask(self) -> list[np.ndarray]:
        """The genomes to evaluate next, `uint8[length]` each."""
        with self._random.installed():
            self._asked = self._breed() if self._population else self._begin()
        return [np.frombuffer(one.genome, np.uint8) for one in self._asked]

    def tell(self, genomes: Sequence[np.ndarray], evaluation: Evaluation) -> None:
        """Take the evaluation of what was asked for, and form the next population."""
        for one, value, outcome in zip(
            self._asked, evaluation.objectives[:, 0], evaluation.outcomes[:, 0], strict=True
        ):
            one.fitness.values = (float(value),)
            one.used = int(outcome["moves"])
        elite = tools.selBest(self._population, self.settings.elitism)
        self._population = elite + self._asked
        self.generation += 1

    def state(self) -> dict[str, Any]:
        """All that the algorithm goes on from, as JSON takes it."""
        return {
            "generation": self.generation,
            "random": self._random.state(),
            "population": [
                {"genome": list(i.genome), "used": i.used, "fitness": list(i.fitness.values)}
                for i in self._population
            ],
        }

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a state."""
        self.generation = state["generation"]
        self._random.load(state["random"])
        self._population = []
        for saved in state["population"]:
            one = Individual(array.array("B", saved["genome"]), saved["used"])
            one.fitness.values = tuple(saved["fitness"])
            self._population.append(one)

    def _begin(self) -> list[Individual]:
        population = []
        for _ in range(self.settings.population):
            one = Individual(array.array("B", bytes(self._length)))
            hold = self.settings.mutate.hold
            hold_actions(one.genome, 0, self._length, self._actions, hold)
            population.append(one)
        return population

    def _breed(self) -> list[Individual]:
        settings = self.settings
        count = settings.population - settings.elitism
        chosen = tools.selTournament(self._population, count, settings.select.tournsize)
        children = [one.copy() for one in chosen]
        for one, other in zip(children[::2], children[1::2], strict=False):
            if random.random() < settings.mate.cxpb:
                mate_one_point_used(one, other)
        for one in children:
            mutate_window(one, self._actions, settings.mutate)
            del one.fitness.values
        return children
