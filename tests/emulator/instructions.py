"""Random instructions that stay in what nes-py defines, written one after the other.

What they keep clear of, because nes-py's answer is chance or its end: BRK and unofficial opcodes,
code outside the ROM, colours above 63, sprite DMA from outside RAM, and the first byte ever read
from 0x2007. Zero page 0xE0 to 0xFF holds pointers, which random stores spare, and page 1 the
stack. Tame ones keep as well to what nes-py 8 and 9 agree on: they do not look at the layout of
the status byte, and leave 0x2006, 0x2007 and the sprites alone while the program runs.
"""

import random

from evomario.emulator.instructions import CHANGES, OPCODES, READS, WRITES

from .assembler import Program

FORMS = sorted({(i.mnemonic, i.mode) for i in OPCODES.values()})
MODES = {name: [m for n, m in FORMS if n == name] for name, _ in FORMS}
PLAIN = (
    "CLC", "SEC", "CLV", "CLI", "SEI", "CLD", "SED", "NOP",
    "DEX", "DEY", "INX", "INY", "TAX", "TAY", "TXA", "TYA",
)  # fmt: skip
MIRRORS = (0, 0, 0, 0x800, 0x1000, 0x1800)
# pointers in the zero page, by what they point at
TO_RAM = {0xE0: 0x0200, 0xE2: 0x02F3, 0xE4: 0x06FF, 0xE6: 0x0B80}
TO_ROM = {0xE8: 0x8000, 0xEA: 0x91F0, 0xEC: 0xFFC0, 0xEE: 0xC0FF}
TO_REGISTERS = 0xF0
POINTERS = {**TO_RAM, **TO_ROM, TO_REGISTERS: 0x2000}

OAM_DMA, JOYPAD = 0x4014, 0x4016
# registers of the PPU, and the two above, as often as they are written or read
WRITTEN = (0, 0, 1, 1, 1, 3, 4, 4, 5, 5, 6, 6, 7, 7, 7, OAM_DMA, JOYPAD, JOYPAD)
TAMELY_WRITTEN = (0, 0, 1, 1, 5, 5, JOYPAD, JOYPAD)
READ = (2, 2, 2, 4, 7, 7, JOYPAD, JOYPAD, 0x4017)
TAMELY_READ = (2, 2, 2, JOYPAD, JOYPAD, 0x4017)


class Instructions:
    """A program to which random instructions are added."""

    def __init__(self, seed, tame=False):
        self.random = random.Random(seed)
        self.tame = tame
        self.program = Program()
        self.op = self.program.op

    def byte(self):
        return self.random.getrandbits(8)

    def any(self):
        """One instruction that computes, loads or stores."""
        kind = self.random.randrange(10)
        if kind < 2:
            self.op(self.random.choice(PLAIN))
        elif kind < 7:
            self._access(READS, self._source)
        elif kind < 9:
            self._access(WRITES, self._target)
        else:
            self._access(CHANGES, self._target)

    def some(self, most):
        for _ in range(self.random.randrange(1, most)):
            self.any()

    def _access(self, mnemonics, place):
        mnemonic = self.random.choice(list(mnemonics))
        mode = self.random.choice(MODES[mnemonic])
        self.op(mnemonic, mode, 0 if mode == "acc" else place(mode))

    # operands

    def _source(self, mode):
        if mode == "abs":
            return self.random.choice((self._ram(), 0x8000 | self.random.getrandbits(15)))
        if mode in ("abx", "aby"):
            rom = 0x8000 | self.random.getrandbits(15)
            return self.random.choice((self._table(), rom & 0xFEFF))
        if mode == "izx":
            return self._by_x(TO_RAM | TO_ROM)
        if mode == "izy":
            return self.random.choice(list(TO_RAM | TO_ROM))
        return self.byte()

    def _ram(self):
        """An address in RAM; page 1, where status bytes lie, not for the tame."""
        page = self.random.choice((0, 2 if self.tame else 1, 2, 3, 4, 5, 6, 7))
        return page << 8 | self.byte() | self.random.choice(MIRRORS)

    def _table(self):
        """A base from which an index stays in RAM, or may reach the PPU's registers."""
        if self.tame:
            return 0x0200 + self.random.randrange(0x500) | self.random.choice(MIRRORS)
        return 0x0200 + self.random.randrange(0x600) | self.random.choice(MIRRORS)

    def _target(self, mode):
        if mode == "abs":
            return self.random.randrange(2, 8) << 8 | self.byte() | self.random.choice(MIRRORS)
        if mode in ("abx", "aby"):
            return 0x0200 + self.random.randrange(0x501) | self.random.choice(MIRRORS)
        if mode in ("zpx", "zpy"):
            index = self.byte()
            self.program.load(mode[2].upper(), index)
            return (self.random.randrange(0xD0) - index) & 255
        if mode == "izx":
            return self._by_x(TO_RAM)
        if mode == "izy":
            return self.random.choice(list(TO_RAM))
        return self.random.randrange(0xD0)

    def _by_x(self, pointers):
        index = self.byte()
        self.program.load("X", index)
        return (self.random.choice(list(pointers)) - index) & 255

    # the PPU and the controllers

    def _register(self, number):
        """A register's address, often one of its mirrors."""
        if number > 7:
            return number
        return 0x2000 + number + 8 * self.random.choice((0, 0, self.random.randrange(1024)))

    def read_register(self):
        number = self.random.choice(TAMELY_READ if self.tame else READ)
        if number < 8 and self.random.random() < 0.2:
            self.program.load("Y", number)
            self.op("LDA", "izy", TO_REGISTERS)
        else:
            mnemonic = self.random.choice(["LDA", "LDA", "LDX", "LDY", "BIT", "ADC", "CMP", "AND"])
            self.op(mnemonic, "abs", self._register(number))
        self.op("STA", "abs", 0x0700 | self.byte())

    def write_register(self):
        number = self.random.choice(TAMELY_WRITTEN if self.tame else WRITTEN)
        value = self.byte()
        if number == 1:
            value |= self.random.choice((0, 24, 24, 24))
        limits = {7: 63, OAM_DMA: 31}
        self._store(value & limits.get(number, 255), self._register(number))

    def _store(self, value, place):
        """Write to a register, one way or another."""
        way = self.random.randrange(6)
        if way == 3:
            index = self.byte()
            self.program.load("X", index)
            self.program.load("A", value)
            self.op("STA", "abx", place - index)
        elif way == 4 and place < 0x4000:
            self.program.load("Y", place & 7)
            self.program.load("A", value)
            self.op("STA", "izy", TO_REGISTERS)
        elif way == 5 and place & 7 != 7 and place != OAM_DMA:
            self.op(self.random.choice(list(CHANGES)), "abs", place)
        else:
            register = self.random.choice("AXY")
            self.program.load(register, value)
            self.op(f"ST{register}", "abs", place)

    def scroll(self):
        """A change of scroll, as games do it in the middle of a picture."""
        self.op("BIT", "abs", 0x2002)
        ways = [(5, 5), (6, 6), (6, 5, 5, 6)]
        for number in self.random.choice(ways[: 1 if self.tame else 3]):
            self.program.store(self.byte(), 0x2000 + number)
