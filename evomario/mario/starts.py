"""Start states: booted as gym-super-mario-bros does it, once a process, and kept in memory."""

from functools import lru_cache

import numpy as np

from evomario.emulator import layout
from evomario.emulator.compiling import entry
from evomario.emulator.layout import ROW
from evomario.emulator.machine import advance, power_on

from . import ram, roms, rules, track
from .levels import Level
from .state import STATE, episode

_BOOT_LIMIT = 5000  # frames


class _Boot:
    """A machine on its way through the title screen."""

    def __init__(self, level: Level) -> None:
        self.level = level
        self.cartridge = roms.load(level.rom)
        self.row = power_on(self.cartridge)
        self.before = self.row.copy()
        self.frames = 0

    def press(self, buttons: int) -> None:
        if self.frames == _BOOT_LIMIT:
            raise RuntimeError(f"level {self.level.name} did not start in {_BOOT_LIMIT} frames")
        self.before[:] = self.row
        self.before.view(layout.MACHINE)[0]["PAD"] = buttons
        advance(self.row, self.cartridge, buttons)
        self.frames += 1

    def time(self) -> int:
        return int("".join(str(figure) for figure in self.row[ram.TIME : ram.TIME + 3]))

    def choose_level(self) -> None:
        if self.level.single:
            self.row[ram.WORLD] = self.level.world - 1
            self.row[ram.STAGE] = self.level.stage - 1
            self.row[ram.AREA_NUMBER] = self.level.area - 1

    def run(self) -> None:
        """Press start until the clock runs; then let it tick once."""
        start = 8
        self.press(start)
        self.press(0)
        while self.time() == 0:
            self.press(start)
            self.choose_level()
            self.press(0)
            self.row[ram.PRELEVEL_TIMER] = 0
        last = self.time()
        while self.time() >= last:
            last = self.time()
            self.press(start)
            self.press(0)


@entry("void(uint8[::1])")
def _begin(state):
    rules.look(state.ctypes.data)
    track.begin(state.ctypes.data)


@lru_cache(maxsize=64)
def start(level: Level) -> tuple[np.ndarray, np.ndarray]:
    """A level's start: its state (`uint8[STATE]`), and its machine before the last frame.

    Both are shared: copy before use.
    """
    boot = _Boot(level)
    boot.run()
    state = np.zeros(STATE, np.uint8)
    state[:ROW] = boot.row
    fields = episode(state)
    fields["SINGLE"] = level.single
    fields["HOME"] = fields["LEVEL"] = 4 * int(boot.row[ram.WORLD]) + int(boot.row[ram.STAGE])
    fields["CLOCK"] = -(-boot.time() // 100) * 100
    fields["LIVES"] = 1
    _begin(state)
    fields["DONE"] = 0
    return state, boot.before
