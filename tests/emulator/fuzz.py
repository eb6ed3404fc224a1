"""Random programs of official instructions that run for ever and stay in defined behaviour.

What they keep clear of, because nes-py's answer is chance or its end: BRK and unofficial opcodes,
code outside the ROM, colours above 63, sprite DMA from outside RAM, and the first byte ever read
from 0x2007. Zero page 0xE0 to 0xFF holds pointers, which random stores spare, and page 1 the
stack.
"""

import random

from evomario.emulator.forms import LOOPS
from evomario.emulator.instructions import BRANCHES, CHANGES, OPCODES, READS, WRITES

from .assembler import Program

FORMS = {(i.mnemonic, i.mode) for i in OPCODES.values()}
FLAGS = ["CLC", "SEC", "CLV", "CLI", "SEI", "CLD", "SED", "NOP"]
MOVES = ["DEX", "DEY", "INX", "INY", "TAX", "TAY", "TXA", "TYA"]
MIRROR = (0, 0, 0, 0x800, 0x1000, 0x1800)
# pointers in the zero page, by what they point at
TO_RAM = {0xE0: 0x0200, 0xE2: 0x02F3, 0xE4: 0x06FF, 0xE6: 0x0B80}
TO_ROM = {0xE8: 0x8000, 0xEA: 0x91F0, 0xEC: 0xFFC0, 0xEE: 0xC0FF}
TO_IO = {0xF0: 0x2000, 0xF2: 0x1FF9}
PATCHED = 0xFE  # a pointer that indirect jumps set before they use it


class Fuzz:
    """One random program; `status` allows it to look at the layout of the status byte."""

    def __init__(self, seed, status=True):
        self.random = random.Random(seed)
        self.status = status
        self.program = Program()
        self.names = self.pages = 0
        self.safe_stack = False  # set while a return address lies on the stack
        self.op = self.program.op

    def rom(self):
        self._reset()
        self._main()
        self._subroutines()
        self._nmi()
        self._data()
        patterns = self.random.choice([self._noise, self._sparse])(8192)
        return self.program.rom(patterns, vertical=self.random.random() < 0.5)

    def _noise(self, size):
        return self.random.randbytes(size)

    def _sparse(self, size):
        """Bytes of which most are 0, so that backdrop and sprites behind show."""
        return bytes(self.random.choice((0, 0, 0, self.random.getrandbits(8))) for _ in range(size))

    # the frame of the program

    def _reset(self):
        p = self.program
        p.label("reset")
        p.store(0, 0x2001)
        p.store(0, 0x2000)
        self.op("LDA", "abs", 0x2007)
        self.op("LDA", "abs", 0x2007)
        for place, target in {**TO_RAM, **TO_ROM, **TO_IO}.items():
            for i in range(2):
                p.load("A", target >> 8 * i & 255)
                self.op("STA", "zp", place + i)
        if self.random.random() < 0.8:
            p.load("X", self.random.randrange(256))
            self.op("TXS")
        self._fill_video()
        p.store(self.random.getrandbits(8), 0x2000)
        p.store(self.random.getrandbits(8) | self.random.choice((0, 8, 16, 24, 24, 24)), 0x2001)

    def _fill_video(self):
        """Name tables, palette and sprites from tables in ROM."""
        p = self.program
        self._set_address(0x2000)
        p.load("Y", 0)
        for table in range(8):
            p.label(f"fill{table}")
            self.op("LDA", "aby", f"table{table % 4}")
            self.op("STA", "abs", 0x2007)
            self.op("INY")
            self.op("BNE", "rel", f"fill{table}")
        self._set_address(0x3F00)
        for _ in range(32):
            p.store(self.random.randrange(64), 0x2007)
        p.label("fill")
        self.op("LDA", "aby", "table2")
        self.op("STA", "aby", 0x0200)
        self.op("INY")
        self.op("BNE", "rel", "fill")
        p.store(2, 0x4014)

    def _set_address(self, address):
        self.op("BIT", "abs", 0x2002)
        self.program.store(address >> 8, 0x2006)
        self.program.store(address & 255, 0x2006)

    def _main(self):
        self.program.label("main")
        for _ in range(self.random.randrange(5, 40)):
            self._block()
        self.op("INC", "zp", 0xDF)
        self.op("JMP", "abs", "main")

    def _subroutines(self):
        self.safe_stack = True
        for i in range(3):
            self._jump_ahead(plain=False)
            self.program.label(f"sub{i}")
            for _ in range(self.random.randrange(1, 6)):
                self._block()
            self.op("RTS")

    def _nmi(self):
        self._jump_ahead(plain=False)
        self.program.label("nmi")
        self.op("INC", "zp", 0xDE)
        for name in ("PHA", "TXA", "PHA", "TYA", "PHA"):
            self.op(name)
        for _ in range(self.random.randrange(6)):
            self._block()
        for name in ("PLA", "TAY", "PLA", "TAX", "PLA"):
            self.op(name)
        self.op("RTI")

    def _data(self):
        p = self.program
        for i in range(4):
            p.label(f"table{i}")
            p.data(self.random.randbytes(256))

    # blocks

    def _block(self):
        blocks = [
            (10, self._straight), (4, self._skip), (2, self._turns), (3, self._write_io),
            (2, self._read_io), (1, self._jump_ahead), (1, self._hot_loop), (1, self._stack),
            (1, self._scroll),
        ]  # fmt: skip
        if not self.safe_stack:
            blocks += [(2, self._call), (1, self._indirect), (1, self._return_ahead)]
        weights, kinds = zip(*blocks, strict=True)
        self.random.choices(kinds, weights)[0]()

    def _name(self):
        self.names += 1
        return f"here{self.names}"

    def _straight(self, most=8):
        for _ in range(self.random.randrange(1, most)):
            self._any()

    def _skip(self):
        """A branch over a few instructions."""
        after = self._name()
        self.op(self.random.choice(list(BRANCHES)), "rel", after)
        self._straight()
        self.program.label(after)

    def _turns(self):
        """A loop with a counter in the zero page."""
        again, counter = self._name(), self.random.randrange(0xD0, 0xDE)
        self.program.load("A", self.random.randrange(1, 12))
        self.op("STA", "zp", counter)
        self.program.label(again)
        self._straight(5)
        self.op("DEC", "zp", counter)
        self.op("BNE", "rel", again)

    def _jump_ahead(self, plain=True):
        """Leave a gap, so that code lies everywhere on its page."""
        ahead = self._name()
        if plain:
            self.op("JMP", "abs", ahead)
        self.program.here += self.random.randrange(200)
        self.program.label(ahead)

    def _call(self):
        self.op("JSR", "abs", f"sub{self.random.randrange(3)}")

    def _indirect(self):
        """JMP (): through the zero page, or through a pointer in ROM that wraps on its page."""
        ahead = self._name()
        if self.random.random() < 0.5 and self.pages < 16:
            place = 0xE0FF + 256 * self.pages
            self.pages += 1
            self.program.point(place, place & 0xFF00, ahead)
        else:
            place = PATCHED
            for operand, where in ((ahead, place), (f">{ahead}", place + 1)):
                self.op("LDA", "imm", operand)
                self.op("STA", "zp", where)
        self.op("JMP", "ind", place)
        self.program.label(ahead)

    def _return_ahead(self):
        """RTI as a jump."""
        ahead = self._name()
        for operand in (f">{ahead}", ahead):
            self.op("LDA", "imm", operand)
            self.op("PHA")
        if self.status and self.random.random() < 0.5:
            self.program.load("A", self.random.getrandbits(8))
            self.op("PHA")
        else:
            self.op("PHP")
        self.op("RTI")
        self.program.label(ahead)

    def _stack(self):
        if self.safe_stack or not self.status:
            pull = {"PHA": "PLA", "PHP": "PLP"}
            push = self.random.choice(list(pull))
            self.op(push)
            self._straight(3)
            self.op(pull[push])
            return
        for _ in range(self.random.randrange(1, 5)):
            self.op(self.random.choice(["PHA", "PLA", "PHP", "PLP", "TSX", "TXS"]))

    def _hot_loop(self):
        """One of the loops that the compiled machine runs as a whole."""
        name = self.random.choice(list(LOOPS))
        table = 0x0200 + self.random.randrange(0x500)
        self.program.load("X", self.random.randrange(256 if name in ("TIMERS", "RANDOM") else 2))
        self.program.load("Y", self.random.randrange(0, 256, 4 if name == "HIDE" else 1))
        self.program.data(loop_bytes(name, table))

    # instructions

    def _any(self):
        kind = self.random.randrange(10)
        if kind < 2:
            self.op(self.random.choice(FLAGS + MOVES))
        elif kind < 7:
            self._access(self.random.choice(list(READS)), self._read_place)
        elif kind < 9:
            self._access(self.random.choice(list(WRITES)), self._write_place)
        else:
            self._change()

    def _access(self, mnemonic, place):
        modes = [m for n, m in FORMS if n == mnemonic]
        mode = self.random.choice(sorted(modes))
        self.op(mnemonic, mode, place(mode))

    def _change(self):
        mnemonic = self.random.choice(list(CHANGES))
        mode = self.random.choice(sorted(m for n, m in FORMS if n == mnemonic))
        if mode == "acc":
            self.op(mnemonic, mode)
        else:
            self.op(mnemonic, mode, self._write_place(mode))

    def _ram(self):
        """An address of RAM; page 1 only if a status byte may be seen there."""
        page = self.random.choice((0, 1 if self.status else 2, 2, 3, 4, 5, 6, 7))
        return page << 8 | self.random.getrandbits(8) | self.random.choice(MIRROR)

    def _read_place(self, mode):
        byte = self.random.getrandbits(8)
        if mode == "abs":
            return self.random.choice((self._ram(), 0x8000 | self.random.getrandbits(15)))
        if mode in ("abx", "aby"):
            ram = 0x0200 + self.random.randrange(0x600 if self.status else 0x500)
            rom = 0x8000 | self.random.getrandbits(15)
            return self.random.choice((ram | self.random.choice(MIRROR), rom & 0xFEFF))
        if mode == "izx":
            return self._pick_pointer(TO_RAM | TO_ROM)
        if mode == "izy":
            return self.random.choice(list(TO_RAM | TO_ROM))
        return byte

    def _write_place(self, mode):
        if mode == "abs":
            page = self.random.choice((0x200, 0x300, 0x400, 0x500, 0x600, 0x700))
            return page | self.random.getrandbits(8) | self.random.choice(MIRROR)
        if mode in ("abx", "aby"):
            return 0x0200 + self.random.randrange(0x501) | self.random.choice(MIRROR)
        if mode in ("zpx", "zpy"):
            index = self.random.getrandbits(8)
            self.program.load(mode[2].upper(), index)
            return (self.random.randrange(0xD0) - index) & 255
        if mode == "izx":
            return self._pick_pointer(TO_RAM)
        if mode == "izy":
            return self.random.choice(list(TO_RAM))
        return self.random.randrange(0xD0)

    def _pick_pointer(self, pointers):
        index = self.random.getrandbits(8)
        self.program.load("X", index)
        return (self.random.choice(list(pointers)) - index) & 255

    # the PPU and the controllers

    def _register(self, number):
        return 0x2000 + number + 8 * self.random.choice((0, 0, self.random.randrange(1024)))

    def _read_io(self):
        register = self._register(self.random.choice((2, 2, 2, 4, 7, 7)))
        place = self.random.choice((register, register, 0x4016, 0x4016, 0x4017))
        mnemonic = self.random.choice(["LDA", "LDA", "LDX", "LDY", "BIT", "ADC", "CMP", "AND"])
        if self.random.random() < 0.2:
            number = self.random.choice((2, 4, 7))
            self.program.load("Y", number)
            self.op("LDA", "izy", 0xF0)
        else:
            self.op(mnemonic, "abs", place)
        if mnemonic == "LDA":
            self.op("STA", "abs", 0x0700 | self.random.getrandbits(8))

    def _write_io(self):
        number = self.random.choice((0, 0, 1, 1, 1, 3, 4, 4, 5, 5, 6, 6, 7, 7, 7, 14, 16, 16))
        if number == 1:
            value = self.random.getrandbits(8) | self.random.choice((0, 24, 24, 24))
        else:
            value = self.random.getrandbits(8)
        if number == 7:
            value &= 63
        if number == 14:
            value &= 31
        place = 0x4014 if number == 14 else 0x4016 if number == 16 else self._register(number)
        self._store(value, place)

    def _store(self, value, place):
        way = self.random.randrange(6)
        if way < 3:
            register = "AXY"[way]
            self.program.load(register, value)
            self.op(f"ST{register}", "abs", place)
        elif way == 3:
            index = self.random.randrange(256)
            self.program.load("A", value)
            self.program.load("X", index)
            self.op("STA", "abx", place - index)
        elif way == 4 and place < 0x4000:
            self.program.load("A", value)
            self.program.load("Y", place & 7)
            self.op("STA", "izy", 0xF0)
        elif place & 7 != 7 and place != 0x4014:
            self.op(self.random.choice(sorted(CHANGES)), "abs", place)

    def _scroll(self):
        """A change of scroll, as games do it in the middle of a picture."""
        self.op("BIT", "abs", 0x2002)
        for register in self.random.choice(((5, 5), (6, 6), (6, 5, 5, 6))):
            self.program.store(self.random.getrandbits(8), 0x2000 + register)


def loop_bytes(name, table):
    """The code of one of forms.LOOPS; where it uses a table, that at an address."""
    address = iter(table.to_bytes(2, "little") * 2)
    return [next(address) if byte == ".." else int(byte, 16) for byte in LOOPS[name][0].split()]
