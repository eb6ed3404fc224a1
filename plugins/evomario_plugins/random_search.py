"""Random search: the floor that every algorithm has to rise above."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from evomario import registry
from evomario.fitness import Evaluation
from evomario.fitness.handling import Handling
from evomario.policies import Actions, Sequences
from evomario.registry import Chosen, Of, Unfit, register
from evomario.search import Best, Genome, Individual, Operator, Randomness


class RandomSearchSettings(Chosen):
    """The `algorithm:` part of a config whose type is `random_search`."""

    type: str = "random_search"
    population: int = Field(
        default=20, ge=1, le=100_000, description="individuals a generation, all of them new"
    )
    genome: Annotated[Chosen, Of("genome")] = Field(
        default_factory=partial(registry.choose, "genome", "actions")
    )
    initialise: Annotated[Chosen, Of("initialise")] = Field(
        default_factory=partial(registry.choose, "initialise", "held")
    )


@register("algorithm", "random_search", settings=RandomSearchSettings)
class RandomSearch:
    """New sequences of actions again and again, drawn as a `ga` draws its first ones.

    Source: J. Bergstra and Y. Bengio, Random search for hyper-parameter optimization, Journal of
    Machine Learning Research 13 (2012), on why it is what others must be compared with.

    Args:
        settings: the `algorithm:` part of a config.
        actions: what a gene can choose.
        seed: root seed; the same seed gives the same genomes, whatever they are worth.
        handling: of the constraints; nothing here depends on it.

    Attributes:
        generation: how often it was told.
        spent: the used share of the budget, which the run says.
        best: the best so far; None before the first `tell`.
        policy: how genomes become moves.
        needs: what evaluations must hold beside objectives and outcomes: nothing.
        over: why it has come to an end: it never does.

    Raises:
        Unfit: the operator does not go with the genome.
    """

    needs: frozenset[str] = frozenset()
    over = ""

    def __init__(
        self, settings: RandomSearchSettings, actions: Actions, seed: int,
        handling: Handling | None = None,
    ) -> None:  # fmt: skip
        self.settings = settings
        self.generation = 0
        self.spent = 0.0
        self.best: Best | None = None
        self._genome: Genome = registry.build("genome", settings.genome)(actions)
        self.policy: Sequences = self._genome.policy
        self._initialise = Operator("initialise", settings.initialise)
        try:
            self._initialise.check(self._genome)
        except Unfit as error:
            raise error.under("initialise") from None
        self._random = Randomness(seed)

    def ask(self) -> list[np.ndarray]:
        """The genomes to evaluate next, `uint8[genes]` each, or uint16."""
        self._initialise.at(self.spent)
        new = [Individual(self._genome) for _ in range(self.settings.population)]
        with self._random.asked():
            return [self._initialise(one)[0].numpy() for one in new]

    def tell(self, genomes: Sequence[np.ndarray], evaluation: Evaluation) -> None:
        """Take the evaluation of what was asked for, and keep the best."""
        self.best = Best.of(self.best, genomes, evaluation)
        self._random.told()
        self.generation += 1

    def encoded(self, genome: np.ndarray) -> bytes:
        """A genome as bytes."""
        return genome.tobytes()

    def state(self) -> dict[str, Any]:
        """All that it goes on from: numbers, text and arrays."""
        return {
            "generation": self.generation,
            "random": self._random.state(),
            "initialise": self._initialise.state(),
            "best": self.best and self.best.state(),
        }

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a state."""
        self.generation = state["generation"]
        self._random.load(state["random"])
        self._initialise.load(state["initialise"])
        self.best = Best.load(state["best"])
