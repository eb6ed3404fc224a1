"""DEAP's Fitness for any number of objectives under constraints."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from deap import base

from evomario.fitness.handling import total_violations

#: What an objective that is not finite counts as: so low that nothing real is lower, and not so low
#: that differences overflow.
WORST = -1e300


class ConstrainedFitness(base.Fitness):  # type: ignore[misc]
    """Objectives to be maximised, and how far the individual is from allowed.

    In order, the lesser violation goes before the greater, and equal violations leave it to the
    objectives, the first of them first. In dominance likewise, as in constrained domination (K.
    Deb et al., A fast and elitist multiobjective genetic algorithm: NSGA-II, IEEE Transactions on
    Evolutionary Computation 6, 2002, definition 1).

    Attributes:
        violation: the violations added up, 0 for a feasible individual.
    """

    def __init__(self, values: Sequence[float] = (), violation: float = 0.0) -> None:
        self.wvalues: tuple[float, ...] = tuple(values)
        self.violation = violation

    @classmethod
    def of(cls, objectives: np.ndarray, violations: np.ndarray) -> "ConstrainedFitness":
        """The fitness of `float64[k]` objectives and `float64[c]` violations.

        What is not finite counts as the worst.
        """
        finite = np.where(np.isfinite(objectives), np.clip(objectives, WORST, -WORST), WORST)
        total = float(total_violations(violations[None])[0])
        return cls(finite.tolist(), min(total, -WORST))

    @property
    def weights(self) -> tuple[float, ...]:
        """1 an objective, as DEAP's operators ask for them."""
        return (1.0,) * len(self.wvalues)

    @property
    def values(self) -> tuple[float, ...]:
        """The objectives; empty while not evaluated."""
        return self.wvalues

    @values.setter
    def values(self, values: Iterable[float]) -> None:
        self.take(values)

    @values.deleter
    def values(self) -> None:
        self.wvalues = ()
        self.violation = 0.0

    def take(self, values: Iterable[float]) -> None:
        """What `fitness.values = values` does."""
        self.wvalues = tuple(values)

    @property
    def key(self) -> tuple[float, tuple[float, ...]]:
        """What fitnesses are ordered by; one that is not valid is below all that are."""
        return (-self.violation if self.valid else float("-inf"), self.wvalues)

    def dominates(self, other: "ConstrainedFitness", obj: slice = slice(None)) -> bool:
        """Whether this fitness is better in the sense of constrained domination."""
        if self.violation != other.violation:
            return self.violation < other.violation
        return bool(super().dominates(other, obj))

    def __lt__(self, other: "ConstrainedFitness") -> bool:
        return self.key < other.key

    def __le__(self, other: "ConstrainedFitness") -> bool:
        return self.key <= other.key

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ConstrainedFitness) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    def __deepcopy__(self, memo: dict[int, Any]) -> "ConstrainedFitness":
        twin = type(self)()
        twin.__dict__.update(self.__dict__)
        return twin
