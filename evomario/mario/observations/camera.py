"""A camera: what a kernel needs to draw the picture of a game, in one run of bytes.

A picture is drawn on demand: the machine as it was before the last frame is copied, and the copy
runs that frame once more, drawing. The game itself is not touched. A kernel that lets an episode
see gives `camera + BEFORE` to `rules.move` as `before`, which keeps it up to date; at the start of
an episode and of each life it must hold the level's (`starts.start` has both, the state and what
was before it).
"""

import numpy as np
from numba import njit

from evomario.emulator import layout
from evomario.emulator.colours import COLOURS
from evomario.emulator.layout import ROW
from evomario.emulator.machine import SCREEN, kernel
from evomario.emulator.memory import call, copy, load32, load64

MACHINE = 0  #: address of the compiled step; 0: PICTURE holds what is to be seen
CARTRIDGE = 8  #: address of the cartridge
BEFORE = 64  #: the machine before the last frame
_COPY = BEFORE + ROW
PICTURE = _COPY + ROW  #: colour numbers, `uint8[240, 256]`
CAMERA = PICTURE + SCREEN[0] * SCREEN[1]  #: bytes of a camera

_PAD = layout.PAD


def camera(cartridge: np.ndarray) -> np.ndarray:
    """A camera for games of a cartridge, `uint8[CAMERA]`, with nothing before it yet."""
    made = np.zeros(CAMERA, np.uint8)
    made[: CARTRIDGE + 8].view(np.int64)[:] = kernel(), cartridge.ctypes.data
    return made


def still(screen: np.ndarray) -> np.ndarray:
    """A camera that shows a picture as games show it, `uint8[240, 256, 3]`, RGB.

    Raises:
        ValueError: it is no picture of a game's.
    """
    if screen.shape != (*SCREEN, 3):
        raise ValueError(f"a picture of shape {screen.shape}, expected {(*SCREEN, 3)}")
    colours, numbers = np.unique(_packed(COLOURS), return_index=True)
    wanted = _packed(screen)
    places = np.searchsorted(colours, wanted).clip(max=len(colours) - 1)
    if (colours[places] != wanted).any():
        raise ValueError("a picture with a colour that the console does not have")
    made = np.zeros(CAMERA, np.uint8)
    made[PICTURE:] = numbers[places].ravel()
    return made


def _packed(colours: np.ndarray) -> np.ndarray:
    """RGB as one number each."""
    return colours.astype(np.int64) @ np.array([1 << 16, 1 << 8, 1])


@njit
def shoot(camera):
    """Draw the picture; its address."""
    machine = load64(camera + MACHINE)
    if machine:
        copy(camera + _COPY, camera + BEFORE, ROW)
        buttons = load32(camera + BEFORE + _PAD)
        call(machine, camera + _COPY, load64(camera + CARTRIDGE), buttons, camera + PICTURE)
    return camera + PICTURE
