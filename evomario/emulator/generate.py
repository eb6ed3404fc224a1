"""Writes `cpu.py`, the CPU's kernel, from the tables of `instructions.py`.

Run `python -m evomario.emulator.generate` after a change here or there; a test holds the two in
step. The kernel has two parts. `execute` runs any one instruction, wherever it lies and whatever
it touches. `advance` runs a whole step: it reads decoded words (see `decode.py`), and has a
branch of its own for each form in `FORMS`; what has none breaks out of its loop into `execute`.
"""

from pathlib import Path

from .forms import FORMS, branch_of, effect
from .instructions import BRANCHES, CHANGES, JUMPS, MODES, OPCODES, READS, WRITES


def _indent(lines: list[str], depth: int) -> str:
    text = "\n".join(lines)
    return "\n".join(" " * depth + line if line else "" for line in text.splitlines())


def _chain(variable: str, cases: list[tuple[int, str, list[str]]], depth: int, last: str) -> str:
    parts = []
    for i, (code, comment, lines) in enumerate(cases):
        word = "elif" if i else "if"
        parts.append(" " * depth + f"{word} {variable} == {code}:  # {comment}")
        parts.append(_indent(lines, depth + 4))
    return "\n".join([*parts, " " * depth + "else:", " " * (depth + 4) + last])


# For `execute`: mode -> statements that leave `address` (or `value`) and `crossed`.
_ANY_MODE = {
    "imp": ["pass"],
    "acc": ["value = a"],
    "imm": ["address = pc + 1"],
    "zp": ["address = low"],
    "zpx": ["address = (low + x) & 255"],
    "zpy": ["address = (low + y) & 255"],
    "rel": ["address = pc + 2 + low - ((low & 128) << 1)"],
    "izx": ["address = pointer(row, (low + x) & 255)"],
    "izy": ["address = pointer(row, low) + y", "crossed = (address & 255) < y"],
    "abs": ["address = low | high << 8"],
    "abx": ["address = (low | high << 8) + x", "crossed = low + x > 255"],
    "aby": ["address = (low | high << 8) + y", "crossed = low + y > 255"],
    "ind": [
        "address = read(row, cartridge, clock, low | high << 8, 0)",
        "address |= read(row, cartridge, clock, (low + 1) & 255 | high << 8, 0) << 8",
    ],
}
_STATUS = {
    "PHP": ["store8(row + 256 + sp, status(row, c, v, nz))", "sp = (sp - 1) & 255"],
    "PLP": ["sp = (sp + 1) & 255", "c, v, nz = set_status(row, load8(row + 256 + sp))"],
    "RTI": [
        "c, v, nz = set_status(row, load8(row + 256 + ((sp + 1) & 255)))",
        "after = load8(row + 256 + ((sp + 2) & 255)) | load8(row + 256 + ((sp + 3) & 255)) << 8",
        "sp = (sp + 3) & 255",
    ],
}


def _any_effect(mnemonic: str) -> list[str]:
    if mnemonic in BRANCHES:
        return [
            f"if {BRANCHES[mnemonic]}:",
            "    crossed = ((pc + 2) ^ address) & 0xFF00 != 0",
            "    clock += 3 if crossed else 1",
            "    after = address",
        ]
    if mnemonic in JUMPS:
        return JUMPS[mnemonic].replace("pc =", "after =").split("; ")
    if mnemonic in WRITES:
        return [f"value = {WRITES[mnemonic]}"]
    return _STATUS.get(mnemonic) or effect(mnemonic)


_MNEMONICS = sorted({i.mnemonic for i in OPCODES.values()} - {"BRK"})
_MODES = list(MODES)


def opcode_table() -> list[int]:
    """For `execute`, one number an opcode: mnemonic, mode, cycles and what it does to memory.

    Bits 0 to 7 the mnemonic's index plus 1 (0: not known), 8 to 11 the mode's, 12 to 15 the
    length, 16 to 19 the cycles, then flags: 20 reads, 21 writes, 22 pays for a crossed page.
    """
    table = [0] * 256
    for code, (mnemonic, mode, cycles) in OPCODES.items():
        if mnemonic == "BRK":
            continue
        memory = mode not in ("imp", "acc", "rel")
        reads = memory and mnemonic in (READS.keys() | CHANGES.keys())
        writes = memory and mnemonic in (WRITES.keys() | CHANGES.keys())
        table[code] = (
            _MNEMONICS.index(mnemonic) + 1 | _MODES.index(mode) << 8 | MODES[mode] << 12
            | cycles << 16 | reads << 20 | writes << 21 | (mnemonic != "STA") << 22
        )  # fmt: skip
    return table


_TEMPLATE = '''\
"""The CPU's kernel. Written by generate.py from instructions.py and forms.py: change those."""

from numba import njit

from .bus import end_of_wait, read, read_io, write, write_io
from .layout import (
    BLANK,
    BLANK_NEXT,
    BLANK_DOT,
    CLOCK,
    CONTROL,
    CYCLES,
    DOT,
    DOTS,
    EVENT,
    FRAME,
    LINE0,
    OPCODES,
    PAD,
    PC,
    SP,
    STEP,
    WORDS,
    A,
    P,
    X,
    Y,
)
from .memory import load8, load32, store8, store32, word
from .ppu import catch_up

DECIMAL, INTERRUPT = 16, 32  # bits of the status byte, in nes-py's order
KEPT = 60  # those that only the P field holds


@njit
def status(row, c, v, nz):
    """The status byte: N, V, one, B, D, I, Z, C from bit 0 up, as nes-py lays it out."""
    negative = 1 if nz & 384 else 0
    zero = 0 if nz & 255 else 64
    return load32(row + P) & KEPT | negative | (v & 128) >> 6 | zero | c << 7


@njit
def set_status(row, byte):
    """Take over a status byte; the flags c, v and nz."""
    store32(row + P, byte)
    return byte >> 7, (byte & 2) << 6, (byte & 1) << 8 | (0 if byte & 64 else 1)


@njit
def pointer(row, place):
    """The address that lies at a place in the zero page."""
    return load8(row + place) | load8(row + ((place + 1) & 255)) << 8


@njit
def code_byte(row, cartridge, place):
    """A byte of an instruction, in ROM or else in RAM; 0xFFFF is followed by 0."""
    return load8(cartridge + place) if 32768 <= place < 65536 else load8(row + (place & 2047))


@njit
def execute(row, cartridge, clock, screen):
    """Run the one instruction at PC, whatever it is; the cycle at which the next one starts.

    Registers are taken from the row and put back there. -1 for an opcode that is not official.
    """
    a, x, y = load32(row + A), load32(row + X), load32(row + Y)
    sp, pc = load32(row + SP), load32(row + PC) & 65535
    c, v, nz = set_status(row, load32(row + P))
    low = read(row, cartridge, clock, pc, 0)
    opcode = load32(cartridge + OPCODES + 4 * low)
    mnemonic, mode, length = opcode & 255, opcode >> 8 & 15, opcode >> 12 & 15
    if mnemonic == 0:
        return -1
    low, high = code_byte(row, cartridge, pc + 1), code_byte(row, cartridge, pc + 2)
    value, address, after = 0, 0, pc + length
    crossed = False
    start = clock
    clock += opcode >> 16 & 15
$MODES
    address &= 65535
    if opcode >> 20 & 1:
        value = read(row, cartridge, start, address, screen)
$EFFECTS
    if opcode >> 21 & 1:
        clock += write(row, cartridge, start, address, value, screen)
    elif mode == $ACC:
        a = value
    if crossed and opcode >> 22 & 1 and mode != $REL:
        clock += 1
    store32(row + A, a)
    store32(row + X, x)
    store32(row + Y, y)
    store32(row + SP, sp)
    store32(row + PC, after & 65535)
    store32(row + P, status(row, c, v, nz))
    return clock


def advance(row, cartridge, buttons, screen):
    """Run one step of 29,781 CPU cycles; 0, or the address of an opcode that is not official.

    `row` and `cartridge` are addresses (see layout.py), `buttons` is what controller 1 holds
    down, `screen` the address of `uint8[240, 256]` colour numbers to draw into, or 0.
    """
    store32(row + PAD, buttons)
    a, x, y = load32(row + A), load32(row + X), load32(row + Y)
    sp, pc, clock = load32(row + SP), load32(row + PC), load32(row + CLOCK)
    c, v, nz = set_status(row, load32(row + P))
    words = cartridge + WORDS
    while True:
        due = load32(row + EVENT) // 3
        limit = min(due, STEP)
        while clock < limit:
            w = word(words + (pc << 2))
            code, arg = w & 255, w >> 16
$FORMS
        if clock < limit:
            store32(row + A, a)
            store32(row + X, x)
            store32(row + Y, y)
            store32(row + SP, sp)
            store32(row + PC, pc)
            store32(row + P, status(row, c, v, nz))
            clock = execute(row, cartridge, clock, screen)
            if clock < 0:
                return pc
            a, x, y = load32(row + A), load32(row + X), load32(row + Y)
            sp, pc = load32(row + SP), load32(row + PC)
            c, v, nz = set_status(row, load32(row + P))
        elif due >= STEP:
            break
        else:
            catch_up(row, cartridge, load32(row + EVENT) + 1, screen)
            line0 = load32(row + LINE0)
            if load32(row + BLANK_NEXT):
                store32(row + BLANK_NEXT, 0)
                store32(row + EVENT, line0 + FRAME - 2)
                store32(row + BLANK, 1)
                if load32(row + CONTROL) & 128:
                    store8(row + 256 + sp, pc >> 8)
                    store8(row + 256 + ((sp - 1) & 255), pc)
                    store8(row + 256 + ((sp - 2) & 255), status(row, c, v, nz) | INTERRUPT)
                    sp = (sp - 3) & 255
                    store32(row + P, load32(row + P) | INTERRUPT)
                    pc = load8(cartridge + 65530) | load8(cartridge + 65531) << 8
                    clock += 7
            else:
                store32(row + BLANK_NEXT, 1)
                store32(row + EVENT, line0 + BLANK_DOT)
    if screen:
        catch_up(row, cartridge, DOTS, screen)
    store32(row + A, a)
    store32(row + X, x)
    store32(row + Y, y)
    store32(row + SP, sp)
    store32(row + PC, pc)
    store32(row + P, status(row, c, v, nz))
    store32(row + CLOCK, clock - STEP)
    store32(row + CYCLES, load32(row + CYCLES) ^ 1)
    store32(row + DOT, load32(row + DOT) - DOTS)
    store32(row + LINE0, load32(row + LINE0) - DOTS)
    store32(row + EVENT, load32(row + EVENT) - DOTS)
    return 0
'''


def source() -> str:
    """The text of `cpu.py`."""
    modes = [(i, m, _ANY_MODE[m]) for i, m in enumerate(_MODES)]
    effects = [(i + 1, m, _any_effect(m)) for i, m in enumerate(_MNEMONICS)]
    forms = [(i + 1, f, branch_of(f)) for i, f in enumerate(FORMS)]
    parts = {
        "$MODES": _chain("mode", modes, 4, "pass"),
        "$EFFECTS": _chain("mnemonic", effects, 4, "pass"),
        "$FORMS": _chain("code", forms, 12, "break"),
        "$ACC": str(_MODES.index("acc")),
        "$REL": str(_MODES.index("rel")),
    }
    text = _TEMPLATE
    for mark, part in parts.items():
        text = text.replace(mark, part)
    return text


if __name__ == "__main__":
    Path(__file__).with_name("cpu.py").write_text(source())
