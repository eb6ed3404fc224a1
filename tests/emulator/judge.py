"""Two machines side by side: ours, and nes-py, which is the judge."""

import contextlib
import io
import warnings
from importlib.metadata import version

import numpy as np

from evomario.emulator import machine
from evomario.emulator.colours import COLOURS
from evomario.emulator.decode import cartridge
from evomario.emulator.rom import read_rom

with contextlib.redirect_stderr(io.StringIO()), warnings.catch_warnings():
    warnings.simplefilter("ignore")  # gym prints a banner and warns of its own age
    from nes_py import NESEnv


#: Whether the versions of nes-py disagree on what the stack shows: nes-py 9 lays the status byte
#: out as hardware does.
STATUS_HIDDEN = int(version("nes-py").split(".")[0]) > 8


class Pair:
    """A cartridge file in both machines; `whole` compares all of RAM with nes-py 9 too."""

    def __init__(self, path, whole=False):
        self.hidden = STATUS_HIDDEN and not whole
        self.judge = NESEnv(str(path))
        self.judge.reset()
        self.judge.controllers[1][:] = 0
        self.cartridge = cartridge(read_rom(path))
        self.row = machine.power_on(self.cartridge)
        self.frame = 0

    def check(self, buttons=0, draw=True):
        """Advance both by a frame and compare them."""
        self.frame += 1
        self.judge._frame_advance(buttons)
        if draw:
            picture = COLOURS[machine.draw(self.row, self.cartridge, buttons)]
        else:
            machine.advance(self.row, self.cartridge, buttons)
        found = differences("RAM", self.shown(self.row[:2048]), self.shown(self.judge.ram))
        if draw and not found:
            found = differences("screen", picture, self.judge.screen)
        assert not found, f"frame {self.frame}: {found}"

    def run(self, frames):
        for i in range(frames):
            self.check(37 * i & 255)

    def shown(self, ram):
        """A copy of RAM without what the versions of nes-py disagree on."""
        ram = ram.copy()
        if self.hidden:
            ram[0x100:0x200] = 0
        return ram


def differences(name, ours, judges):
    places = np.argwhere(ours != judges)
    if not len(places):
        return ""
    shown = [f"{[hex(i) for i in p]} {ours[tuple(p)]} for {judges[tuple(p)]}" for p in places[:6]]
    return f"{name} differs in {len(places)} places: {', '.join(shown)}"
