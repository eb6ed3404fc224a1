"""NSGA-II on DEAP's operators, with constrained dominance, behind ask and tell."""

import array
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np
from deap import tools
from pydantic import Field

from evomario.config import Settings
from evomario.errors import UserError
from evomario.fitness import Evaluation
from evomario.fitness.handling import total_violations

from .constrained import WORST, ConstrainedFitness
from .pareto import ParetoArchive, hypervolume
from .randomness import Randomness


class Solution:
    """A genome (`array`), its fitness, and the moves it played."""

    def __init__(self, genome: array.array, used: int = 0) -> None:
        self.genome = genome
        self.used = used
        self.fitness = ConstrainedFitness()

    def copy(self) -> "Solution":
        """A copy that shares nothing, its fitness included."""
        twin = Solution(self.genome[:], self.used)
        twin.fitness = ConstrainedFitness(self.fitness.values, self.fitness.violation)
        return twin

    def state(self) -> dict[str, Any]:
        """The solution as JSON takes it."""
        return {
            "type": self.genome.typecode, "genome": self.genome.tolist(), "used": self.used,
            "values": list(self.fitness.values), "violation": self.fitness.violation,
        }  # fmt: skip

    @classmethod
    def load(cls, state: dict[str, Any]) -> "Solution":
        """The solution of a state."""
        one = cls(array.array(state["type"], state["genome"]), state["used"])
        one.fitness = ConstrainedFitness(state["values"], state["violation"])
        return one


class NSGA2Settings(Settings):
    """The `algorithm:` part of a config whose type is `nsga2`."""

    type: Literal["nsga2"] = "nsga2"
    population: int = Field(
        default=40, ge=4, le=100_000, multiple_of=4, description="selTournamentDCD takes fours"
    )
    archive: int = Field(default=100, ge=2, le=10_000, description="solutions kept of the front")
    reference: tuple[float, ...] | None = Field(
        default=None, description="of the hypervolume; by default the worst feasible values seen"
    )


class NSGA2:
    """The algorithm: `ask` for genomes, `tell` it what they are worth.

    Source: K. Deb, A. Pratap, S. Agarwal and T. Meyarivan, A fast and elitist multiobjective
    genetic algorithm: NSGA-II, IEEE Transactions on Evolutionary Computation 6 (2002): the main
    loop of section III.C, with DEAP's selTournamentDCD and selNSGA2. Objectives such as coins take
    few values, and copies of one point would crowd out all else: as in F.-A. Fortin and
    M. Parizeau, Revisiting the NSGA-II crowding-distance computation, GECCO 2013, individuals with
    the same fitness count as one, and only where places are left do the others survive.

    Args:
        settings: the `algorithm:` part of a config.
        begin: makes a random genome.
        vary: makes as many children as it is given parents, in place or not: they are copies.
            Like `begin`, it draws from the module `random`.
        seed: root seed; the same seed and evaluations give the same genomes.
    """

    def __init__(
        self,
        settings: NSGA2Settings,
        begin: Callable[[], array.array],
        vary: Callable[[list[Solution]], list[Solution]],
        seed: int,
    ) -> None:
        self.settings = settings
        self.generation = 0
        self.archive: ParetoArchive[Solution] = ParetoArchive(settings.archive)
        self._begin, self._vary = begin, vary
        self._random = Randomness(seed)
        self._population: list[Solution] = []
        self._asked: list[Solution] = []
        self._worst: np.ndarray | None = None

    @property
    def best(self) -> list[Solution]:
        """The front: the archive's solutions, from the first objective's best on."""
        return list(self.archive.members)

    @property
    def reference(self) -> np.ndarray | None:
        """The hypervolume's reference point, given or the worst feasible values so far."""
        given = self.settings.reference
        return self._worst if given is None else np.array(given)

    @property
    def hypervolume(self) -> float:
        """The hypervolume of the front, 0 before anything is feasible.

        Values compare only where the reference point is the same; `hypervolume_over_time` gives
        a run's with one.
        """
        reference = self.reference
        return 0.0 if reference is None else hypervolume(self.archive.points(), reference)

    def ask(self) -> list[np.ndarray]:
        """The genomes to evaluate next, one array each."""
        with self._random.installed():
            self._asked = self._breed() if self._population else self._first()
        return [np.asarray(one.genome) for one in self._asked]

    def tell(self, genomes: Sequence[np.ndarray], evaluation: Evaluation) -> None:
        """Take the evaluation of what was asked for, and form the next population.

        Raises:
            UserError: the reference point has not as many values as there are objectives.
        """
        self._judge(evaluation)
        self.archive.update(self._asked)
        # Of the same fitness the younger survive first: else neutral changes would never spread.
        self._population = survivors(self._asked + self._population, self.settings.population)
        self.generation += 1

    def _judge(self, evaluation: Evaluation) -> None:
        values = evaluation.objectives
        given = self.settings.reference
        if given is not None and len(given) != values.shape[1]:
            raise UserError(
                f"reference has {len(given)} values: expected {values.shape[1]}, one an objective"
            )
        totals = np.minimum(total_violations(evaluation.violations), -WORST)
        allowed = (totals == 0) & np.isfinite(values).all(axis=1)
        if allowed.any():
            lowest = values[allowed].min(axis=0)
            self._worst = lowest if self._worst is None else np.minimum(self._worst, lowest)
        finite = np.where(np.isfinite(values), np.clip(values, WORST, -WORST), WORST)
        moves = evaluation.outcomes["moves"].max(axis=1)
        for one, row, total, used in zip(self._asked, finite, totals, moves, strict=True):
            one.fitness = ConstrainedFitness(row.tolist(), float(total))
            one.used = int(used)

    def _first(self) -> list[Solution]:
        return [Solution(self._begin()) for _ in range(self.settings.population)]

    def _breed(self) -> list[Solution]:
        for front in tools.sortNondominated(self._population, len(self._population)):
            tools.emo.assignCrowdingDist(front)
        chosen = tools.selTournamentDCD(self._population, self.settings.population)
        children = self._vary([one.copy() for one in chosen])
        for one in children:
            del one.fitness.values
        return children

    def state(self) -> dict[str, Any]:
        """All that the algorithm goes on from, as JSON takes it."""
        return {
            "generation": self.generation,
            "random": self._random.state(),
            "population": [one.state() for one in self._population],
            "archive": [one.state() for one in self.archive.members],
            "worst": None if self._worst is None else self._worst.tolist(),
        }

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a state."""
        self.generation = state["generation"]
        self._random.load(state["random"])
        self._population = [Solution.load(saved) for saved in state["population"]]
        self.archive.members = [Solution.load(saved) for saved in state["archive"]]
        self._worst = None if state["worst"] is None else np.array(state["worst"])


def survivors(solutions: list[Solution], count: int) -> list[Solution]:
    """The best by front and then by crowding distance, of each fitness the first one first."""
    layers: list[list[Solution]] = []
    copies: Counter[ConstrainedFitness] = Counter()
    for one in solutions:
        layer = copies[one.fitness]
        copies[one.fitness] += 1
        if layer == len(layers):
            layers.append([])
        layers[layer].append(one)
    chosen: list[Solution] = []
    for distinct in layers:
        chosen += tools.selNSGA2(distinct, min(count - len(chosen), len(distinct)))
        if len(chosen) >= count:
            break
    return chosen
