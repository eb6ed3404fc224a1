"""Individuals: what operators act on."""

import array
import base64
import copy
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from evomario.policies import Sequences

from .constrained import ConstrainedFitness


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


NO_PATH = np.zeros((0, 3), np.uint16)
_NOT_TOLD = np.zeros(0)


class Individual(array.array):
    """An array of genes, on which DEAP's operators work as they are.

    Attributes:
        genome: what its genes mean.
        used: how many of them its last episode played, or that of the parent it was copied from.
        mutations: how many genes mutation has changed in it, since it was copied or crossed over.
        path: `uint16[points, 3]`, area, x and y every 8 moves of that episode; empty unless an
            operator asks for it.
        fitness: DEAP's: what it is selected by.
        share: its part of a roulette wheel, while one spins.
        objectives: `float64[k]`, `violations`: `float64[c]`: what it was told it is worth.
    """

    _fitness = ConstrainedFitness
    fitness: ConstrainedFitness
    share: ConstrainedFitness

    def __new__(cls, genome: Genome, genes: Iterable[int] | bytes | None = None) -> "Individual":
        """Genes as given, or all 0."""
        self: Individual = super().__new__(cls, genome.typecode, () if genes is None else genes)
        if genes is None:
            self.frombytes(bytes(genome.length * self.itemsize))
        return self

    def __init__(self, genome: Genome, genes: Iterable[int] | bytes | None = None) -> None:
        self.genome = genome
        self.fitness = self._fitness()
        self.used = 0
        self.mutations = 0
        self.path = NO_PATH
        self.objectives = self.violations = _NOT_TOLD

    def copy(self) -> "Individual":
        """A copy to be changed: not yet evaluated, the rest as here."""
        twin = type(self)(self.genome, self)
        twin.used, twin.path = self.used, self.path
        return twin

    def __deepcopy__(self, memo: dict[int, Any]) -> "Individual":
        twin = type(self)(self.genome, self)
        for name, value in self.__dict__.items():
            shared = name == "genome"  # what genes mean is the same for all
            twin.__dict__[name] = value if shared else copy.deepcopy(value, memo)
        return twin

    def __reduce_ex__(self, protocol: Any) -> Any:
        return type(self), (self.genome, self.tobytes()), self.__dict__

    def numpy(self) -> np.ndarray:
        """The genes as numpy sees them, without a copy, not to be written to."""
        view = np.frombuffer(self, self.typecode)
        view.flags.writeable = False
        return view

    def state(self) -> dict[str, Any]:
        """The individual as JSON takes it."""
        return {
            "genes": _packed(self.numpy(), f"<{self.typecode}"),
            "used": self.used,
            "path": _packed(self.path, "<u2"),
            "fitness": [*self.fitness.values],
            "violation": self.fitness.violation,
            "objectives": _packed(self.objectives, "<f8"),
            "violations": _packed(self.violations, "<f8"),
        }

    @classmethod
    def load(cls, genome: Genome, state: dict[str, Any]) -> "Individual":
        """The individual of a state."""
        one = cls(genome, _unpacked(state["genes"], f"<{genome.typecode}").tolist())
        one.fitness = ConstrainedFitness(state["fitness"], state["violation"])
        one.used = state["used"]
        one.path = _unpacked(state["path"], "<u2").reshape(-1, 3)
        one.objectives = _unpacked(state["objectives"], "<f8")
        one.violations = _unpacked(state["violations"], "<f8")
        return one


def _packed(array: np.ndarray, kind: str) -> str:
    """An array as text: exact, and short, whatever is in it."""
    return base64.b64encode(array.astype(kind).tobytes()).decode()


def _unpacked(text: str, kind: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), kind)
