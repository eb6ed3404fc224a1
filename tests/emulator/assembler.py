"""A small assembler: programs for the tests, as cartridge files."""

from pathlib import Path

from evomario.emulator.instructions import MODES, OPCODES

CODES = {(i.mnemonic, i.mode): code for code, i in OPCODES.items()}


class Program:
    """Code and data from 0x8000 on, with labels that may be used before they are set.

    An operand is a number or a label; of a label, an immediate operand takes the low byte, or
    the high one if it is written `>label`.
    """

    def __init__(self):
        self.memory = bytearray(0x8000)
        self.here = 0x8000
        self.labels = {}
        self._later = []

    def label(self, name):
        assert name not in self.labels
        self.labels[name] = self.here

    def at(self, address):
        assert address >= self.here
        self.here = address

    def data(self, data):
        for byte in data:
            self.memory[self.here - 0x8000] = byte
            self.here += 1

    def address(self, label):
        """Two bytes: the address of a label."""
        self._later.append((self.here, label, "abs", 0))
        self.here += 2

    def point(self, low, high, label):
        """Put the two bytes of a label's address at two addresses."""
        self._later += [(low, label, "imm", 0), (high, f">{label}", "imm", 0)]

    def op(self, mnemonic, mode="imp", operand=0):
        place, size = self.here, MODES[mode] - 1
        self.data([CODES[mnemonic, mode]])
        if isinstance(operand, str):
            self._later.append((self.here, operand, mode, place + 1 + size))
            self.data(bytes(size))
        else:
            self.data(operand.to_bytes(size, "little"))

    def load(self, register, value):
        self.op(f"LD{register}", "imm", value)

    def store(self, value, address):
        """Write a constant to an address, by way of A."""
        self.op("LDA", "imm", value)
        self.op("STA", "abs", address)

    def wait(self, cycles):
        """Let an exact number of cycles pass, 2 or more; keeps all registers and flags but PC."""
        assert cycles >= 2
        if cycles % 2:
            self.op("JMP", "abs", self.here + 3)
            cycles -= 3
        for _ in range(cycles // 2):
            self.op("NOP")

    def _resolve(self):
        for place, label, mode, after in self._later:
            target = self.labels[label.lstrip(">")]
            if mode == "imm":
                target = target >> 8 if label[0] == ">" else target & 255
            if mode == "rel":
                target -= after
                assert -128 <= target < 128, f"{label} is too far away"
                target &= 255
            for i in range(2 if mode in ("abs", "abx", "aby", "ind") else 1):
                self.memory[place - 0x8000 + i] = target >> 8 * i & 255

    def rom(self, patterns=bytes(8192), vertical=True):
        """The cartridge file: vectors from the labels `nmi` and `reset`."""
        assert self.here <= 0xFFFA
        self.at(0xFFFA)
        for label in ("nmi", "reset", "reset"):
            self.address(label)
        self._resolve()
        header = b"NES\x1a" + bytes([2, 1, int(vertical)]) + bytes(9)
        return header + self.memory + patterns


def write(path: Path, rom: bytes) -> Path:
    path.write_bytes(rom)
    return path
