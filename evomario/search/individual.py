"""Individuals: what operators act on."""

import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from deap import base

from evomario.policies import Sequences


@dataclass(frozen=True)
class Genome:
    """How many genes an individual has at most, and what they mean.

    Attributes:
        length: genes.
        policy: what their values are, and how they become moves.
        typecode: of the array that holds them.
    """

    length: int
    policy: Sequences
    typecode: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "typecode", "B" if self.values <= 256 else "H")

    @property
    def values(self) -> int:
        """How many values a gene can take: 0 to `values` - 1."""
        return self.policy.values


class Fitness(base.Fitness):  # type: ignore[misc]
    """DEAP's, of one number to be maximised."""

    weights = (1.0,)


NO_PATH = np.zeros((0, 3), np.uint16)


class Individual(array.array):
    """An array of genes, on which DEAP's operators work as they are.

    Attributes:
        genome: what its genes mean.
        used: how many of them its last episode played, or that of the parent it was copied from.
        path: `uint16[points, 3]`, area, x and y every 8 moves of that episode; empty unless an
            operator asks for it.
        fitness: DEAP's.
        share: its part of a roulette wheel, while one spins.
        objectives: `float64[k]`, `violations`: `float64[c]`: what it was told it is worth.
    """

    fitness: Fitness
    share: Fitness
    objectives: np.ndarray
    violations: np.ndarray

    def __new__(cls, genome: Genome, genes: Iterable[int] | bytes | None = None) -> "Individual":
        """Genes as given, or all 0."""
        self: Individual = super().__new__(cls, genome.typecode, () if genes is None else genes)
        if genes is None:
            self.frombytes(bytes(genome.length * self.itemsize))
        return self

    def __init__(self, genome: Genome, genes: Iterable[int] | bytes | None = None) -> None:
        self.genome = genome
        self.used = 0
        self.path = NO_PATH
        self.fitness = Fitness()

    def copy(self) -> "Individual":
        """A copy to be changed: not yet evaluated, the rest as here."""
        twin = Individual(self.genome, self)
        twin.used, twin.path = self.used, self.path
        return twin

    def __deepcopy__(self, memo: dict[int, Any]) -> "Individual":
        twin = self.copy()
        twin.fitness.wvalues = self.fitness.wvalues
        return twin

    def numpy(self) -> np.ndarray:
        """The genes as numpy sees them, without a copy, not to be written to."""
        view = np.frombuffer(self, self.typecode)
        view.flags.writeable = False
        return view
