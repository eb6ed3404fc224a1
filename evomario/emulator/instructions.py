"""The 6502 as data: every official instruction, its addressing modes, opcodes and cycles.

Three tables say all that the kernel knows: `OPCODES` (which byte is which instruction, and its
cycles), `MODES` (length, and how the operand's address follows) and `EFFECTS` (what it does).
`generate.py` turns them into `cpu.py`. In the snippets, `a x y sp pc` are the registers, `c` is
the carry (0 or 1), `v` holds the overflow in bit 7, and `nz` stands for two flags: zero is set
if its low 8 bits are 0, negative if bit 7 or bit 8 is set (bit 8 serves BIT, whose negative
flag does not follow from its result). `value` is the operand, `address` where it lies.
"""

from typing import NamedTuple


class Instruction(NamedTuple):
    """One opcode: its mnemonic, addressing mode, and cycles before any penalty."""

    mnemonic: str
    mode: str
    cycles: int


#: Mode: bytes of the instruction.
MODES = {
    "imp": 1, "acc": 1, "imm": 2, "zp": 2, "zpx": 2, "zpy": 2, "rel": 2,
    "izx": 2, "izy": 2, "abs": 3, "abx": 3, "aby": 3, "ind": 3,
}  # fmt: skip

# mnemonic: mode opcode cycles, ...
_TABLE = """
ADC: imm 69 2, zp 65 3, zpx 75 4, abs 6D 4, abx 7D 4, aby 79 4, izx 61 6, izy 71 5
AND: imm 29 2, zp 25 3, zpx 35 4, abs 2D 4, abx 3D 4, aby 39 4, izx 21 6, izy 31 5
ASL: acc 0A 2, zp 06 5, zpx 16 6, abs 0E 6, abx 1E 7
BCC: rel 90 2
BCS: rel B0 2
BEQ: rel F0 2
BIT: zp 24 3, abs 2C 4
BMI: rel 30 2
BNE: rel D0 2
BPL: rel 10 2
BRK: imp 00 7
BVC: rel 50 2
BVS: rel 70 2
CLC: imp 18 2
CLD: imp D8 2
CLI: imp 58 2
CLV: imp B8 2
CMP: imm C9 2, zp C5 3, zpx D5 4, abs CD 4, abx DD 4, aby D9 4, izx C1 6, izy D1 5
CPX: imm E0 2, zp E4 3, abs EC 4
CPY: imm C0 2, zp C4 3, abs CC 4
DEC: zp C6 5, zpx D6 6, abs CE 6, abx DE 7
DEX: imp CA 2
DEY: imp 88 2
EOR: imm 49 2, zp 45 3, zpx 55 4, abs 4D 4, abx 5D 4, aby 59 4, izx 41 6, izy 51 5
INC: zp E6 5, zpx F6 6, abs EE 6, abx FE 7
INX: imp E8 2
INY: imp C8 2
JMP: abs 4C 3, ind 6C 5
JSR: abs 20 6
LDA: imm A9 2, zp A5 3, zpx B5 4, abs AD 4, abx BD 4, aby B9 4, izx A1 6, izy B1 5
LDX: imm A2 2, zp A6 3, zpy B6 4, abs AE 4, aby BE 4
LDY: imm A0 2, zp A4 3, zpx B4 4, abs AC 4, abx BC 4
LSR: acc 4A 2, zp 46 5, zpx 56 6, abs 4E 6, abx 5E 7
NOP: imp EA 2
ORA: imm 09 2, zp 05 3, zpx 15 4, abs 0D 4, abx 1D 4, aby 19 4, izx 01 6, izy 11 5
PHA: imp 48 3
PHP: imp 08 3
PLA: imp 68 4
PLP: imp 28 4
ROL: acc 2A 2, zp 26 5, zpx 36 6, abs 2E 6, abx 3E 7
ROR: acc 6A 2, zp 66 5, zpx 76 6, abs 6E 6, abx 7E 7
RTI: imp 40 6
RTS: imp 60 6
SBC: imm E9 2, zp E5 3, zpx F5 4, abs ED 4, abx FD 4, aby F9 4, izx E1 6, izy F1 5
SEC: imp 38 2
SED: imp F8 2
SEI: imp 78 2
STA: zp 85 3, zpx 95 4, abs 8D 4, abx 9D 5, aby 99 5, izx 81 6, izy 91 6
STX: zp 86 3, zpy 96 4, abs 8E 4
STY: zp 84 3, zpx 94 4, abs 8C 4
TAX: imp AA 2
TAY: imp A8 2
TSX: imp BA 2
TXA: imp 8A 2
TXS: imp 9A 2
TYA: imp 98 2
"""


def _parse(table: str) -> dict[int, Instruction]:
    opcodes = {}
    for line in table.strip().splitlines():
        mnemonic, forms = line.split(": ")
        for form in forms.split(", "):
            mode, code, cycles = form.split()
            opcodes[int(code, 16)] = Instruction(mnemonic, mode, int(cycles))
    return opcodes


#: Opcode: instruction. The 151 official ones.
OPCODES = _parse(_TABLE)

#: Instructions that only read their operand.
READS = {
    "LDA": "a = nz = value",
    "LDX": "x = nz = value",
    "LDY": "y = nz = value",
    "AND": "a = nz = a & value",
    "ORA": "a = nz = a | value",
    "EOR": "a = nz = a ^ value",
    "ADC": "s = a + value + c; v = (a ^ s) & (value ^ s); c = s >> 8; a = nz = s & 255",
    "SBC": "s = a - value - 1 + c; v = (a ^ s) & (a ^ value); c = 1 + (s >> 8); a = nz = s & 255",
    "CMP": "s = a - value; c = 1 + (s >> 8); nz = s & 255",
    "CPX": "s = x - value; c = 1 + (s >> 8); nz = s & 255",
    "CPY": "s = y - value; c = 1 + (s >> 8); nz = s & 255",
    # zero from the result, negative from bit 7 of the operand, overflow from its bit 6
    "BIT": "nz = (1 if a & value else 0) | ((value & 128) << 1); v = value << 1",
}

#: Instructions that only write: the register that they store.
WRITES = {"STA": "a", "STX": "x", "STY": "y"}

#: Instructions that change their operand in place (in memory, or in the accumulator).
CHANGES = {
    "INC": "value = nz = (value + 1) & 255",
    "DEC": "value = nz = (value - 1) & 255",
    "ASL": "c = value >> 7; value = nz = (value << 1) & 255",
    "LSR": "c = value & 1; value = nz = value >> 1",
    "ROL": "s = (value << 1) | c; c = s >> 8; value = nz = s & 255",
    "ROR": "s = value | (c << 8); c = value & 1; value = nz = s >> 1",
}

#: Instructions without an operand.
EFFECTS = {
    "CLC": "c = 0",
    "SEC": "c = 1",
    "CLV": "v = 0",
    "CLI": "store32(row + P, load32(row + P) & ~INTERRUPT)",
    "SEI": "store32(row + P, load32(row + P) | INTERRUPT)",
    "CLD": "store32(row + P, load32(row + P) & ~DECIMAL)",
    "SED": "store32(row + P, load32(row + P) | DECIMAL)",
    "DEX": "x = nz = (x - 1) & 255",
    "DEY": "y = nz = (y - 1) & 255",
    "INX": "x = nz = (x + 1) & 255",
    "INY": "y = nz = (y + 1) & 255",
    "TAX": "x = nz = a",
    "TAY": "y = nz = a",
    "TSX": "x = nz = sp",
    "TXA": "a = nz = x",
    "TXS": "sp = x",
    "TYA": "a = nz = y",
    "NOP": "pass",
    "PHA": "store8(row + 256 + sp, a); sp = (sp - 1) & 255",
    "PLA": "sp = (sp + 1) & 255; a = nz = load8(row + 256 + sp)",
}

#: Branches: the condition under which they are taken.
BRANCHES = {
    "BCC": "c == 0",
    "BCS": "c != 0",
    "BNE": "(nz & 255) != 0",
    "BEQ": "(nz & 255) == 0",
    "BPL": "(nz & 384) == 0",
    "BMI": "(nz & 384) != 0",
    "BVC": "(v & 128) == 0",
    "BVS": "(v & 128) != 0",
}

#: Instructions that move the program counter or the whole status; `pc` is their own address.
JUMPS = {
    "JMP": "pc = address",
    "JSR": (
        "store8(row + 256 + sp, (pc + 2) >> 8); store8(row + 256 + ((sp - 1) & 255), pc + 2); "
        "sp = (sp - 2) & 255; pc = address"
    ),
    "RTS": (
        "pc = load8(row + 256 + ((sp + 1) & 255)) + "
        "(load8(row + 256 + ((sp + 2) & 255)) << 8) + 1; sp = (sp + 2) & 255"
    ),
}
