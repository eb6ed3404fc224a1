"""Networks of the user's own, which are Python: what they take, what they may give."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from evomario.errors import UserError


class Own:
    """A user's network as an `Actor`: made anew for each episode, so that none remembers another.

    Args:
        make: makes what has `activate(inputs) -> outputs`, and perhaps `reset()`.
        size: how many outputs it must give.
        who: whose it is, for errors, such as `genome 7`.

    Raises:
        UserError: what is made has no `activate`.
    """

    def __init__(self, make: Callable[[], Any], size: int, who: str) -> None:
        self._make, self._size, self._who = make, size, who
        with self._noted():
            self.network: Any = make()
        self._used = False
        if not callable(getattr(self.network, "activate", None)):
            kind = type(self.network).__name__
            raise UserError(f"{who}: {kind} has no activate(inputs): expected one that has")

    def reset(self) -> None:
        """Begin an episode; `reset()` of the network, if it has one, is called too."""
        with self._noted():
            if self._used:
                self.network = self._make()
            self._used = True
            if callable(reset := getattr(self.network, "reset", None)):
                reset()

    def activate(self, inputs: np.ndarray) -> np.ndarray:
        """Take one step, from `float64[inputs]`, given as a list of floats, to `float64[outputs]`.

        Raises:
            UserError: the outputs are not so many numbers. Exception: the user's own, with a note
                of whose network it was (from Python 3.11 on).
        """
        with self._noted():
            given = self.network.activate(self._shown(inputs))
        try:
            outputs = np.array(given, np.float64, order="C")
        except (TypeError, ValueError):
            raise self._error(f"no row of numbers, but {type(given).__name__}") from None
        if outputs.ndim != 1:
            raise self._error(f"no row of numbers, but {type(given).__name__} {outputs.shape}")
        if len(outputs) != self._size:
            raise self._error(f"{len(outputs)} outputs")
        if np.isnan(outputs).any():
            raise self._error(f"nan as output {int(np.isnan(outputs).argmax())}")
        return outputs

    def _shown(self, inputs: np.ndarray) -> Any:
        """What the user's code is given: plain floats, as neat-python gives them."""
        return inputs.tolist()

    def _error(self, found: str) -> UserError:
        return UserError(f"{self._who}: activate gave {found}: expected {self._size} numbers")

    @contextmanager
    def _noted(self) -> Iterator[None]:
        """Let exceptions of the user's code out as they are, with a note."""
        try:
            yield
        except Exception as error:
            if hasattr(error, "add_note"):
                error.add_note(f"raised by the network of {self._who}")
            raise
