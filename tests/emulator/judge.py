"""Two machines side by side: ours, and nes-py, which is the judge."""

import contextlib
import io
import warnings

import numpy as np

from evomario.emulator import machine
from evomario.emulator.colours import COLOURS
from evomario.emulator.decode import cartridge
from evomario.emulator.rom import read_rom

with contextlib.redirect_stderr(io.StringIO()), warnings.catch_warnings():
    warnings.simplefilter("ignore")  # gym prints a banner and warns of its own age
    from nes_py import NESEnv


class Pair:
    """A cartridge file in both machines."""

    def __init__(self, path):
        self.judge = NESEnv(str(path))
        self.judge.reset()
        self.judge.controllers[1][:] = 0
        self.cartridge = cartridge(read_rom(path))
        self.row = machine.power_on(self.cartridge)
        self.frame = 0

    def step(self, buttons=0, draw=True):
        """Advance both by a frame; what differs after it, in words, or ""."""
        self.frame += 1
        self.judge._frame_advance(buttons)
        if draw:
            picture = COLOURS[machine.draw(self.row, self.cartridge, buttons)]
        else:
            machine.advance(self.row, self.cartridge, buttons)
        found = differences("RAM", self.row[:2048], self.judge.ram)
        if draw and not found:
            found = differences("screen", picture, self.judge.screen)
        return found and f"frame {self.frame}: {found}"

    def run(self, frames, buttons=(0,)):
        """Advance both, with the buttons in turn; asserts that nothing differs."""
        for i in range(frames):
            found = self.step(buttons[i % len(buttons)])
            assert not found, found


def differences(name, ours, judges):
    places = np.argwhere(ours != judges)
    if not len(places):
        return ""
    shown = [f"{[hex(i) for i in p]} {ours[tuple(p)]} for {judges[tuple(p)]}" for p in places[:6]]
    return f"{name} differs in {len(places)} places: {', '.join(shown)}"
