"""The machine from Python: power on, advance a step, draw. Knows nothing of any game."""

from functools import lru_cache
from typing import Any

import numpy as np

from . import layout
from .colours import COLOURS
from .compiling import address_of, entry
from .memory import call

SCREEN = (240, 256)  #: rows and columns of a picture


@lru_cache(maxsize=1)
def _kernel() -> tuple[int, Any]:
    from .cpu import advance

    return address_of(advance, "int64(int64, int64, int64, int64)")


def kernel() -> int:
    """The address of the compiled step (`cpu.advance`), for kernels that step machines."""
    return _kernel()[0]


def power_on(cartridge: np.ndarray) -> np.ndarray:
    """A machine with a cartridge at power-on: its row, `uint8[ROW]`."""
    row = np.zeros(layout.ROW, np.uint8)
    fields = row.view(layout.MACHINE)[0]
    fields["SP"], fields["P"] = 0xFD, 0b110100
    fields["PC"] = int(cartridge[0xFFFC]) | int(cartridge[0xFFFD]) << 8
    fields["LINE0"] = layout.LINE + 1  # the first pre-render line has one dot more
    fields["EVENT"] = fields["LINE0"] - 2
    fields["EVEN"], fields["LISTED"], fields["STROBE"] = 1, -1, 1
    fields["MASK"] = 0b11000
    return row


@entry("int64(int64, uint8[::1], int64, int64)")
def _advance(function, row, cartridge, buttons):
    return call(function, row.ctypes.data, cartridge, buttons, 0)


@entry("int64(int64, uint8[::1], int64, int64, uint8[:,::1])")
def _draw(function, row, cartridge, buttons, screen):
    return call(function, row.ctypes.data, cartridge, buttons, screen.ctypes.data)


def _check(stopped: int) -> None:
    if stopped:
        raise RuntimeError(f"the program stopped at 0x{stopped:04X}: not an official opcode")


def advance(row: np.ndarray, cartridge: np.ndarray, buttons: int) -> None:
    """Advance a machine by one step with `buttons` (nes-py's bitmap) held down.

    Raises:
        RuntimeError: the program ran into an opcode that is not official.
    """
    _check(_advance(kernel(), row, cartridge.ctypes.data, buttons))


@entry("void(uint8[:,::1], uint8[:,::1], uint8[:,:,::1])")
def _paint(screen, colours, picture):
    for y in range(screen.shape[0]):
        for x in range(screen.shape[1]):
            colour = screen[y, x]
            picture[y, x, 0] = colours[colour, 0]
            picture[y, x, 1] = colours[colour, 1]
            picture[y, x, 2] = colours[colour, 2]


def paint(screen: np.ndarray) -> np.ndarray:
    """Colour numbers as nes-py shows them: `uint8[240, 256, 3]`, RGB."""
    picture = np.empty((*SCREEN, 3), np.uint8)
    _paint(screen, COLOURS, picture)
    return picture


def draw(row: np.ndarray, cartridge: np.ndarray, buttons: int) -> np.ndarray:
    """Advance a machine by one step and draw it: colour numbers, `uint8[240, 256]`."""
    screen = np.empty(SCREEN, np.uint8)
    _check(_draw(kernel(), row, cartridge.ctypes.data, buttons, screen))
    return screen
