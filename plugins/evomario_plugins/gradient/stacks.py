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
        bytes: whether they are of uint8.
        now: `[count, depth, height, width]` or `[count, depth * size]`, of uint8 where it is a
            picture of grey values from 0 to 255, else of float32.
        rows: the same as `[count, depth, size]`.
    """

    def __init__(self, count: int, depth: int, spaces: Spaces, picture: bool) -> None:
        self.bytes = spaces.bytes and picture
        self.rows = np.zeros((count, depth, spaces.size), np.uint8 if self.bytes else np.float32)
        self._shape = (depth, *spaces.shape) if picture else (depth * spaces.size,)

    @property
    def now(self) -> np.ndarray:
        """See above."""
        return self.rows.reshape(-1, *self._shape)

    def converted(self, seen: np.ndarray) -> np.ndarray:
        """What is seen, `[..., size]`, as it is kept: grey values are rounded."""
        return np.rint(seen).astype(np.uint8) if self.bytes else seen.astype(np.float32)

    def begin(self, seen: np.ndarray, fresh: np.ndarray | None = None) -> None:
        """Episodes begin with what is seen, `[count, size]`; of the machines that are `fresh`."""
        chosen = slice(None) if fresh is None else fresh
        self.rows[chosen] = self.converted(seen)[chosen, None]

    def see(self, seen: np.ndarray) -> None:
        """What is seen after a step, `[count, size]`."""
        self.rows = np.concatenate([self.rows[:, 1:], self.converted(seen)[:, None]], axis=1)
