"""NSGA-II on DEAP's operators, with constrained dominance, behind ask and tell."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from deap import tools
from pydantic import Field

from evomario.fitness import Evaluation
from evomario.fitness.handling import ConstrainedDominance, Handling
from evomario.policies import Actions, Sequences
from evomario.registry import Unfit, register

from .constrained import ConstrainedFitness
from .individual import Individual
from .randomness import Randomness
from .variation import Variation, VariationSettings


class NSGA2Settings(VariationSettings):
    """The `algorithm:` part of a config whose type is `nsga2`."""

    type: str = "nsga2"
    population: int = Field(
        default=40, ge=4, le=100_000, multiple_of=4, description="selTournamentDCD takes fours"
    )


@register("algorithm", "nsga2", settings=NSGA2Settings)
class NSGA2:
    """NSGA-II for several objectives, on sequences of actions.

    Source: K. Deb, A. Pratap, S. Agarwal and T. Meyarivan, A fast and elitist multiobjective
    genetic algorithm: NSGA-II, IEEE Transactions on Evolutionary Computation 6 (2002): the main
    loop of section III.C, with DEAP's selTournamentDCD and selNSGA2. Objectives such as coins take
    few values, and copies of one point would crowd out all else: as in F.-A. Fortin and
    M. Parizeau, Revisiting the NSGA-II crowding-distance computation, GECCO 2013, individuals with
    the same fitness count as one, and only where places are left do the others survive.

    Args:
        settings: the `algorithm:` part of a config.
        actions: what a gene can choose.
        seed: root seed; the same seed and evaluations give the same genomes.
        handling: of the constraints; it can be none but constrained dominance.

    Attributes:
        spent: the used share of the budget, which the run says.
        best: the best by the first objective so far; None before the first `tell`.

    Raises:
        Unfit: an operator does not go with the genome, or constraints are handled otherwise.
    """

    def __init__(
        self, settings: NSGA2Settings, actions: Actions, seed: int, handling: Handling | None = None
    ) -> None:
        if handling is not None and not isinstance(handling, ConstrainedDominance):
            problem = f"nsga2 does not handle constraints by {handling.name}"
            raise Unfit(("type",), problem, f"fitness.handling of type {ConstrainedDominance.name}")
        self.settings = settings
        self.generation = 0
        self.spent = 0.0
        self.best: Individual | None = None
        self._variation = Variation(settings, actions)
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
        return self._variation.needs

    def ask(self) -> list[np.ndarray]:
        """The genomes to evaluate next, `uint8[genes]` each, or uint16."""
        with self._random.asked():
            if self._population:
                self._asked = self._variation.children(self._parents(), self.spent)
            else:
                self._asked = self._variation.first(self.settings.population)
        return [one.numpy() for one in self._asked]

    def _parents(self) -> list[Individual]:
        for front in tools.sortNondominated(self._population, len(self._population)):
            tools.emo.assignCrowdingDist(front)
        chosen: list[Individual] = tools.selTournamentDCD(
            self._population, self.settings.population
        )
        return chosen

    def tell(self, genomes: Sequence[np.ndarray], evaluation: Evaluation) -> None:
        """Take the evaluation of what was asked for, and form the next population."""
        self._variation.take(self._asked, evaluation)
        self._told = self._variation.summary(self._asked)
        for one in self._asked:
            one.fitness = ConstrainedFitness.of(one.objectives, one.violations)
        best = max([*self._asked, *([self.best] if self.best else [])], key=lambda i: i.fitness)
        improved = self.best is None or best.fitness > self.best.fitness
        self.best = best if improved else self.best
        # Of the same fitness the younger survive first: else neutral changes would never spread.
        self._population = survivors(self._asked + self._population, self.settings.population)
        if self.generation:
            self._variation.told(improved)
        self._asked = []
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
        """All that the algorithm goes on from, as JSON takes it."""
        return {
            "generation": self.generation,
            "random": self._random.state(),
            "operators": self._variation.state(),
            "population": [one.state() for one in self._population],
            "best": self.best.state() if self.best else None,
        }

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a state."""
        genome = self._variation.genome
        self.generation = state["generation"]
        self._random.load(state["random"])
        self._variation.load(state["operators"])
        self._population = [Individual.load(genome, one) for one in state["population"]]
        self.best = Individual.load(genome, state["best"]) if state["best"] else None
        self._asked = []


def survivors(solutions: list[Individual], count: int) -> list[Individual]:
    """The best by front and then by crowding distance, of each fitness the first one first."""
    layers: list[list[Individual]] = []
    copies: Counter[ConstrainedFitness] = Counter()
    for one in solutions:
        layer = copies[one.fitness]
        copies[one.fitness] += 1
        if layer == len(layers):
            layers.append([])
        layers[layer].append(one)
    chosen: list[Individual] = []
    for distinct in layers:
        chosen += tools.selNSGA2(distinct, min(count - len(chosen), len(distinct)))
        if len(chosen) >= count:
            break
    return chosen
