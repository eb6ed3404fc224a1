"""The forms of instructions that `cpu.advance` has a branch of its own for, and their statements.

A form is an instruction whose operand is known to lie in RAM (`LDA_abs`), in ROM (`LDA_rom`) or
among the registers of the machine (`LDA_io`), two such instructions in a row (`FUSED`), or a
whole loop that the games spend much time in (`LOOPS`). What has no form is left to `cpu.execute`.
"""

import textwrap

from .instructions import BRANCHES, CHANGES, EFFECTS, JUMPS, MODES, OPCODES, READS, WRITES

CYCLES = {(i.mnemonic, i.mode): i.cycles for i in OPCODES.values()}

# Where the operand's address is known to lie in RAM or ROM, an access is one load or store.
_OPERAND = {
    "imm": "value = arg",
    "zp": "address = row + arg",
    "zpx": "address = row + ((arg + x) & 255)",
    "zpy": "address = row + ((arg + y) & 255)",
    "abs": "address = row + arg",
    "abx": "address = row + ((arg + x) & 2047)",
    "aby": "address = row + ((arg + y) & 2047)",
    "rom": "address = cartridge + arg",
    "romx": "address = cartridge + arg + x",
    "romy": "address = cartridge + arg + y",
    "izy": (
        "place = load8(row + arg) + (load8(row + ((arg + 1) & 255)) << 8) + y; "
        "address = cartridge + place if place >= 32768 else row + (place & 2047)"
    ),
}
_INDEX = {"abx": "x", "romx": "x", "aby": "y", "romy": "y"}
_BASE = {"rom": "abs", "romx": "abx", "romy": "aby"}


def base_mode(form: str) -> str:
    """The addressing mode of a form's operand: `rom` forms are absolute ones that lie in ROM."""
    return _BASE.get(form, form)


# Hot loops, recognised by their bytes (`lo hi` is any one table). Each turn is run as a whole while
# it surely ends before `limit`; where not even one does, the loop's first instruction is left to
# `execute`. What a loop leaves in registers, flags and memory is what its instructions would.
LOOPS = {
    # STA table,Y; INY four times; BNE: moves all sprites off the screen
    "HIDE": (
        "99 lo hi C8 C8 C8 C8 D0 F7",
        """
if clock + 16 >= limit:
    break
while True:
    store8(row + ((arg + y) & 2047), a)
    y = nz = (y + 4) & 255
    clock += 16
    if y == 0 or clock + 16 >= limit:
        break
if y == 0:
    clock -= 1
    pc += 9
""",
    ),
    # DEY; BNE: waits
    "DELAY": (
        "88 D0 FD",
        """
turns = y if y else 256
if clock + 5 * turns < limit:
    y = nz = 0
    clock += 5 * turns - 1
    pc += 3
else:
    break
""",
    ),
    # LDA timers,X; BEQ +3; DEC timers,X; DEX; BPL: counts all timers down
    "TIMERS": (
        "BD lo hi F0 03 DE lo hi CA 10 F5",
        """
if clock + 24 >= limit:
    break
while True:
    address = row + arg + x
    crossed = (arg & 255) + x >> 8
    a = load8(address)
    if a:
        store8(address, a - 1)
        clock += 18 + crossed + crossed
    else:
        clock += 12 + crossed
    x = nz = (x - 1) & 255
    if x > 127 or clock + 24 >= limit:
        break
if x > 127:
    clock -= 1
    pc += 11
""",
    ),
    # ROR bits,X; INX; DEY; BNE: shifts the random numbers
    "RANDOM": (
        "7E lo hi E8 88 D0 F9",
        """
if clock + 16 >= limit:
    break
while True:
    address = row + arg + x
    clock += 14 + ((arg & 255) + x >> 8)
    value = load8(address) | c << 8
    c = value & 1
    store8(address, value >> 1)
    x = (x + 1) & 255
    y = nz = (y - 1) & 255
    if y == 0 or clock + 16 >= limit:
        break
if y == 0:
    clock -= 1
    pc += 7
""",
    ),
    # PHA; LDA 0x4016,X; STA zp; LSR; ORA zp; LSR; PLA; ROL; DEY; BNE: reads a controller
    "JOYPAD": (
        "48 BD 16 40 85 00 4A 05 00 4A 68 2A 88 D0 F1",
        """
if x > 1 or clock + 28 >= limit:
    break
while True:
    store8(row + 256 + sp, a)
    value = read_io(row, cartridge, clock + 3, 0x4016 + x, screen)
    store8(row, value)
    a = a << 1 | (value >> 1 | value) & 1
    c = a >> 8
    a &= 255
    y = nz = (y - 1) & 255
    clock += 28
    if y == 0 or clock + 28 >= limit:
        break
if y == 0:
    clock -= 1
    pc += 15
""",
    ),
}

#: What `advance` has branches for besides loops and waits, the most frequent first as measured
#: over play in all levels: LLVM makes jump tables of 64 branches each, so the first is the fastest.
#: A pair joined by + runs without looking up the second word's branch.
COMMON = """
JSR_abs RTS_imp BNE STA_zp LDA_zpx BCC BEQ AND_imm LDA_zp LDA_imm TAY BCS CLC BPL LDA_abs STA_io
JMP_abs LDY_imm LDA_abx LSR_acc+LSR_acc CLC+ADC_imm PHA LDA_romy PLA STX_zp LDY_zp SEC STA_aby
LDY_abs LDA_romx INX SBC_zpx LDA_aby STA_abx ASL_acc LSR_acc CMP_imm+BNE CMP_imm+BEQ STA_abs
LDA_zp+CMP_imm LDA_abs+BNE LDX_imm CMP_zp INY+LDA_izy BMI STA_aby+LDA_zp CMP_imm LDX_zp ORA_zp TYA
LDA_abs+BEQ LDX_romy+CMP_imm ADC_zp DEY STA_zp+LDA_abs STA_zp+LDA_imm CPY_imm ASL_acc+ASL_acc
CPX_imm+BNE STA_zp+PLA LDX_zp+CMP_imm DEX+DEY CPY_imm+BCC DEX+BPL STY_zp LDA_izy STA_zpx INY
LDA_abx+SBC_aby STA_abx+DEX LDA_abs+AND_imm LDA_abx+STA_aby ADC_imm STA_zp+LDA_zp TAX
LDA_izy+STA_zp DEY+BPL SBC_imm DEX ROL_acc ADC_romy CPX_imm STA_aby+STA_aby ADC_aby INC_zp
LDA_zp+STA_aby STA_zp+INY LSR_zp SBC_abs STA_izy ADC_romx ROR_acc DEC_zp ADC_zpx LDX_abs DEC_abs
TXA ORA_imm CMP_abs LDY_zpx SBC_zp EOR_imm ADC_abs CMP_zpx LDY_abx INY+CPY_imm LDA_io ROL_zp
AND_abx STY_abs STA_aby+INX AND_abs AND_romy BIT_abs ADC_abx CMP_abx CMP_romy BIT_zp STY_io
INC_abs LDX_romy EOR_zp STX_abs AND_zp ORA_abs CMP_romx STX_io CMP_aby STY_zpx DEC_abx SBC_romy
AND_romx LDX_aby SBC_abx DEC_zpx LDY_romx ORA_abx INC_zpx CMP_rom
""".split()  # noqa: SIM905

_WAITS = ["IDLE", "WAIT_SET", "WAIT_CLEAR"]

#: The forms; a form's code in a decoded word is its index plus 1.
FORMS = [*COMMON, *LOOPS, *_WAITS]


def effect(mnemonic: str) -> list[str]:
    """The statements of what an instruction does, its operand in `value`."""
    tables = {**READS, **CHANGES, **EFFECTS}
    return tables[mnemonic].split("; ")


def _penalty(form: str) -> str:
    if form in _INDEX:
        return f" + ((arg & 255) + {_INDEX[form]} >> 8)"
    return " + ((place & 255) < y)" if form == "izy" else ""


def _end(mode: str, cycles: int, penalty: str = "") -> list[str]:
    return [f"pc += {MODES[mode]}", f"clock += {cycles}{penalty}"]


def _read(mnemonic: str, form: str) -> list[str]:
    mode = base_mode(form)
    lines = _OPERAND[form].split("; ")
    if form == "izy":
        lines.insert(1, "if 8192 <= place < 32768 or place > 65535:\n    break")
    if form != "imm":
        lines.append("value = load8(address)")
    return lines + effect(mnemonic) + _end(mode, CYCLES[mnemonic, mode], _penalty(form))


def _write(mnemonic: str, form: str) -> list[str]:
    lines = _OPERAND[form].split("; ")
    if form == "izy":
        lines[1:] = ["if place >= 8192:\n    break", "address = row + (place & 2047)"]
    lines.append(f"store8(address, {WRITES[mnemonic]})")
    penalty = "" if mnemonic == "STA" else _penalty(form)
    return lines + _end(form, CYCLES[mnemonic, form], penalty)


def _change(mnemonic: str, form: str) -> list[str]:
    if form == "acc":
        return ["value = a", *effect(mnemonic), "a = value", *_end("acc", 2)]
    lines = [_OPERAND[form], "value = load8(address)", *effect(mnemonic)]
    lines.append("store8(address, value)")
    return lines + _end(form, CYCLES[mnemonic, form], _penalty(form))


def _branch(mnemonic: str) -> list[str]:
    return [
        f"if {BRANCHES[mnemonic]}:\n    pc = arg\n    clock += 2 + (w >> 8 & 255)\n"
        "else:\n    pc += 2\n    clock += 2"
    ]


def _jump(mnemonic: str, mode: str) -> list[str]:
    effect = JUMPS[mnemonic].replace("address", "arg").split("; ")
    return [*effect, f"clock += {CYCLES[mnemonic, mode]}"]


_WAIT = [
    "clock = end_of_wait(row, cartridge, clock, limit, {until_set}, 9, screen)",
    "a = nz = read_io(row, cartridge, clock, arg, screen)",
    "pc += 3",
    "clock += 4",
]
_SPECIAL = {
    "LDA_io": ["a = nz = read_io(row, cartridge, clock, arg, screen)", *_end("abs", 4)],
    "STA_io": ["clock += 4 + write_io(row, cartridge, clock, arg, a, screen)", "pc += 3"],
    "STX_io": ["clock += 4 + write_io(row, cartridge, clock, arg, x, screen)", "pc += 3"],
    "STY_io": ["clock += 4 + write_io(row, cartridge, clock, arg, y, screen)", "pc += 3"],
    # a jump to itself, in whole turns; and a loop that polls for sprite 0
    "IDLE": ["clock += 3 * ((limit - clock + 2) // 3)"],
    "WAIT_SET": [line.format(until_set=1) for line in _WAIT],
    "WAIT_CLEAR": [line.format(until_set=0) for line in _WAIT],
}


def branch_of(form: str) -> list[str]:
    """The statements of a form's branch."""
    if form in LOOPS:
        return [LOOPS[form][1].strip()]
    if "+" in form:
        first, second = form.split("+")
        then = "\n".join(branch_of(second))
        return [*branch_of(first), "if clock < limit:", "    w = word(words + (pc << 2))",
                "    arg = w >> 16", textwrap.indent(then, "    ")]  # fmt: skip
    if form in _SPECIAL:
        return _SPECIAL[form]
    if form in BRANCHES:
        return _branch(form)
    if form in EFFECTS:
        cycles = CYCLES[form, "imp"]
        return [*effect(form), *_end("imp", cycles)]
    mnemonic, mode = form.split("_")
    if mnemonic in JUMPS:
        return _jump(mnemonic, mode)
    if mnemonic in CHANGES:
        return _change(mnemonic, mode)
    return _write(mnemonic, mode) if mnemonic in WRITES else _read(mnemonic, mode)
