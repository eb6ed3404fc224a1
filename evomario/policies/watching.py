"""Closed loop: what watches the game, and presses by what it sees."""

from collections.abc import Callable
from typing import Annotated, Any, NamedTuple, Protocol

import numpy as np
from pydantic import Field

from evomario import registry
from evomario.mario.observations import Observation, ObservationChoice
from evomario.mario.observations.kernel import observer
from evomario.registry import Chosen, Of

from . import outputs
from .outputs import Outputs


class PolicySettings(Chosen):
    """The `policy:` part of a config: what is seen, how outputs press buttons, and what is between.

    Its `type` is what is registered as the kind `policy`, whose own parameters stand beside these.
    """

    observation: ObservationChoice = Field(
        default_factory=lambda: registry.choose("observation", "tiles"),
        description="what is seen: an observation, or a list of them",
    )
    outputs: Annotated[Chosen, Of("outputs")] = Field(
        default_factory=lambda: registry.choose("outputs", "argmax"),
        description="how outputs become buttons",
    )


class Actor(Protocol):
    """What acts by what it sees: a `Network`, a policy of the user's, or other code."""

    def activate(self, inputs: np.ndarray) -> np.ndarray:
        """Take one step, from `float64[inputs]` to `float64[outputs]`."""
        ...

    def reset(self) -> None:
        """Forget all steps: an episode begins."""
        ...


class Watching(NamedTuple):
    """Networks that play: an algorithm makes one of each of its genomes.

    Attributes:
        observation: what they see.
        outputs: how their outputs become buttons.
        network: makes a network of a genome; kernels play a `Network`, and Python any other actor.
    """

    observation: Observation
    outputs: Outputs
    network: Callable[[Any], Actor]

    @property
    def sizes(self) -> tuple[int, int]:
        """How many inputs and outputs the networks have."""
        return self.observation.size, self.outputs.size

    def prepare(self) -> None:
        """Compile what it takes, so that clocks started later do not see it."""
        observer()
        self.observation.table()

    def answer(self, network: Actor, seen: np.ndarray) -> int:
        """The buttons that a network answers what it sees with, `float64[inputs]`.

        What a recurrent network keeps goes on from its last step: `reset` it before an episode.
        """
        return outputs.press(network.activate(seen), self.outputs)


def watching(
    settings: PolicySettings, buttons: np.ndarray, network: Callable[[Any], Actor]
) -> Watching:
    """The policy of a config.

    Args:
        settings: the `policy:` part.
        buttons: `uint8[n]`, the button byte of each action of the task.
        network: makes a network of a genome.

    Raises:
        Unfit: the outputs do not go with the actions.
    """
    made: Outputs = registry.build("outputs", settings.outputs)(buttons)
    return Watching(Observation.of(settings.observation), made, network)
