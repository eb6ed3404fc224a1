"""Runs repeat: Python's global random generator, which DEAP draws from, made a run's own."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np


@contextmanager
def untouched() -> Iterator[None]:
    """Whatever is drawn inside, the global generators of Python and numpy are put back then."""
    outside = random.getstate(), np.random.get_state()
    try:
        yield
    finally:
        random.setstate(outside[0])
        np.random.set_state(outside[1])


class Randomness:
    """A random state derived from a root seed.

    Inside `with randomness.installed():` Python's global `random` draws from this state; outside,
    the global generator is as it was.
    """

    def __init__(self, seed: int) -> None:
        words = np.random.SeedSequence(seed).generate_state(4, np.uint64)
        self._state = random.Random(int.from_bytes(words.tobytes(), "little")).getstate()
        self._next: Any = None

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Install this state in the `random` module, and put the old one back."""
        outside = random.getstate()
        random.setstate(self._state)
        try:
            yield
        finally:
            self._state = random.getstate()
            random.setstate(outside)

    @contextmanager
    def asked(self) -> Iterator[None]:
        """As `installed`, but the state moves on only when `told`: until then it repeats."""
        before = self._state
        with self.installed():
            yield
        self._state, self._next = before, self._state

    def told(self) -> None:
        """Move on to where the last `asked` came to."""
        if self._next is not None:
            self._state, self._next = self._next, None

    def state(self) -> list[Any]:
        """The state as JSON takes it."""
        version, internal, gauss = self._state
        return [version, list(internal), gauss]

    def load(self, state: list[Any]) -> None:
        """Take a state back."""
        version, internal, gauss = state
        self._state = (version, tuple(internal), gauss)
        self._next = None
