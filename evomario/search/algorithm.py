"""What a run asks of an algorithm.

One is registered as kind `algorithm` with the `settings` that a config gives it, and created with
these, the task's `Actions`, the root seed, and the `handling` of constraints (None: its own). One
that makes networks is registered with `watches=True`, takes the numbers of their inputs and outputs
in the place of the actions, and has `network(genome)` in that of `policy`. With `weights=True` too,
it evolves the weights of whatever has them: where a config has a policy of the user's own it is
given `policy`, a `search.weights.Shape`. One that is registered with `metrics=True` is also given
`metrics`, the names of the columns of `Evaluation.totals`.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from evomario.fitness import Evaluation
from evomario.policies import Sequences
from evomario.policies.watching import Actor


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
    def over(self) -> str:
        """Why it has come to an end by itself; "" while it goes on."""

    @property
    def policy(self) -> Sequences: ...  # noqa: D102

    def network(self, genome: Any) -> Actor:
        """What a genome stands for, where it is a network, or what else watches the game."""

    @property
    def needs(self) -> frozenset[str]: ...  # noqa: D102

    @property
    def best(self) -> Any:
        """The best individual so far; None before the first `tell`."""

    def ask(self) -> list[Any]:
        """The genomes to evaluate next."""

    def tell(self, genomes: Sequence[Any], evaluation: Evaluation) -> None:
        """Take the evaluation of what was asked for."""

    def encoded(self, genome: Any) -> bytes:
        """A genome as bytes: the same only for the same."""

    def state(self) -> dict[str, Any]:
        """All that it goes on from, as JSON takes it."""

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a state."""


@runtime_checkable
class Telling(Protocol):
    """An algorithm that has more to tell of a generation than its fitness; few have."""

    def summary(self) -> dict[str, Any]:
        """What the last generation told of was like, as JSON takes it; empty before the first.

        Each of its values is a number, a mapping of names to numbers, or a list of such mappings:
        the history keeps them, and gives them as arrays.
        """


def mutations(counts: Iterable[int]) -> dict[str, Any]:
    """What a summary tells of mutations, a run's statistics among the readers.

    Args:
        counts: how many genes mutation has changed in each of those that were asked for, in order.
    """
    return {"mutations": [{"place": i, "genes": count} for i, count in enumerate(counts)]}


@runtime_checkable
class Adapting(Protocol):
    """An algorithm that can begin with what another run of its kind has found; most can."""

    def begin_with(self, state: dict[str, Any]) -> None:
        """Begin with what is in a state of another: with genomes, not with what they are worth.

        Called before the first `ask`; generation, budget and best begin anew.

        Raises:
            UserError: there is nothing in it, or it does not fit.
        """


@runtime_checkable
class Drawing(Protocol):
    """An algorithm that finds more than a champion, and can draw it; few do."""

    def draw(self, folder: Path, title: str) -> list[Path]:
        """Draw what was found so far into a run's folder; the files."""
