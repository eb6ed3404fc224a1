"""Stop rules: what ends an episode besides the game itself."""

from typing import NamedTuple

import numpy as np


class Limits(NamedTuple):
    """Stop rules of an episode; 0 turns one off.

    Attributes:
        moves: moves at most; an episode also ends where its sequence of moves does.
        frames: frames at most, looked at after each move.
        no_progress: moves without a rise in distance.
    """

    moves: int = 0
    frames: int = 0
    no_progress: int = 0

    def array(self) -> np.ndarray:
        """The rules as the kernel takes them, `int64[3]`; what is off is out of reach."""
        return np.array([rule or 1 << 62 for rule in self], np.int64)


NO_LIMITS = Limits()
