"""`ram`: bytes of the console's memory, each brought to scale."""

from typing import Annotated

import numpy as np
from numba import njit
from pydantic import Field

from evomario.config import Settings
from evomario.emulator.memory import address, bits, load8, load64, load_float, store_float
from evomario.registry import register

from .part import Block, Part

_WORDS = 5  # of a byte's entry: address, mask, whether signed, offset, scale

Address = Annotated[int, Field(ge=0, le=0x7FF)]
Finite = Annotated[float, Field(ge=-1e9, le=1e9)]
Scale = Annotated[float, Field(gt=0, le=1e9)]


class Byte(Settings):
    """A byte at a RAM address: its bits under `mask`, less `offset`, divided by `scale`.

    Attributes:
        signed: whether 128 to 255 stand for -128 to -1; only with the whole mask.
        name: the input's label.
    """

    address: Address
    name: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    mask: Annotated[int, Field(ge=1, le=255)] = 255
    signed: bool = False
    offset: Finite = 0.0
    scale: Scale = 255.0

    @property
    def label(self) -> str:
        """What the input is called."""
        return self.name or f"ram 0x{self.address:03X}"

    def words(self) -> list[int]:
        """Its entry in the table."""
        return [self.address, self.mask, int(self.signed), *bits([self.offset, self.scale])]


@register("observation", "ram")
class Ram(Part):
    """Bytes of RAM, each as (byte - offset) / scale."""

    def __init__(
        self, *, addresses: Annotated[list[Address | Byte], Field(min_length=1, max_length=2048)]
    ) -> None:
        chosen = [Byte(address=each) if isinstance(each, int) else each for each in addresses]
        self.blocks = (Block("ram", (len(chosen),), tuple(byte.label for byte in chosen)),)
        self.words = tuple(word for byte in chosen for word in byte.words())

    @staticmethod
    def see(ram: np.ndarray, picture: np.ndarray, numbers: np.ndarray, out: np.ndarray) -> None:
        """Fill in the bytes."""
        look(address(ram), address(numbers), len(out), address(out))


@njit
def look(state, part, count, out):
    """Fill in the bytes."""
    for i in range(count):
        entry = part + 8 * _WORDS * i
        value = load8(state + load64(entry)) & load64(entry + 8)
        if load64(entry + 16) and value > 127:
            value -= 256
        store_float(out + 8 * i, (value - load_float(entry + 24)) / load_float(entry + 32))
