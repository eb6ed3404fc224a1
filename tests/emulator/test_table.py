"""The 6502's tables against a short list of known facts, and what is made of them."""

from pathlib import Path

import numpy as np
import pytest

from evomario.emulator import forms, generate, layout
from evomario.emulator.decode import cartridge
from evomario.emulator.instructions import (
    BRANCHES,
    CHANGES,
    EFFECTS,
    JUMPS,
    MODES,
    OPCODES,
    READS,
    WRITES,
)
from evomario.emulator.rom import Rom

from .assembler import Program
from .fuzz import loop_bytes

# From data sheets: opcode, mnemonic, bytes, cycles, of each group of opcodes a few.
FACTS = """
00 BRK 1 7   01 ORA 2 6   05 ORA 2 3   06 ASL 2 5   08 PHP 1 3   09 ORA 2 2   0A ASL 1 2
0D ORA 3 4   0E ASL 3 6   10 BPL 2 2   11 ORA 2 5   15 ORA 2 4   16 ASL 2 6   19 ORA 3 4
1D ORA 3 4   1E ASL 3 7   20 JSR 3 6   24 BIT 2 3   28 PLP 1 4   2C BIT 3 4   30 BMI 2 2
36 ROL 2 6   40 RTI 1 6   48 PHA 1 3   4C JMP 3 3   50 BVC 2 2   5E LSR 3 7   60 RTS 1 6
61 ADC 2 6   68 PLA 1 4   6C JMP 3 5   6E ROR 3 6   71 ADC 2 5   78 SEI 1 2   81 STA 2 6
84 STY 2 3   86 STX 2 3   8C STY 3 4   8D STA 3 4   91 STA 2 6   94 STY 2 4   95 STA 2 4
96 STX 2 4   99 STA 3 5   9A TXS 1 2   9D STA 3 5   A0 LDY 2 2   A2 LDX 2 2   A9 LDA 2 2
B1 LDA 2 5   B4 LDY 2 4   B6 LDX 2 4   B9 LDA 3 4   BC LDY 3 4   BE LDX 3 4   C4 CPY 2 3
CA DEX 1 2   D0 BNE 2 2   D1 CMP 2 5   DE DEC 3 7   E0 CPX 2 2   E6 INC 2 5   EA NOP 1 2
EE INC 3 6   F1 SBC 2 5   F6 INC 2 6   F8 SED 1 2   F9 SBC 3 4   FE INC 3 7
"""
# How many opcodes a mnemonic has.
SIZES = {
    8: "ADC AND CMP EOR LDA ORA SBC", 7: "STA", 5: "ASL LDX LDY LSR ROL ROR",
    4: "DEC INC", 3: "CPX CPY STX STY", 2: "BIT JMP",
}  # fmt: skip


def facts():
    words = FACTS.split()
    return [tuple(words[i : i + 4]) for i in range(0, len(words), 4)]


@pytest.mark.parametrize(("code", "mnemonic", "length", "cycles"), facts())
def test_an_opcode(code, mnemonic, length, cycles):
    instruction = OPCODES[int(code, 16)]
    assert instruction.mnemonic == mnemonic
    assert MODES[instruction.mode] == int(length)
    assert instruction.cycles == int(cycles)


def test_all_151_official_opcodes_are_there():
    assert len(OPCODES) == 151
    assert not {code for code in OPCODES if code & 3 == 3}  # a column of unofficial ones


def test_how_many_opcodes_each_mnemonic_has():
    sizes = {name: size for size, names in SIZES.items() for name in names.split()}
    names = [i.mnemonic for i in OPCODES.values()]
    assert {name: names.count(name) for name in names} == {name: 1 for name in names} | sizes


def test_every_mnemonic_does_something():
    done = [*READS, *WRITES, *CHANGES, *EFFECTS, *BRANCHES, *JUMPS, "PHP", "PLP", "RTI", "BRK"]
    assert sorted(done) == sorted({i.mnemonic for i in OPCODES.values()})


def test_the_kernel_is_in_step_with_the_tables():
    written = Path(generate.__file__).with_name("cpu.py").read_text()
    assert written == generate.source(), "run: python -m evomario.emulator.generate"


def test_forms_are_unique_and_fit_a_byte():
    assert len(set(forms.FORMS)) == len(forms.FORMS) <= 255


@pytest.mark.parametrize("form", forms.COMMON)
def test_a_form_is_made_of_instructions_that_exist(form):
    known = {(i.mnemonic, i.mode) for i in OPCODES.values()}
    for part in form.split("+"):
        mnemonic, _, mode = part.partition("_")
        if mode:
            mode = "abs" if mode == "io" else forms.base_mode(mode)
            assert (mnemonic, mode) in known
        else:
            assert mnemonic in BRANCHES or mnemonic in EFFECTS


# decoded words


def word(p, address=0x8000):
    """A decoded word: its form, bits 8 to 15, and operand."""
    data = cartridge(Rom(bytes(p.memory), bytes(8192), True, ""))
    word = int(data[layout.WORDS :].view("<u4")[address])
    code = word & 255
    return forms.FORMS[code - 1] if code else "", word >> 8 & 255, word >> 16


@pytest.mark.parametrize(
    ("mnemonic", "mode", "operand", "form"),
    [
        ("LDA", "abs", 0x07FF, "LDA_abs"),
        ("LDA", "abs", 0x0800, ""),  # a mirror of RAM
        ("LDA", "abs", 0x2002, "LDA_io"),
        ("LDA", "abx", 0x1F00, "LDA_abx"),
        ("LDA", "abx", 0x1F01, ""),  # may reach the registers
        ("LDA", "abx", 0x7F80, ""),
        ("LDA", "abx", 0x8000, "LDA_romx"),
        ("LDA", "aby", 0xFF00, "LDA_romy"),
        ("LDA", "aby", 0xFF01, ""),  # may wrap to RAM
        ("STA", "abs", 0x4014, "STA_io"),
        ("STA", "abs", 0x8000, ""),
        ("STA", "abx", 0x8000, ""),
        ("INC", "abs", 0x2007, ""),
        ("JMP", "abs", 0x8000, "IDLE"),
        ("JMP", "abs", 0x8003, "JMP_abs"),
        ("JMP", "ind", 0x8003, ""),
        ("PHP", "imp", 0, ""),
        ("BRK", "imp", 0, ""),
    ],
)
def test_the_form_that_an_operand_leads_to(mnemonic, mode, operand, form):
    p = Program()
    p.op(mnemonic, mode, operand)
    assert word(p)[0] == form
    assert word(p)[2] == operand


@pytest.mark.parametrize(
    ("address", "offset", "extra", "target"),
    [
        (0x8000, 0x10, 1, 0x8012),
        (0x8000, 0xFE, 1, 0x8000),
        (0x8000, 0xFD, 3, 0x7FFF),
        (0x80F0, 0x10, 3, 0x8102),
        (0x80FE, 0xFE, 3, 0x80FE),  # pages are counted from the next instruction
        (0x80FD, 0x00, 1, 0x80FF),
    ],
)
def test_a_branch_knows_its_target_and_penalty(address, offset, extra, target):
    p = Program()
    p.at(address)
    p.op("BVC", "rel", offset)
    data = word(p, address)
    assert data == ("", extra, target)  # no form of its own, but decoded
    p = Program()
    p.at(address)
    p.op("BNE", "rel", offset)
    assert word(p, address) == ("BNE", extra, target)


def test_two_in_a_row_become_a_pair():
    p = Program()
    p.op("CMP", "imm", 5)
    p.op("BEQ", "rel", 3)
    assert word(p) == ("CMP_imm+BEQ", 0, 5)


@pytest.mark.parametrize("end", [0x8080, 0x80FF, 0x8100, 0x8101])
@pytest.mark.parametrize("name", forms.LOOPS)
def test_a_hot_loop_is_known_where_its_branch_stays_on_the_page(name, end):
    code = loop_bytes(name)
    p = Program()
    p.at(end - len(code))
    p.data(code)
    assert (word(p, end - len(code))[0] == name) == (end < 0x8100)


@pytest.mark.parametrize("name", [n for n in forms.LOOPS if "lo" in forms.LOOPS[n][0]])
def test_a_hot_loop_needs_its_table_in_ram(name):
    p = Program()
    p.data(loop_bytes(name, 0x0701))
    assert word(p)[0] != name


def test_a_loop_whose_two_tables_differ_is_not_the_timers():
    p = Program()
    code = loop_bytes("TIMERS")
    code[6] += 1
    p.data(code)
    assert word(p)[0] != "TIMERS"


@pytest.mark.parametrize("start", (0xFFF0, 0xFFFA, 0xFFFB, 0xFFFE))
def test_code_may_lie_at_the_very_end(start):
    p = Program()
    p.memory[start - 0x8000 :] = bytes.fromhex("AD 02 20 29 40 D0 F9 BD 00 03 4C 00 80 88 D0 FD")[
        : 0x10000 - start
    ]
    assert word(p, 0xFFFF)


@pytest.mark.parametrize("address", [0x80F8, 0x80F9])
@pytest.mark.parametrize(("branch", "form"), [("F0", "WAIT_SET"), ("D0", "WAIT_CLEAR")])
def test_a_wait_is_known_where_its_branch_stays_on_the_page(branch, form, address):
    p = Program()
    p.at(address)
    p.data(bytes.fromhex(f"AD 02 20 29 40 {branch} F9"))
    assert (word(p, address)[0] == form) == (address == 0x80F8)


def test_a_rom_of_16_kilobytes_lies_there_twice():
    prg = bytes(np.random.default_rng(0).integers(256, size=16384, dtype=np.uint8))
    data = cartridge(Rom(prg, bytes(8192), False, ""))
    assert bytes(data[0x8000:0xC000]) == bytes(data[0xC000:0x10000]) == prg
    assert not data.flags.writeable
