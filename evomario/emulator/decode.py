"""The ROM decoded beforehand: one word for each address at which an instruction may start.

A word holds the code of a form of `cpu.advance` in bits 0 to 7 (0: left to `cpu.execute`), a
branch's cycles beyond 2 if taken in bits 8 to 15, and the operand or target in bits 16 to 31.
"""

import numpy as np

from .generate import FORMS, base_mode, opcode_table
from .instructions import BRANCHES, EFFECTS, MODES, OPCODES, WRITES
from .layout import CARTRIDGE, MIRRORING, WORDS
from .layout import OPCODES as OPCODE_TABLE
from .rom import Rom

_CODE = {form: i + 1 for i, form in enumerate(FORMS)}
_WAIT = bytes.fromhex("AD022029 40")  # LDA 0x2002, AND #0x40, then a branch back by 7
_JOYPAD = 0x4016


def _code(mnemonic: str, mode: str, operand: int) -> tuple[int, int]:
    """The code of the form that fits an operand, and the operand as that form takes it."""
    form = mnemonic if mnemonic in EFFECTS else f"{mnemonic}_{mode}"
    if mode in ("abs", "abx", "aby") and mnemonic not in ("JMP", "JSR"):
        last = operand + (0 if mode == "abs" else 255)
        if last < 0x800 or (last < 0x2000 and mode != "abs"):
            pass
        elif last < 0x2000:
            operand &= 0x7FF
        elif 0x8000 <= operand and last < 0x10000:
            form = f"{mnemonic}_rom{mode[2:] if mode != 'abs' else ''}"
        elif mode == "abs":
            form = f"{mnemonic}_io"
        else:
            form = "LDA_pad" if (mnemonic, mode, operand) == ("LDA", "abx", _JOYPAD) else ""
    return _CODE.get(form, 0), operand


def _word(memory: bytes, pc: int) -> int:
    """The word for the instruction at an address of PRG."""
    instruction = OPCODES.get(memory[pc])
    if instruction is None or pc + MODES[instruction.mode] > len(memory):
        return 0
    mnemonic, mode, _ = instruction
    operand = int.from_bytes(memory[pc + 1 : pc + MODES[mode]], "little")
    if mnemonic in BRANCHES:
        target = (pc + 2 + operand - ((operand & 128) << 1)) & 0xFFFF
        crossed = (target ^ (pc + 2)) & 0xFF00 != 0
        return _CODE[mnemonic] | (3 if crossed else 1) << 8 | target << 16
    code, operand = _code(mnemonic, mode, operand)
    if mnemonic == "JMP" and operand == pc:
        code = _CODE["IDLE"]
    if memory[pc : pc + 5] == _WAIT and memory[pc + 6] == 0xF9 and pc & 0xFF < 0xF9:
        code = {0xF0: _CODE["WAIT_SET"], 0xD0: _CODE["WAIT_CLEAR"]}.get(memory[pc + 5], code)
    return code | operand << 16


def cartridge(rom: Rom) -> np.ndarray:
    """A ROM as the kernels read it (see layout.py): `uint8[CARTRIDGE]`, read-only."""
    data = np.zeros(CARTRIDGE, np.uint8)
    data[: len(rom.chr)] = np.frombuffer(rom.chr, np.uint8)
    prg = rom.prg * (0x8000 // len(rom.prg))
    data[0x8000:0x10000] = np.frombuffer(prg, np.uint8)
    data[MIRRORING] = rom.vertical
    data[OPCODE_TABLE : OPCODE_TABLE + 1024] = np.array(opcode_table(), "<i4").view(np.uint8)
    memory = bytes(0x8000) + prg
    words = np.zeros(0x10000, "<u4")
    words[0x8000:] = [_word(memory, pc) for pc in range(0x8000, 0x10000)]
    data[WORDS:] = words.view(np.uint8)
    data.flags.writeable = False
    return data
