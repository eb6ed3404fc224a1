"""The PPU in leaps, as it runs, against the PPU dot by dot: they end in the same state."""

import random

import numpy as np
import pytest

from evomario.emulator import layout
from evomario.emulator.compiling import entry
from evomario.emulator.layout import DOT, FRAME, HIT, LINE, LINE0
from evomario.emulator.memory import load32
from evomario.emulator.ppu import NEVER, catch_up, next_hit

from .test_state import settled


@entry("void(uint8[::1], uint8[::1], int64, int64)")
def run(row, cartridge, until, leap):
    """Run the PPU to a dot, so many dots at a time."""
    address = row.ctypes.data
    dot = load32(address + DOT)
    while dot < until:
        dot = min(dot + leap, until)
        catch_up(address, cartridge.ctypes.data, dot, 0)


@entry("int64(uint8[::1], uint8[::1])")
def foretold(row, cartridge):
    """The dot at which the PPU says that sprite 0 will hit."""
    return next_hit(row.ctypes.data, cartridge.ctypes.data)


@entry("int64(uint8[::1], uint8[::1])")
def found(row, cartridge):
    """The dot at which sprite 0 does hit in this frame, or NEVER."""
    address = row.ctypes.data
    for dot in range(load32(address + DOT), load32(address + LINE0) + 240 * LINE):
        catch_up(address, cartridge.ctypes.data, dot + 1, 0)
        if load32(address + HIT):
            return dot
    return NEVER


def machine(seed):
    """A machine with a random picture under way, and its cartridge."""
    source = random.Random(seed)
    noise = np.random.default_rng(seed)
    cartridge = noise.integers(256, size=layout.CARTRIDGE, dtype=np.uint8)
    if source.random() < 0.5:  # patterns with gaps
        cartridge[:0x2000] &= noise.integers(256, size=0x2000, dtype=np.uint8)
        cartridge[: 0x2000 : source.choice((2, 3))] = 0
    cartridge[layout.MIRRORING] = source.randrange(2)
    row = np.zeros(layout.ROW, np.uint8)
    fields = row.view(layout.MACHINE)[0]
    for name in ("vram", "oam"):
        fields[name] = noise.integers(256, size=len(fields[name]))
    if source.random() < 0.25:
        one_row(cartridge, int(fields["oam"][1]), source.randrange(8))
    fields["V"], fields["T"] = source.getrandbits(15), source.getrandbits(15)
    fields["FINE"], fields["CONTROL"] = source.randrange(8), source.getrandbits(8)
    fields["MASK"] = source.getrandbits(8) | source.choice((0, 8, 24, 24, 30))
    fields["OAM_ADDRESS"] = source.choice((0, 0, 0, 0, source.getrandbits(8)))
    fields["EVEN"], fields["LISTED"] = source.randrange(2), -1
    fields["LINE0"] = source.randrange(LINE + 1)
    fields["DOT"] = fields["LINE0"] - LINE
    return row, cartridge, source


def one_row(cartridge, tile, line):
    """Leave a sprite one opaque row, and a tall one two."""
    for page in (0, 0x1000):
        patterns = cartridge[page + 32 * (tile >> 1) :][:32]
        patterns[:] = 0
        patterns[[line, 16 + line]] = 255


def to(row, cartridge, source, position):
    """Run to a position in the frame, counted from the first dot of line 0."""
    line0 = int(row.view(layout.MACHINE)[0]["LINE0"])
    run(row, cartridge, line0 + position, source.randrange(1, 9))


@pytest.mark.parametrize("seed", range(300))
def test_leaps_end_where_single_dots_do(seed):
    row, cartridge, source = machine(seed)
    to(row, cartridge, source, source.randrange(-LINE, FRAME - LINE))
    until = int(row.view(layout.MACHINE)[0]["DOT"]) + source.randrange(2 * FRAME)
    ends = []
    for leap in (1, source.randrange(2, 2000), 3 * FRAME):
        end = row.copy()
        run(end, cartridge, until, leap)
        ends.append(settled(end))
    assert (ends[0] == ends[1]).all() and (ends[0] == ends[2]).all()


@pytest.mark.parametrize("seed", range(600))
def test_a_hit_comes_when_it_is_foretold(seed):
    """From places that waits begin at, all around the ends of lines among them."""
    row, cartridge, source = machine(seed)
    fields = row.view(layout.MACHINE)[0]
    fields["MASK"] |= 24
    fields["oam"][0] %= 230
    top = int(fields["oam"][0])
    line = source.choice((top - 1, top, top + 1, top + 3, source.randrange(240)))
    x = source.choice((0, 255, 256, 257, 258, 259, 340, source.randrange(LINE)))
    to(row, cartridge, source, min(max(line, 0), 239) * LINE + x)
    if fields["HIT"]:
        return
    leaping = row.copy()
    hit = foretold(row.copy(), cartridge)
    assert hit == found(row, cartridge)
    if hit < NEVER:
        run(leaping, cartridge, hit, 3 * FRAME)
        assert not leaping.view(layout.MACHINE)[0]["HIT"]
        run(leaping, cartridge, hit + 1, 3 * FRAME)
        assert leaping.view(layout.MACHINE)[0]["HIT"]


def test_before_the_first_line_the_hit_is_not_foretold():
    row, cartridge, source = machine(0)
    to(row, cartridge, source, -LINE + 5)
    assert foretold(row, cartridge) == row.view(layout.MACHINE)[0]["LINE0"]
