"""What goes on in a network while it plays a recorded episode."""

from typing import NamedTuple

import numpy as np

from evomario.mario import Game
from evomario.policies.networks import Graph, Network
from evomario.policies.watching import Watching
from evomario.runs import Recording

from .wiring import Wiring

_LARGEST = 1e12  # of values that are shown


class Watched(NamedTuple):
    """A network's decisions in an episode.

    Attributes:
        every: moves from one decision to the next.
        values: `float64[decisions, slots]`, of inputs and nodes; nan counts as 0.
        pressed: `uint8[decisions]`, the buttons that it chose; noise may have pressed others.
        remembers: whether nodes see what others were worth at the decision before.
    """

    every: int
    values: np.ndarray
    pressed: np.ndarray
    remembers: bool

    def carried(self, wiring: Wiring, links: np.ndarray) -> np.ndarray:
        """What came over links, weight times value, `float64[decisions, links]`."""
        sources = wiring.sources[links]
        values = self.values[:, sources]
        if self.remembers:
            before = np.vstack([np.zeros(len(links)), values[:-1]])
            values = np.where(sources < wiring.inputs, values, before)
        return values * wiring.weights[links]


def watch(
    network: Network, policy: Watching, recording: Recording, engine: str = "compiled"
) -> Watched:
    """Play a recorded episode, and let the network see it and answer as it did then."""
    values: list[np.ndarray] = []
    pressed: list[int] = []
    moves = 0

    def look(game: Game) -> None:
        nonlocal moves
        if moves % policy.outputs.every == 0 and (moves < len(recording.moves) or not values):
            pressed.append(policy.answer(network, policy.observation(game)))
            values.append(network.values)
        moves += 1

    network.reset()
    recording.again(engine, look)
    remembers = isinstance(network.form, Graph) and network.form.recurrent
    buttons = np.array(pressed, np.uint8)
    known = np.clip(np.nan_to_num(np.array(values)), -_LARGEST, _LARGEST)
    return Watched(policy.outputs.every, known, buttons, remembers)
