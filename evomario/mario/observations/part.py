"""A part of an observation: what its inputs are, and the function that fills them in kernels."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from evomario import registry
from evomario.emulator.compiling import entry
from evomario.emulator.foreign import address_of_foreign, done_by, tried
from evomario.emulator.machine import SCREEN
from evomario.emulator.memory import bits
from evomario.errors import UserError
from evomario.registry import Entry

RAM = 2048  #: bytes

#: Where a part's own numbers begin in its run of the table, in bytes; before them the address of
#: its function, its length in bytes, and how many inputs it fills.
FUNCTION, LENGTH, INPUTS, OWN = 0, 8, 16, 24

_SIGNATURE = "void(uint8[::1], uint8[:,::1], float64[::1], float64[::1])"


class Block(NamedTuple):
    """Inputs that belong together, and how they are laid out.

    Attributes:
        name: what they show.
        shape: rows and columns, or how many there are.
        labels: a name for each input, row by row.
    """

    name: str
    shape: tuple[int, ...]
    labels: tuple[str, ...]


class Part:
    """What a class registered as `observation` derives from, with its parameters.

    Attributes:
        blocks: its inputs, in order.
        numbers: what its function is given of its parameters.
        words: the same as int64, for a function that reads them at their address; None: `numbers`.
        picture: whether it needs the picture.
        bytes: whether its inputs are grey values from 0 to 255, which may be rounded to bytes.
    """

    blocks: tuple[Block, ...]
    numbers: Sequence[float] = ()
    words: Sequence[int] | None = None
    picture = False
    bytes = False

    @staticmethod
    def see(ram: np.ndarray, picture: np.ndarray, numbers: np.ndarray, out: np.ndarray) -> None:
        """Fill in the inputs; compiled by numba.

        Args:
            ram: `uint8[2048]`.
            picture: `uint8[240, 256]`, colour numbers (`evomario.emulator.colours` has what they
                look like); empty where no part needs the picture.
            numbers: `float64[n]`, the part's own.
            out: `float64[inputs]`, to be filled.
        """
        raise NotImplementedError

    @property
    def labels(self) -> tuple[str, ...]:
        """A name for each input."""
        return tuple(label for block in self.blocks for label in block.labels)

    def run(self) -> list[int]:
        """The part's run of the table; its function is compiled for that.

        Raises:
            UserError: numba cannot compile the function, or it fails.
        """
        own = bits(self.numbers) if self.words is None else list(self.words)
        what = f"observation {type(self).__name__!r}"
        address = address_of_foreign(self.see, _SIGNATURE, what)
        if self.words is None:
            _try(address, what, self.labels, tuple(map(float, self.numbers)))
        return [address, OWN + 8 * len(own), len(self.labels), *own]


@entry("void(int64, uint8[::1], uint8[:,::1], float64[::1], float64[::1])")
def _see(function, ram, picture, numbers, out):  # type: ignore[no-untyped-def]
    done_by(function, ram, picture, numbers, out)  # type: ignore[call-arg]


@cache
def _try(address: int, what: str, labels: tuple[str, ...], numbers: tuple[float, ...]) -> None:
    """Let a function look at RAM of zeros and of 255s, and see that it fills its inputs.

    Raises:
        UserError: it fails, or leaves some out.
    """
    for byte in (0, 255):
        ram, picture = np.full(RAM, byte, np.uint8), np.zeros(SCREEN, np.uint8)
        out = np.full(len(labels), np.nan)
        with tried(what):
            _see(address, ram, picture, np.array(numbers), out)
        for label, value in zip(labels, out.tolist(), strict=True):
            if value != value:
                raise UserError(f"{what}: nothing is filled in for {label!r}")


def _check(new: Entry) -> None:
    """See that what is registered as an observation is one.

    Raises:
        ValueError: it is not.
    """
    target: Any = new.target
    see: Callable | None = getattr(target, "see", None)
    if not (isinstance(target, type) and issubclass(target, Part)) or see is Part.see:
        raise ValueError(f"observation {new.name!r}: expected a Part with its own `see`")


registry.define("observation", check=_check)
