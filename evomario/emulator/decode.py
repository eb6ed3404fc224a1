"""The ROM decoded beforehand: one word for each address at which an instruction may start.

A word holds the code of a form of `cpu.advance` in bits 0 to 7 (0: left to `cpu.execute`), a
branch's cycles beyond 2 if taken in bits 8 to 15, and the operand or target in bits 16 to 31.
"""

import re

import numpy as np

from .forms import FORMS, LOOPS
from .generate import opcode_table
from .instructions import BRANCHES, EFFECTS, JUMPS, MODES, OPCODES
from .layout import CARTRIDGE, MIRRORING, WORDS
from .layout import OPCODES as OPCODE_TABLE
from .rom import Rom

_CODE = {form: i + 1 for i, form in enumerate(FORMS)}
_WAIT = bytes.fromhex("AD022029 40")  # LDA 0x2002, AND #0x40, then a branch back by 7


def _pattern(loop: str) -> re.Pattern[bytes]:
    """What finds a loop's bytes; a table that it names twice must be the same."""
    parts: list[bytes] = []
    for byte in loop.split():
        if byte in ("lo", "hi"):
            group = b"(?P<%b>.)" % byte.encode()
            parts.append(b"(?P=%b)" % byte.encode() if group in parts else group)
        else:
            parts.append(re.escape(bytes.fromhex(byte)))
    return re.compile(b"".join(parts), re.DOTALL)


_LOOPS = [(_CODE[name], _pattern(loop)) for name, (loop, _) in LOOPS.items()]


def _form(mnemonic: str, mode: str, operand: int) -> str:
    """The form of an instruction whose operand's place is known; "" where it is not."""
    if mnemonic in EFFECTS or mnemonic in BRANCHES:
        return mnemonic
    if mode not in ("abs", "abx", "aby") or mnemonic in JUMPS:
        return f"{mnemonic}_{mode}"
    last = operand + (0 if mode == "abs" else 255)
    if last < 0x800 or (last < 0x2000 and mode != "abs"):
        return f"{mnemonic}_{mode}"
    if operand >= 0x8000 and last < 0x10000:
        return f"{mnemonic}_rom{mode[2:] if mode != 'abs' else ''}"
    return f"{mnemonic}_io" if mode == "abs" and operand >= 0x2000 else ""


def _disassemble(memory: bytes, pc: int) -> tuple[str, int, int, int]:
    """The form of the instruction at an address, its operand, the word's bits 8 to 15, length."""
    instruction = OPCODES.get(memory[pc])
    if instruction is None or pc + MODES[instruction.mode] > len(memory):
        return "", 0, 0, 0
    mnemonic, mode, _ = instruction
    length = MODES[mode]
    operand = int.from_bytes(memory[pc + 1 : pc + length], "little")
    if mnemonic in BRANCHES:
        operand = (pc + 2 + operand - ((operand & 128) << 1)) & 0xFFFF
        return mnemonic, operand, 3 if (operand ^ (pc + 2)) & 0xFF00 else 1, length
    if mnemonic == "JMP" and operand == pc:
        return "IDLE", operand, 0, 0
    return _form(mnemonic, mode, operand), operand, 0, length


def _word(memory: bytes, pc: int) -> int:
    """The word for the instruction at an address of PRG."""
    form, operand, extra, length = _disassemble(memory, pc)
    after = _disassemble(memory, pc + length)[0] if pc + length < len(memory) else ""
    code = _CODE.get(f"{form}+{after}", _CODE.get(form, 0))
    if memory[pc : pc + 5] == _WAIT and pc & 0xFF < 0xF9 and memory[pc + 6] == 0xF9:
        code = {0xF0: _CODE["WAIT_SET"], 0xD0: _CODE["WAIT_CLEAR"]}.get(memory[pc + 5], code)
    return code | extra << 8 | operand << 16


def _mark_loops(words: np.ndarray, memory: bytes) -> None:
    """Give the first instruction of each hot loop that does not cross a page the loop's code."""
    for code, pattern in _LOOPS:
        for match in pattern.finditer(memory):
            if match.start() >> 8 == match.end() >> 8 and _fits(memory, match.start()):
                words[match.start()] = words[match.start()] & 0xFFFFFF00 | code


def _fits(memory: bytes, pc: int) -> bool:
    """Whether an instruction's indexed operand surely lies in RAM, as the loops expect."""
    operand = int.from_bytes(memory[pc + 1 : pc + 3], "little")
    return MODES[OPCODES[memory[pc]].mode] < 3 or operand + 255 < 0x800


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
    _mark_loops(words, memory)
    data[WORDS : WORDS + 4 * 0x10000] = words.view(np.uint8)
    data.flags.writeable = False
    return data
