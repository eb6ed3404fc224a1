"""Programs that run on our machine and on nes-py side by side: RAM and picture after each frame.

nes-py 8 is the measure. nes-py 9 differs from it beyond what the games do, so there the programs
are tame, see instructions.py.
"""

import pytest

from evomario.emulator.forms import LOOPS

from .assembler import Program, write
from .fuzz import Fuzz, loop_bytes
from .judge import STATUS_HIDDEN, Pair

FRAMES = 15
SPRITE_0 = 0x0200  # where the programs keep it, before DMA
LOOP_AT = {"on one page": 0x9010, "across pages": 0x91FC}
WAITS = {"until set": "F0", "until clear": "D0"}


@pytest.fixture
def pair(tmp_path):
    """Both machines with a cartridge in them."""
    pairs = []

    def start(rom):
        pairs.append(Pair(write(tmp_path / f"{len(pairs)}.nes", rom)))
        return pairs[-1]

    yield start
    for one in pairs:
        one.judge.close()


def fuzz(seed, frames, pair):
    """Run a random program under random buttons; pictures after every frame, or after a few."""
    program = Fuzz(seed, tame=STATUS_HIDDEN)
    machines = pair(program.rom())
    sparing = seed % 3 == 0
    for i in range(frames):
        machines.check(program.byte(), draw=not sparing or i % 5 == 4)


@pytest.mark.parametrize("seed", range(30))
def test_a_random_program(seed, pair):
    fuzz(seed, FRAMES, pair)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1000, 4000))
def test_many_random_programs(seed, pair):
    fuzz(seed, 2 * FRAMES, pair)


def start(p, registers=()):
    """The beginning of a program: tables, sprite 0, and registers of the PPU set."""
    p.label("reset")
    p.store(0, 0x2001)
    p.load("A", 0x83)
    p.load("X", 0)
    p.label("fill")
    p.op("STA", "abx", 0x0300)
    p.op("STA", "abx", 0x0400)
    p.op("ADC", "imm", 0x47)
    p.op("INX")
    p.op("BNE", "rel", "fill")
    for address, value in ((0x2006, 0x3F), (0x2006, 0), *((0x2007, 3 * i) for i in range(20))):
        p.store(value, address)
    p.store(0, 0x2005)
    p.store(0, 0x2005)
    for address, value in registers:
        p.store(value, address)


def finish(p):
    return p.rom(patterns=bytes(range(7, 256)) * 33)[: 16 + 0x8000 + 0x2000]


def count(p, place):
    """Count in three bytes, so that RAM shows how far the program came."""
    ahead = f"counted{p.here:X}"
    for i in range(2):
        p.op("INC", "zp", place + i)
        p.op("BNE", "rel", ahead)
    p.op("INC", "zp", place + 2)
    p.label(ahead)


@pytest.mark.parametrize("turns", [1, 3, 50])
@pytest.mark.parametrize("where", LOOP_AT)
@pytest.mark.parametrize("name", LOOPS)
def test_a_hot_loop_that_ends_anywhere_around_the_events(name, where, turns, pair):
    """Again and again, so that ends of steps and vertical blanks fall on all of its cycles."""
    x = {"TIMERS": turns - 1, "RANDOM": 0x10, "JOYPAD": 0}.get(name, 7)
    y = (256 - 4 * turns) & 255 if name == "HIDE" else turns
    machines = pair(hot_loop(loop_bytes(name, 0x03E5), LOOP_AT[where], x, y))
    for i in range(40):
        machines.check(37 * i & 255, draw=i % 8 == 0)


@pytest.mark.parametrize("x", [1, 2, 0xE9, 0xEA, 0xFF])
def test_a_pad_is_read_through_any_index(x, pair):
    pair(hot_loop(loop_bytes("JOYPAD"), 0x9010, x, 9)).run(20)


def test_timers_in_two_places(pair):
    code = loop_bytes("TIMERS", 0x03E5)
    code[6] -= 0x20
    pair(hot_loop(code, 0x9010, 30, 0)).run(20)


def hot_loop(code, place, x, y):
    """Run a loop's code with registers set, and count, again and again."""
    p = Program()
    start(p, [(0x2000, 0x80)])
    p.store(1, 0x4016)
    p.op("JMP", "abs", "again")
    p.at(place)
    p.data(code)
    p.op("PHA")
    p.op("PLA")
    count(p, 0x10)
    p.op("JMP", "abs", "again")
    p.label("nmi")
    count(p, 0x14)
    p.op("RTI")
    p.label("again")
    p.store(0, 0x4016)
    p.load("X", x)
    p.load("Y", y)
    p.op("JMP", "abs", place)
    return finish(p)


def test_code_runs_off_the_end_of_the_rom_into_ram(pair):
    """RTS to the address after 0xFFFF is RTS to 0, where the program has put a jump."""
    p = Program()
    start(p)
    for i, byte in enumerate([0xE6, 0x20, 0x4C]):  # INC 0x20; JMP
        p.store(byte, i)
    for operand, place in (("back", 3), (">back", 4)):
        p.op("LDA", "imm", operand)
        p.op("STA", "zp", place)
    p.label("back")
    p.load("A", 0xFF)
    p.op("PHA")
    p.op("PHA")
    p.op("RTS")
    p.label("nmi")
    pair(finish(p)).run(3)


def late_effect(p):
    """After a wait: a count, and a gap in the background that shows on which pixel it came."""
    count(p, 0x10)
    p.store(0x16, 0x2001)
    p.store(0x1E, 0x2001)


@pytest.mark.parametrize("late", range(3))
def test_an_idle_loop_that_starts_and_ends_on_any_cycle(late, pair):
    p = Program()
    start(p, [(0x2000, 0x90), (0x2001, 0x1E)])
    p.wait(2 + late)
    p.label("idle")
    p.op("JMP", "abs", "idle")
    p.label("nmi")
    p.load("X", 0)
    for name in ("blank", "picture"):
        p.label(name)
        p.op("DEX")
        p.op("NOP")
        p.op("NOP")
        p.op("BNE", "rel", name)
    late_effect(p)
    p.op("LDX", "zp", 0x10)
    p.label("longer")
    p.op("DEX")
    p.op("BNE", "rel", "longer")
    p.op("LDA", "zp", 0x10)
    p.op("AND", "imm", 1)
    p.op("BEQ", "rel", "even")
    p.label("even")
    p.op("RTI")
    pair(finish(p)).run(60)


def wait_loop(p, ways):
    """Poll the sprite-0 flag, as games do: LDA 0x2002; AND 0x40; and a branch back."""
    for way in ways:
        p.data(bytes.fromhex(f"AD 02 20 29 40 {WAITS[way]} F9"))


def sprite_program(ways, place, sprite, moving, late=2):
    """Wait for sprite 0 to be hit or cleared at `place`; it moves by `moving` after each blank."""
    p = Program()
    start(p, [(SPRITE_0 + i, byte) for i, byte in enumerate(sprite)])
    p.store(2, 0x4014)
    p.store(0x88, 0x2000)
    p.store(0x1E, 0x2001)
    p.wait(late)
    p.op("JMP", "abs", place)
    p.label("after")
    late_effect(p)
    p.op("JMP", "abs", place)
    p.label("nmi")
    p.op("PHA")
    count(p, 0x14)
    for address, step in moving.items():
        p.op("LDA", "abs", address)
        p.op("CLC")
        p.op("ADC", "imm", step)
        p.op("STA", "abs", address)
    p.store(2, 0x4014)
    p.op("PLA")
    p.op("RTI")
    p.at(place)
    wait_loop(p, ways)
    p.op("JMP", "abs", "after")
    return finish(p)


@pytest.mark.parametrize("place", [0x9000, 0x90F5, 0x90F8, 0x90F9, 0x90FE])
@pytest.mark.parametrize("ways", [["until clear", "until set"], ["until set"], ["until clear"]])
def test_a_wait_for_sprite_0_wherever_it_is(ways, place, pair):
    moving = {SPRITE_0: 3, SPRITE_0 + 3: 5, SPRITE_0 + 1: 1}
    pair(sprite_program(ways, place, (20, 7, 0, 11), moving, late=2 + (place & 3))).run(40)


@pytest.mark.parametrize("late", range(9))
def test_a_wait_that_starts_on_any_cycle(late, pair):
    rom = sprite_program(["until clear", "until set"], 0x9000, (100, 7, 0, 50), {}, 2 + late)
    pair(rom).run(12)


def test_a_hit_around_the_end_of_a_step(pair):
    """The step's end drifts by 1.5 dots a frame: until it passes sprite 0, in line 1."""
    machines = pair(sprite_program(["until clear", "until set"], 0x9000, (0, 7, 0, 20), {}))
    for i in range(500):
        machines.check(draw=i > 460 and i % 4 == 0)


def test_tall_sprites_and_a_horizontal_wiring(pair):
    p = Program()
    start(p, [(SPRITE_0 + i, 37 * i & 0xDF) for i in range(256)])
    p.store(2, 0x4014)
    p.store(0xB0, 0x2000)
    p.store(0x1E, 0x2001)
    p.label("main")
    p.op("JMP", "abs", "main")
    p.label("nmi")
    count(p, 0x14)
    p.op("LDA", "zp", 0x14)
    p.op("STA", "abs", 0x2005)
    p.op("ASL", "acc")
    p.op("STA", "abs", 0x2005)
    p.op("RTI")
    patterns = bytes(i * i >> 5 & 255 for i in range(8192))
    pair(p.rom(patterns, vertical=False)).run(30)
