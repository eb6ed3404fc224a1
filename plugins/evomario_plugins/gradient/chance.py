"""The global generators of torch and numpy, lent to a learner that draws from them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch

_STREAM = 0x47524144  # sets these draws apart from all else that is drawn from a root seed


class Chance:
    """A learner's own state of the generators; whoever else uses them finds them as they were.

    Args:
        seed: root seed.
    """

    def __init__(self, seed: int) -> None:
        words = np.random.SeedSequence(seed, spawn_key=(_STREAM,)).generate_state(2, np.uint32)
        self._numpy: Any = np.random.RandomState(int(words[0])).get_state()
        self._torch = torch.Generator().manual_seed(int(words[1])).get_state()

    @contextmanager
    def installed(self, threads: int) -> Iterator[None]:
        """Let both draw from it, and torch use so many threads."""
        before = np.random.get_state(), torch.get_rng_state(), torch.get_num_threads()
        np.random.set_state(self._numpy)
        torch.set_rng_state(self._torch)
        torch.set_num_threads(threads)
        try:
            yield
        finally:
            self._numpy, self._torch = np.random.get_state(), torch.get_rng_state()
            np.random.set_state(before[0])
            torch.set_rng_state(before[1])
            torch.set_num_threads(before[2])

    def state(self) -> dict[str, Any]:
        """It as a checkpoint takes it."""
        name, keys, *rest = self._numpy
        return {"numpy": [name, keys.copy(), *rest], "torch": self._torch.numpy().copy()}

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a state."""
        self._numpy = tuple(state["numpy"])
        self._torch = torch.from_numpy(state["torch"].copy())
