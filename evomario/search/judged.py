"""What genomes were told they are worth, and the best of them."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from evomario.fitness import Evaluation
from evomario.fitness.handling import FeasibilityRules, Handling

from .constrained import ConstrainedFitness
from .randomness import Randomness

_WORST = 1e300  # what is not finite counts as this far down: sums of it are still finite


class Best(NamedTuple):
    """The best genome so far, and what it was worth when it became that."""

    genome: Any
    fitness: ConstrainedFitness

    @classmethod
    def of(
        cls, before: "Best | None", genomes: Sequence[np.ndarray], evaluation: Evaluation
    ) -> "Best | None":
        """The best of those before and of a generation: by violation, then by objective."""
        best = before
        for genome, *judged in zip(
            genomes, evaluation.objectives, evaluation.violations, strict=True
        ):
            fitness = ConstrainedFitness.of(*judged)
            if best is None or fitness > best.fitness:
                best = cls(genome, fitness)
        return best

    def state(self) -> dict[str, Any]:
        """The best as a checkpoint takes it."""
        return {
            "genome": self.genome,
            "values": list(self.fitness.values),
            "violation": self.fitness.violation,
        }

    @classmethod
    def load(cls, state: dict[str, Any] | None) -> "Best | None":
        """The best of a state."""
        if state is None:
            return None
        fitness = ConstrainedFitness(state["values"], state["violation"])
        return cls(state["genome"], fitness)


class Judge:
    """Puts genomes in order by a handling of constraints; by feasibility rules if none is given.

    Args:
        handling: of constraints.
        seed: root seed, for a handling that leaves something to chance.
    """

    def __init__(self, handling: Handling | None, seed: int) -> None:
        self._handling = handling or FeasibilityRules()
        self._random = Randomness(seed)

    def __call__(self, objectives: np.ndarray, violations: np.ndarray, used: float) -> np.ndarray:
        """Finite scores of those told of together, `float64[n]`; higher is better."""
        with self._random.installed():
            scores = self._handling.scores(objectives, violations, used)
        finite = np.nan_to_num(scores, nan=-_WORST, posinf=_WORST, neginf=-_WORST)
        return np.clip(finite, -_WORST, _WORST)

    def state(self) -> dict[str, Any]:
        """What it goes on from, as JSON takes it."""
        return {"handling": self._handling.state(), "random": self._random.state()}

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a state."""
        self._handling.load(state["handling"])
        self._random.load(state["random"])
