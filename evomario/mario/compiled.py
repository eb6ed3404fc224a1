"""The compiled engine behind `Game`."""

from typing import Any

import numpy as np

from evomario.emulator.compiling import entry
from evomario.emulator.layout import OAM, PALETTE, ROW
from evomario.emulator.machine import advance, draw, kernel, paint

from . import ram, roms, rules
from .levels import Level
from .outcome import info, outcomes
from .routes import route
from .starts import start
from .state import STATE, episode, machine

_BELOW = 0xF8  # a sprite's y that is below the picture


@entry("int64(int64, uint8[::1], int64, int64, int64, int64, uint8[::1])")
def _move(function, state, start, cartridge, route, buttons, before):
    return rules.move(
        function, state.ctypes.data, start, cartridge, route, buttons, before.ctypes.data
    )


class CompiledEngine:
    """A state, and the machine as it was before the last frame, from which a picture is drawn."""

    def __init__(self, level: Level, lives: int) -> None:
        self._start, self._start_before = start(level)
        self._cartridge = roms.load(level.rom)
        self._route = route(level)
        self._lives = lives
        self._addresses = [a.ctypes.data for a in (self._start, self._cartridge, self._route)]
        self._state = np.empty(STATE, np.uint8)
        self._before = np.empty(ROW, np.uint8)
        self._fields = episode(self._state)
        self._ram = self._state[:2048]
        self._ram.flags.writeable = False
        self.reset()

    @property
    def ram(self) -> np.ndarray:
        return self._ram

    @property
    def done(self) -> bool:
        return bool(self._fields["DONE"] or self._fields["STUCK"])

    @property
    def frames(self) -> int:
        return int(self._fields["FRAMES"])

    @property
    def state(self) -> np.ndarray:
        return self._state

    def reset(self) -> None:
        self._state[:] = self._start
        self._before[:] = self._start_before
        self._fields["LIVES"] = self._lives

    def step(self, buttons: int) -> dict[str, Any]:
        lives = self._fields["LIVES"]
        stopped = _move(kernel(), self._state, *self._addresses, buttons, self._before)
        if stopped:
            raise RuntimeError(f"the game stopped at 0x{stopped:04X}: not an official opcode")
        if self._fields["LIVES"] != lives:
            self._before[:] = self._start_before
        return info(self._state)

    def coast(self) -> None:
        self._before[:] = self._state[:ROW]
        machine(self._before)["PAD"] = 0
        advance(self._state[:ROW], self._cartridge, 0)

    def outcome(self) -> np.void:
        return outcomes(self._state[None], int(self._route[1]))[0]

    def screen(self) -> np.ndarray:
        return self._painted(self._before.copy())

    def scenery(self) -> np.ndarray:
        """The picture without what moves, `uint8[240, 256, 3]`, RGB: of its sprites only the first.

        By that one the game tells where its status bar ends.
        """
        row = self._before.copy()
        row[OAM + 4 : PALETTE : 4] = _BELOW
        return self._painted(row)

    @property
    def left(self) -> int:
        """The x of the picture's left edge; -1 while nothing is shown."""
        if self._before[ram.SCREEN_OFF]:
            return -1
        return int(self._before[ram.LEFT_PAGE]) << 8 | int(self._before[ram.LEFT_ON_PAGE])

    def _painted(self, row: np.ndarray) -> np.ndarray:
        return paint(draw(row, self._cartridge, int(machine(self._before)["PAD"])))

    def save(self) -> bytes:
        return self._state.tobytes() + self._before.tobytes()

    def load(self, data: bytes) -> None:
        if len(data) != STATE + ROW:
            raise ValueError(f"a saved game of {len(data)} bytes, expected {STATE + ROW}")
        self._state[:] = np.frombuffer(data, np.uint8, STATE)
        self._before[:] = np.frombuffer(data, np.uint8, ROW, STATE)
