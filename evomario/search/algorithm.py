"""What a run asks of an algorithm."""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from evomario.fitness import Evaluation
from evomario.policies import Sequences


class Algorithm(Protocol):
    """Search behind ask and tell; it knows nothing of files, processes or the emulator.

    Attributes:
        generation: how often it was told.
        spent: the used share of the budget, 0 to 1, as the run last said: schedules follow it.
        policy: how its genomes become moves.
        needs: what an evaluation must hold beside objectives and outcomes: `{"paths"}` or nothing.
    """

    generation: int
    spent: float

    @property
    def policy(self) -> Sequences: ...  # noqa: D102

    @property
    def needs(self) -> frozenset[str]: ...  # noqa: D102

    @property
    def best(self) -> Any:
        """The best individual so far; None before the first `tell`."""

    def ask(self) -> list[np.ndarray]:
        """The genomes to evaluate next."""

    def tell(self, genomes: Sequence[np.ndarray], evaluation: Evaluation) -> None:
        """Take the evaluation of what was asked for."""

    def state(self) -> dict[str, Any]:
        """All that it goes on from, as JSON takes it."""

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a state."""
