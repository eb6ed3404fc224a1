"""What is seen, as torch's networks take it: the last observations together, pictures as bytes."""

import numpy as np

from evomario.policies.learnt import Spaces


class Stacks:
    """The last few observations of so many machines, the newest last.

    At the start of an episode all are its first.

    Args:
        count: of machines.
        depth: how many observations are seen together.
        spaces: what is seen.
        picture: whether it keeps its two sides, after the depth; else all is one row.

    Attributes:
        now: `[count, depth, height, width]` or `[count, depth * size]`, of uint8 where what is seen
            are grey values from 0 to 255, else of float32.
    """

    def __init__(self, count: int, depth: int, spaces: Spaces, picture: bool) -> None:
        self._bytes = spaces.bytes
        self._rows = np.zeros((count, depth, spaces.size), np.uint8 if spaces.bytes else np.float32)
        self._shape = (depth, *spaces.shape) if picture else (depth * spaces.size,)

    @property
    def now(self) -> np.ndarray:
        return self._rows.reshape(-1, *self._shape)

    @property
    def rows(self) -> np.ndarray:
        """The same as `[count, depth, size]`."""
        return self._rows

    def converted(self, seen: np.ndarray) -> np.ndarray:
        """What is seen, `[..., size]`, as it is kept: grey values are rounded."""
        return np.rint(seen).astype(np.uint8) if self._bytes else seen.astype(np.float32)

    def begin(self, seen: np.ndarray, fresh: np.ndarray | None = None) -> None:
        """Episodes begin with what is seen, `[count, size]`; of the machines that are `fresh`."""
        chosen = slice(None) if fresh is None else fresh
        self._rows[chosen] = self.converted(seen)[chosen, None]

    def see(self, seen: np.ndarray) -> None:
        """What is seen after a step, `[count, size]`."""
        self._rows = np.concatenate([self._rows[:, 1:], self.converted(seen)[:, None]], axis=1)

    def load(self, rows: np.ndarray) -> None:
        """Go on from `rows`."""
        self._rows = rows.copy()
