"""Chance in contracts: the global random generators, poisoned."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from evomario.search.randomness import untouched


@contextmanager
def poisoned(poison: int) -> Iterator[None]:
    """Put both global generators into a state of their own; nobody may draw from them.

    Who reads them gets something else under another poison; who draws from them is caught.

    Raises:
        AssertionError: Python's or numpy's global generator is not left as it was found.
    """
    with untouched():
        random.seed(poison)
        np.random.seed(poison)
        before = _states()
        yield
        after = _states()
    for name, one, other in zip(("random", "numpy.random"), before, after, strict=True):
        assert one == other, f"it draws from the global generator of {name}"


def _states() -> tuple[str, str]:
    """Both states, to be compared."""
    numpy: Any = np.random.get_state()  # its type is one of two
    return repr(random.getstate()), repr([numpy[1].tolist(), *numpy[2:]])
