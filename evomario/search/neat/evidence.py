"""What genomes that live on were told they are worth, over all of their generations."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from evomario.fitness import Evaluation


class Evidence:
    """The mean of all evaluations of each genome that is still alive.

    Under noise that changes from generation to generation the best of one is often the luckiest.
    An elite is played again in each, and the longer it lives the better its mean tells what it is
    worth: resampling, as Y. Jin and J. Branke, Evolutionary optimization in uncertain environments,
    IEEE Transactions on Evolutionary Computation 9 (2005), section II, at no cost.
    """

    def __init__(self) -> None:
        self._sums: dict[int, tuple[int, np.ndarray, np.ndarray]] = {}

    def __call__(
        self, genomes: Sequence[Any], evaluation: Evaluation
    ) -> tuple[np.ndarray, np.ndarray]:
        """Take a generation's evaluation.

        Args:
            genomes: with a `key` each.
            evaluation: of the same genomes, n of them.

        Returns:
            The objectives, `float64[n, k]`, and violations, `float64[n, c]`, of all evaluations
            of each genome so far, as their means.
        """
        for genome, *judged in zip(
            genomes, evaluation.objectives, evaluation.violations, strict=True
        ):
            self._add(genome.key, *judged)
        means = [self._mean(genome.key) for genome in genomes]
        objectives, violations = zip(*means, strict=True)
        return np.stack(objectives), np.stack(violations)

    def _add(self, key: int, objectives: np.ndarray, violations: np.ndarray) -> None:
        count, worth, violated = self._sums.get(key, (0, 0.0, 0.0))
        self._sums[key] = count + 1, worth + objectives, violated + violations

    def _mean(self, key: int) -> tuple[np.ndarray, np.ndarray]:
        count, worth, violated = self._sums[key]
        return worth / count, violated / count

    def keep(self, alive: Iterable[int]) -> None:
        """Forget all genomes but those with these keys."""
        self._sums = {key: self._sums[key] for key in alive if key in self._sums}

    def state(self) -> dict[str, Any]:
        """What it goes on from: numbers and arrays."""
        rows = [*self._sums.values()]
        return {
            "keys": [*self._sums],
            "counts": [count for count, _, _ in rows],
            "objectives": np.array([worth for _, worth, _ in rows]),
            "violations": np.array([violated for _, _, violated in rows]),
        }

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a state."""
        rows = zip(state["counts"], state["objectives"], state["violations"], strict=True)
        self._sums = dict(zip(state["keys"], rows, strict=True))
