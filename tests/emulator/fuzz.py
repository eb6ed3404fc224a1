"""Random programs that run for ever: a main loop, subroutines, and a handler of vertical blank."""

from evomario.emulator.forms import LOOPS
from evomario.emulator.instructions import BRANCHES

from .instructions import OAM_DMA, POINTERS, Instructions

PATCHED = 0xFE  # a pointer that indirect jumps set before they use it
PULLS = {"PHA": "PLA", "PHP": "PLP"}


class Fuzz(Instructions):
    """One random program, see instructions.py."""

    def __init__(self, seed, tame=False):
        super().__init__(seed, tame)
        self.names = self.pages = 0
        self.returns = False  # set in code that a return address on the stack waits for

    def rom(self):
        """The cartridge file."""
        self._reset()
        self._main()
        self.returns = True
        self._subroutines()
        self._blank()
        for i in range(4):
            self.program.label(f"table{i}")
            self.program.data(self.random.randbytes(256))
        patterns = self.random.choice([self._noise, self._sparse])(8192)
        return self.program.rom(patterns, vertical=self.random.random() < 0.5)

    def _noise(self, size):
        return self.random.randbytes(size)

    def _sparse(self, size):
        """Bytes of which most are 0, so that the backdrop and sprites behind show."""
        return bytes(self.random.choice((0, 0, 0, self.byte())) for _ in range(size))

    def _reset(self):
        p = self.program
        p.label("reset")
        p.store(0, 0x2001)
        p.store(0, 0x2000)
        self.op("LDA", "abs", 0x2007)
        self.op("LDA", "abs", 0x2007)
        for place, target in POINTERS.items():
            for i in range(2):
                p.load("A", target >> 8 * i & 255)
                self.op("STA", "zp", place + i)
        if self.random.random() < 0.8:
            p.load("X", self.byte())
            self.op("TXS")
        self._fill_video()
        p.store(self.byte(), 0x2000)
        p.store(self.byte() | self.random.choice((0, 8, 16, 24, 24, 24)), 0x2001)

    def _fill_video(self):
        """Name tables, palette and sprites; the tame have no sprite that wraps into line 0."""
        p = self.program
        self._set_address(0x2000)
        p.load("Y", 0)
        for i in range(8):
            p.label(f"fill{i}")
            self.op("LDA", "aby", f"table{i % 4}")
            self.op("STA", "abs", 0x2007)
            self.op("INY")
            self.op("BNE", "rel", f"fill{i}")
        self._set_address(0x3F00)
        for i in range(32):
            p.store(self.random.randrange(64) if i % 4 or not self.tame else 0x21, 0x2007)
        p.label("fill")
        self.op("LDA", "aby", "table2")
        self.op("AND", "imm", 0xDF if self.tame else 0xFF)
        self.op("STA", "aby", 0x0200)
        self.op("INY")
        self.op("BNE", "rel", "fill")
        p.store(2, OAM_DMA)

    def _set_address(self, address):
        self.op("BIT", "abs", 0x2002)
        self.program.store(address >> 8, 0x2006)
        self.program.store(address & 255, 0x2006)

    def _main(self):
        self.program.label("main")
        self._blocks(5, 40)
        self.op("INC", "zp", 0xDF)
        self.op("JMP", "abs", "main")

    def _subroutines(self):
        for i in range(3):
            self._gap()
            self.program.label(f"sub{i}")
            self._blocks(1, 6)
            self.op("RTS")

    def _blank(self):
        """The handler of vertical blank; it keeps the registers of what it interrupts."""
        self._gap()
        self.program.label("nmi")
        self.op("INC", "zp", 0xDE)
        for name in ("PHA", "TXA", "PHA", "TYA", "PHA"):
            self.op(name)
        self._blocks(0, 6)
        for name in ("PLA", "TAY", "PLA", "TAX", "PLA", "RTI"):
            self.op(name)

    # blocks

    def _blocks(self, least, most):
        kinds = {
            self._straight: 10, self._branch: 4, self._repeat: 2, self.write_register: 3,
            self.read_register: 2, self._jump: 1, self._hot_loop: 1, self._stack: 1, self.scroll: 1,
        }  # fmt: skip
        if not self.returns:
            kinds |= {self._call: 2, self._indirect: 1, self._return: 1}
        for _ in range(self.random.randrange(least, most)):
            self.random.choices(list(kinds), list(kinds.values()))[0]()

    def _name(self):
        self.names += 1
        return f"here{self.names}"

    def _straight(self):
        self.some(8)

    def _branch(self):
        """A branch over a few instructions."""
        after = self._name()
        self.op(self.random.choice(list(BRANCHES)), "rel", after)
        self.some(8)
        self.program.label(after)

    def _repeat(self):
        """A loop with a counter in the zero page."""
        again, counter = self._name(), self.random.randrange(0xD0, 0xDE)
        self.program.load("A", self.random.randrange(1, 12))
        self.op("STA", "zp", counter)
        self.program.label(again)
        self.some(5)
        self.op("DEC", "zp", counter)
        self.op("BNE", "rel", again)

    def _gap(self):
        """Leave a gap, so that code lies everywhere on its page."""
        self.program.here += self.random.randrange(200)

    def _jump(self):
        ahead = self._name()
        self.op("JMP", "abs", ahead)
        self._gap()
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

    def _return(self):
        """RTI as a jump."""
        ahead = self._name()
        for operand in (f">{ahead}", ahead):
            self.op("LDA", "imm", operand)
            self.op("PHA")
        if self.tame or self.random.random() < 0.5:
            self.op("PHP")
        else:
            self.program.load("A", self.byte())
            self.op("PHA")
        self.op("RTI")
        self.program.label(ahead)

    def _stack(self):
        if self.returns or self.tame:
            push = self.random.choice(list(PULLS))
            self.op(push)
            self.some(3)
            self.op(PULLS[push])
            return
        for _ in range(self.random.randrange(1, 5)):
            self.op(self.random.choice(["PHA", "PLA", "PHP", "PLP", "TSX", "TXS"]))

    def _hot_loop(self):
        """One of the loops that the compiled machine runs as a whole."""
        name = self.random.choice(list(LOOPS))
        x, y = self.byte(), self.byte()
        self.program.load("X", x & 1 if name == "JOYPAD" else x)
        self.program.load("Y", y & ~3 if name == "HIDE" else y)
        self.program.data(loop_bytes(name, 0x0200 + self.random.randrange(0x500)))


def loop_bytes(name, table=0x0300):
    """The code of one of forms.LOOPS; where it uses a table, that at an address."""
    place = {"lo": table & 255, "hi": table >> 8}
    return [place[b] if b in place else int(b, 16) for b in LOOPS[name][0].split()]
