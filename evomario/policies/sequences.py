"""Action sequences: genomes that say, blind to the game, which buttons are held at which move."""

from typing import NamedTuple, Protocol

import numpy as np


class Actions(NamedTuple):
    """What a task lets a policy choose.

    Attributes:
        buttons: `uint8[n]`, the button byte of each choice.
        repeat: moves for which a choice is held.
    """

    buttons: np.ndarray
    repeat: int = 1


class Sequences(Protocol):
    """How genes, whole numbers from 0 to `values` - 1, become moves."""

    @property
    def values(self) -> int:
        """How many values a gene can take."""

    def moves(self, genome: np.ndarray) -> np.ndarray:
        """The button bytes of a genome, `uint8[moves]`."""

    def genes(self, genome: np.ndarray, moves: int) -> int:
        """How many of a genome's genes have begun to be played after so many moves."""


class ActionSequence:
    """A gene is a choice of buttons.

    Args:
        buttons: `uint8[n]`, the button byte of each choice.
        repeat: moves for which a choice is held.
    """

    def __init__(self, buttons: np.ndarray, repeat: int = 1) -> None:
        self.buttons, self.repeat = buttons, repeat

    @property
    def values(self) -> int:
        """How many values a gene can take."""
        return len(self.buttons)

    def moves(self, genome: np.ndarray) -> np.ndarray:
        """The button bytes of a genome, `uint8[moves]`."""
        chosen = self.buttons[genome]
        return chosen if self.repeat == 1 else np.repeat(chosen, self.repeat)

    def genes(self, genome: np.ndarray, moves: int) -> int:
        """How many of a genome's genes have begun to be played after so many moves."""
        return min(len(genome), -(-moves // self.repeat))


class MacroSequence:
    """A gene is a choice of buttons and for how long they are held, in one number.

    The number is `choice * hold + duration - 1`: one gene, so that no operator can part the two.

    Args:
        buttons: `uint8[n]`, the button byte of each choice.
        hold: the longest duration.
        repeat: moves that a duration of 1 lasts.
    """

    def __init__(self, buttons: np.ndarray, hold: int, repeat: int = 1) -> None:
        self.buttons, self.hold, self.repeat = buttons, hold, repeat

    @property
    def values(self) -> int:
        """How many values a gene can take."""
        return len(self.buttons) * self.hold

    def moves(self, genome: np.ndarray) -> np.ndarray:
        """The button bytes of a genome, `uint8[moves]`."""
        return np.repeat(self.buttons[genome // self.hold], self._durations(genome))

    def genes(self, genome: np.ndarray, moves: int) -> int:
        """How many of a genome's genes have begun to be played after so many moves."""
        durations = self._durations(genome)
        return int(np.searchsorted(durations.cumsum() - durations, moves))

    def _durations(self, genome: np.ndarray) -> np.ndarray:
        return (genome.astype(np.int64) % self.hold + 1) * self.repeat
