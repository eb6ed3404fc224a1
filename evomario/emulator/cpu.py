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
    if mode == 0:  # imp
        pass
    elif mode == 1:  # acc
        value = a
    elif mode == 2:  # imm
        address = pc + 1
    elif mode == 3:  # zp
        address = low
    elif mode == 4:  # zpx
        address = (low + x) & 255
    elif mode == 5:  # zpy
        address = (low + y) & 255
    elif mode == 6:  # rel
        address = pc + 2 + low - ((low & 128) << 1)
    elif mode == 7:  # izx
        address = pointer(row, (low + x) & 255)
    elif mode == 8:  # izy
        address = pointer(row, low) + y
        crossed = (address & 255) < y
    elif mode == 9:  # abs
        address = low | high << 8
    elif mode == 10:  # abx
        address = (low | high << 8) + x
        crossed = low + x > 255
    elif mode == 11:  # aby
        address = (low | high << 8) + y
        crossed = low + y > 255
    elif mode == 12:  # ind
        address = read(row, cartridge, clock, low | high << 8, 0)
        address |= read(row, cartridge, clock, (low + 1) & 255 | high << 8, 0) << 8
    else:
        pass
    address &= 65535
    if opcode >> 20 & 1:
        value = read(row, cartridge, start, address, screen)
    if mnemonic == 1:  # ADC
        s = a + value + c
        v = (a ^ s) & (value ^ s)
        c = s >> 8
        a = nz = s & 255
    elif mnemonic == 2:  # AND
        a = nz = a & value
    elif mnemonic == 3:  # ASL
        c = value >> 7
        value = nz = (value << 1) & 255
    elif mnemonic == 4:  # BCC
        if c == 0:
            crossed = ((pc + 2) ^ address) & 0xFF00 != 0
            clock += 3 if crossed else 1
            after = address
    elif mnemonic == 5:  # BCS
        if c != 0:
            crossed = ((pc + 2) ^ address) & 0xFF00 != 0
            clock += 3 if crossed else 1
            after = address
    elif mnemonic == 6:  # BEQ
        if (nz & 255) == 0:
            crossed = ((pc + 2) ^ address) & 0xFF00 != 0
            clock += 3 if crossed else 1
            after = address
    elif mnemonic == 7:  # BIT
        nz = (1 if a & value else 0) | ((value & 128) << 1)
        v = value << 1
    elif mnemonic == 8:  # BMI
        if (nz & 384) != 0:
            crossed = ((pc + 2) ^ address) & 0xFF00 != 0
            clock += 3 if crossed else 1
            after = address
    elif mnemonic == 9:  # BNE
        if (nz & 255) != 0:
            crossed = ((pc + 2) ^ address) & 0xFF00 != 0
            clock += 3 if crossed else 1
            after = address
    elif mnemonic == 10:  # BPL
        if (nz & 384) == 0:
            crossed = ((pc + 2) ^ address) & 0xFF00 != 0
            clock += 3 if crossed else 1
            after = address
    elif mnemonic == 11:  # BVC
        if (v & 128) == 0:
            crossed = ((pc + 2) ^ address) & 0xFF00 != 0
            clock += 3 if crossed else 1
            after = address
    elif mnemonic == 12:  # BVS
        if (v & 128) != 0:
            crossed = ((pc + 2) ^ address) & 0xFF00 != 0
            clock += 3 if crossed else 1
            after = address
    elif mnemonic == 13:  # CLC
        c = 0
    elif mnemonic == 14:  # CLD
        store32(row + P, load32(row + P) & ~DECIMAL)
    elif mnemonic == 15:  # CLI
        store32(row + P, load32(row + P) & ~INTERRUPT)
    elif mnemonic == 16:  # CLV
        v = 0
    elif mnemonic == 17:  # CMP
        s = a - value
        c = 1 + (s >> 8)
        nz = s & 255
    elif mnemonic == 18:  # CPX
        s = x - value
        c = 1 + (s >> 8)
        nz = s & 255
    elif mnemonic == 19:  # CPY
        s = y - value
        c = 1 + (s >> 8)
        nz = s & 255
    elif mnemonic == 20:  # DEC
        value = nz = (value - 1) & 255
    elif mnemonic == 21:  # DEX
        x = nz = (x - 1) & 255
    elif mnemonic == 22:  # DEY
        y = nz = (y - 1) & 255
    elif mnemonic == 23:  # EOR
        a = nz = a ^ value
    elif mnemonic == 24:  # INC
        value = nz = (value + 1) & 255
    elif mnemonic == 25:  # INX
        x = nz = (x + 1) & 255
    elif mnemonic == 26:  # INY
        y = nz = (y + 1) & 255
    elif mnemonic == 27:  # JMP
        after = address
    elif mnemonic == 28:  # JSR
        store8(row + 256 + sp, (pc + 2) >> 8)
        store8(row + 256 + ((sp - 1) & 255), pc + 2)
        sp = (sp - 2) & 255
        after = address
    elif mnemonic == 29:  # LDA
        a = nz = value
    elif mnemonic == 30:  # LDX
        x = nz = value
    elif mnemonic == 31:  # LDY
        y = nz = value
    elif mnemonic == 32:  # LSR
        c = value & 1
        value = nz = value >> 1
    elif mnemonic == 33:  # NOP
        pass
    elif mnemonic == 34:  # ORA
        a = nz = a | value
    elif mnemonic == 35:  # PHA
        store8(row + 256 + sp, a)
        sp = (sp - 1) & 255
    elif mnemonic == 36:  # PHP
        store8(row + 256 + sp, status(row, c, v, nz))
        sp = (sp - 1) & 255
    elif mnemonic == 37:  # PLA
        sp = (sp + 1) & 255
        a = nz = load8(row + 256 + sp)
    elif mnemonic == 38:  # PLP
        sp = (sp + 1) & 255
        c, v, nz = set_status(row, load8(row + 256 + sp))
    elif mnemonic == 39:  # ROL
        s = (value << 1) | c
        c = s >> 8
        value = nz = s & 255
    elif mnemonic == 40:  # ROR
        s = value | (c << 8)
        c = value & 1
        value = nz = s >> 1
    elif mnemonic == 41:  # RTI
        c, v, nz = set_status(row, load8(row + 256 + ((sp + 1) & 255)))
        after = load8(row + 256 + ((sp + 2) & 255)) | load8(row + 256 + ((sp + 3) & 255)) << 8
        sp = (sp + 3) & 255
    elif mnemonic == 42:  # RTS
        after = load8(row + 256 + ((sp + 1) & 255)) + (load8(row + 256 + ((sp + 2) & 255)) << 8) + 1
        sp = (sp + 2) & 255
    elif mnemonic == 43:  # SBC
        s = a - value - 1 + c
        v = (a ^ s) & (a ^ value)
        c = 1 + (s >> 8)
        a = nz = s & 255
    elif mnemonic == 44:  # SEC
        c = 1
    elif mnemonic == 45:  # SED
        store32(row + P, load32(row + P) | DECIMAL)
    elif mnemonic == 46:  # SEI
        store32(row + P, load32(row + P) | INTERRUPT)
    elif mnemonic == 47:  # STA
        value = a
    elif mnemonic == 48:  # STX
        value = x
    elif mnemonic == 49:  # STY
        value = y
    elif mnemonic == 50:  # TAX
        x = nz = a
    elif mnemonic == 51:  # TAY
        y = nz = a
    elif mnemonic == 52:  # TSX
        x = nz = sp
    elif mnemonic == 53:  # TXA
        a = nz = x
    elif mnemonic == 54:  # TXS
        sp = x
    elif mnemonic == 55:  # TYA
        a = nz = y
    else:
        pass
    if opcode >> 21 & 1:
        clock += write(row, cartridge, start, address, value, screen)
    elif mode == 1:
        a = value
    if crossed and opcode >> 22 & 1 and mode != 6:
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
            if code == 1:  # JSR_abs
                store8(row + 256 + sp, (pc + 2) >> 8)
                store8(row + 256 + ((sp - 1) & 255), pc + 2)
                sp = (sp - 2) & 255
                pc = arg
                clock += 6
            elif code == 2:  # RTS_imp
                pc = load8(row + 256 + ((sp + 1) & 255)) + (load8(row + 256 + ((sp + 2) & 255)) << 8) + 1
                sp = (sp + 2) & 255
                clock += 6
            elif code == 3:  # BNE
                if (nz & 255) != 0:
                    pc = arg
                    clock += 2 + (w >> 8 & 255)
                else:
                    pc += 2
                    clock += 2
            elif code == 4:  # STA_zp
                address = row + arg
                store8(address, a)
                pc += 2
                clock += 3
            elif code == 5:  # LDA_zpx
                address = row + ((arg + x) & 255)
                value = load8(address)
                a = nz = value
                pc += 2
                clock += 4
            elif code == 6:  # BCC
                if c == 0:
                    pc = arg
                    clock += 2 + (w >> 8 & 255)
                else:
                    pc += 2
                    clock += 2
            elif code == 7:  # BEQ
                if (nz & 255) == 0:
                    pc = arg
                    clock += 2 + (w >> 8 & 255)
                else:
                    pc += 2
                    clock += 2
            elif code == 8:  # AND_imm
                value = arg
                a = nz = a & value
                pc += 2
                clock += 2
            elif code == 9:  # LDA_zp
                address = row + arg
                value = load8(address)
                a = nz = value
                pc += 2
                clock += 3
            elif code == 10:  # LDA_imm
                value = arg
                a = nz = value
                pc += 2
                clock += 2
            elif code == 11:  # TAY
                y = nz = a
                pc += 1
                clock += 2
            elif code == 12:  # BCS
                if c != 0:
                    pc = arg
                    clock += 2 + (w >> 8 & 255)
                else:
                    pc += 2
                    clock += 2
            elif code == 13:  # CLC
                c = 0
                pc += 1
                clock += 2
            elif code == 14:  # BPL
                if (nz & 384) == 0:
                    pc = arg
                    clock += 2 + (w >> 8 & 255)
                else:
                    pc += 2
                    clock += 2
            elif code == 15:  # LDA_abs
                address = row + arg
                value = load8(address)
                a = nz = value
                pc += 3
                clock += 4
            elif code == 16:  # STA_io
                clock += 4 + write_io(row, cartridge, clock, arg, a, screen)
                pc += 3
            elif code == 17:  # JMP_abs
                pc = arg
                clock += 3
            elif code == 18:  # LDY_imm
                value = arg
                y = nz = value
                pc += 2
                clock += 2
            elif code == 19:  # LDA_abx
                address = row + ((arg + x) & 2047)
                value = load8(address)
                a = nz = value
                pc += 3
                clock += 4 + ((arg & 255) + x >> 8)
            elif code == 20:  # LSR_acc+LSR_acc
                value = a
                c = value & 1
                value = nz = value >> 1
                a = value
                pc += 1
                clock += 2
                if clock < limit:
                    w = word(words + (pc << 2))
                    arg = w >> 16
                    value = a
                    c = value & 1
                    value = nz = value >> 1
                    a = value
                    pc += 1
                    clock += 2
            elif code == 21:  # CLC+ADC_imm
                c = 0
                pc += 1
                clock += 2
                if clock < limit:
                    w = word(words + (pc << 2))
                    arg = w >> 16
                    value = arg
                    s = a + value + c
                    v = (a ^ s) & (value ^ s)
                    c = s >> 8
                    a = nz = s & 255
                    pc += 2
                    clock += 2
            elif code == 22:  # PHA
                store8(row + 256 + sp, a)
                sp = (sp - 1) & 255
                pc += 1
                clock += 3
            elif code == 23:  # LDA_romy
                address = cartridge + arg + y
                value = load8(address)
                a = nz = value
                pc += 3
                clock += 4 + ((arg & 255) + y >> 8)
            elif code == 24:  # PLA
                sp = (sp + 1) & 255
                a = nz = load8(row + 256 + sp)
                pc += 1
                clock += 4
            elif code == 25:  # STX_zp
                address = row + arg
                store8(address, x)
                pc += 2
                clock += 3
            elif code == 26:  # LDY_zp
                address = row + arg
                value = load8(address)
                y = nz = value
                pc += 2
                clock += 3
            elif code == 27:  # SEC
                c = 1
                pc += 1
                clock += 2
            elif code == 28:  # STA_aby
                address = row + ((arg + y) & 2047)
                store8(address, a)
                pc += 3
                clock += 5
            elif code == 29:  # LDY_abs
                address = row + arg
                value = load8(address)
                y = nz = value
                pc += 3
                clock += 4
            elif code == 30:  # LDA_romx
                address = cartridge + arg + x
                value = load8(address)
                a = nz = value
                pc += 3
                clock += 4 + ((arg & 255) + x >> 8)
            elif code == 31:  # INX
                x = nz = (x + 1) & 255
                pc += 1
                clock += 2
            elif code == 32:  # SBC_zpx
                address = row + ((arg + x) & 255)
                value = load8(address)
                s = a - value - 1 + c
                v = (a ^ s) & (a ^ value)
                c = 1 + (s >> 8)
                a = nz = s & 255
                pc += 2
                clock += 4
            elif code == 33:  # LDA_aby
                address = row + ((arg + y) & 2047)
                value = load8(address)
                a = nz = value
                pc += 3
                clock += 4 + ((arg & 255) + y >> 8)
            elif code == 34:  # STA_abx
                address = row + ((arg + x) & 2047)
                store8(address, a)
                pc += 3
                clock += 5
            elif code == 35:  # ASL_acc
                value = a
                c = value >> 7
                value = nz = (value << 1) & 255
                a = value
                pc += 1
                clock += 2
            elif code == 36:  # LSR_acc
                value = a
                c = value & 1
                value = nz = value >> 1
                a = value
                pc += 1
                clock += 2
            elif code == 37:  # CMP_imm+BNE
                value = arg
                s = a - value
                c = 1 + (s >> 8)
                nz = s & 255
                pc += 2
                clock += 2
                if clock < limit:
                    w = word(words + (pc << 2))
                    arg = w >> 16
                    if (nz & 255) != 0:
                        pc = arg
                        clock += 2 + (w >> 8 & 255)
                    else:
                        pc += 2
                        clock += 2
            elif code == 38:  # CMP_imm+BEQ
                value = arg
                s = a - value
                c = 1 + (s >> 8)
                nz = s & 255
                pc += 2
                clock += 2
                if clock < limit:
                    w = word(words + (pc << 2))
                    arg = w >> 16
                    if (nz & 255) == 0:
                        pc = arg
                        clock += 2 + (w >> 8 & 255)
                    else:
                        pc += 2
                        clock += 2
            elif code == 39:  # STA_abs
                address = row + arg
                store8(address, a)
                pc += 3
                clock += 4
            elif code == 40:  # LDA_zp+CMP_imm
                address = row + arg
                value = load8(address)
                a = nz = value
                pc += 2
                clock += 3
                if clock < limit:
                    w = word(words + (pc << 2))
                    arg = w >> 16
                    value = arg
                    s = a - value
                    c = 1 + (s >> 8)
                    nz = s & 255
                    pc += 2
                    clock += 2
            elif code == 41:  # LDA_abs+BNE
                address = row + arg
                value = load8(address)
                a = nz = value
                pc += 3
                clock += 4
                if clock < limit:
                    w = word(words + (pc << 2))
                    arg = w >> 16
                    if (nz & 255) != 0:
                        pc = arg
                        clock += 2 + (w >> 8 & 255)
                    else:
                        pc += 2
                        clock += 2
            elif code == 42:  # LDX_imm
                value = arg
                x = nz = value
                pc += 2
                clock += 2
            elif code == 43:  # CMP_zp
                address = row + arg
                value = load8(address)
                s = a - value
                c = 1 + (s >> 8)
                nz = s & 255
                pc += 2
                clock += 3
            elif code == 44:  # INY+LDA_izy
                y = nz = (y + 1) & 255
                pc += 1
                clock += 2
                if clock < limit:
                    w = word(words + (pc << 2))
                    arg = w >> 16
                    place = load8(row + arg) + (load8(row + ((arg + 1) & 255)) << 8) + y
                    if 8192 <= place < 32768 or place > 65535:
                        break
                    address = cartridge + place if place >= 32768 else row + (place & 2047)
                    value = load8(address)
                    a = nz = value
                    pc += 2
                    clock += 5 + ((place & 255) < y)
            elif code == 45:  # BMI
                if (nz & 384) != 0:
                    pc = arg
                    clock += 2 + (w >> 8 & 255)
                else:
                    pc += 2
                    clock += 2
            elif code == 46:  # STA_aby+LDA_zp
                address = row + ((arg + y) & 2047)
                store8(address, a)
                pc += 3
                clock += 5
                if clock < limit:
                    w = word(words + (pc << 2))
                    arg = w >> 16
                    address = row + arg
                    value = load8(address)
                    a = nz = value
                    pc += 2
                    clock += 3
            elif code == 47:  # CMP_imm
                value = arg
                s = a - value
                c = 1 + (s >> 8)
                nz = s & 255
                pc += 2
                clock += 2
            elif code == 48:  # LDX_zp
                address = row + arg
                value = load8(address)
                x = nz = value
                pc += 2
                clock += 3
            elif code == 49:  # ORA_zp
                address = row + arg
                value = load8(address)
                a = nz = a | value
                pc += 2
                clock += 3
            elif code == 50:  # TYA
                a = nz = y
                pc += 1
                clock += 2
            elif code == 51:  # LDA_abs+BEQ
                address = row + arg
                value = load8(address)
                a = nz = value
                pc += 3
                clock += 4
                if clock < limit:
                    w = word(words + (pc << 2))
                    arg = w >> 16
                    if (nz & 255) == 0:
                        pc = arg
                        clock += 2 + (w >> 8 & 255)
                    else:
                        pc += 2
                        clock += 2
            elif code == 52:  # LDX_romy+CMP_imm
                address = cartridge + arg + y
                value = load8(address)
                x = nz = value
                pc += 3
                clock += 4 + ((arg & 255) + y >> 8)
                if clock < limit:
                    w = word(words + (pc << 2))
                    arg = w >> 16
                    value = arg
                    s = a - value
                    c = 1 + (s >> 8)
                    nz = s & 255
                    pc += 2
                    clock += 2
            elif code == 53:  # ADC_zp
                address = row + arg
                value = load8(address)
                s = a + value + c
                v = (a ^ s) & (value ^ s)
                c = s >> 8
                a = nz = s & 255
                pc += 2
                clock += 3
            elif code == 54:  # DEY
                y = nz = (y - 1) & 255
                pc += 1
                clock += 2
            elif code == 55:  # STA_zp+LDA_abs
                address = row + arg
                store8(address, a)
                pc += 2
                clock += 3
                if clock < limit:
                    w = word(words + (pc << 2))
                    arg = w >> 16
                    address = row + arg
                    value = load8(address)
                    a = nz = value
                    pc += 3
                    clock += 4
            elif code == 56:  # STA_zp+LDA_imm
                address = row + arg
                store8(address, a)
                pc += 2
                clock += 3
                if clock < limit:
                    w = word(words + (pc << 2))
                    arg = w >> 16
                    value = arg
                    a = nz = value
                    pc += 2
                    clock += 2
            elif code == 57:  # CPY_imm
                value = arg
                s = y - value
                c = 1 + (s >> 8)
                nz = s & 255
                pc += 2
                clock += 2
            elif code == 58:  # ASL_acc+ASL_acc
                value = a
                c = value >> 7
                value = nz = (value << 1) & 255
                a = value
                pc += 1
                clock += 2
                if clock < limit:
                    w = word(words + (pc << 2))
                    arg = w >> 16
                    value = a
                    c = value >> 7
                    value = nz = (value << 1) & 255
                    a = value
                    pc += 1
                    clock += 2
            elif code == 59:  # CPX_imm+BNE
                value = arg
                s = x - value
                c = 1 + (s >> 8)
                nz = s & 255
                pc += 2
                clock += 2
                if clock < limit:
                    w = word(words + (pc << 2))
                    arg = w >> 16
                    if (nz & 255) != 0:
                        pc = arg
                        clock += 2 + (w >> 8 & 255)
                    else:
                        pc += 2
                        clock += 2
            elif code == 60:  # STA_zp+PLA
                address = row + arg
                store8(address, a)
                pc += 2
                clock += 3
                if clock < limit:
                    w = word(words + (pc << 2))
                    arg = w >> 16
                    sp = (sp + 1) & 255
                    a = nz = load8(row + 256 + sp)
                    pc += 1
                    clock += 4
            elif code == 61:  # LDX_zp+CMP_imm
                address = row + arg
                value = load8(address)
                x = nz = value
                pc += 2
                clock += 3
                if clock < limit:
                    w = word(words + (pc << 2))
                    arg = w >> 16
                    value = arg
                    s = a - value
                    c = 1 + (s >> 8)
                    nz = s & 255
                    pc += 2
                    clock += 2
            elif code == 62:  # DEX+DEY
                x = nz = (x - 1) & 255
                pc += 1
                clock += 2
                if clock < limit:
                    w = word(words + (pc << 2))
                    arg = w >> 16
                    y = nz = (y - 1) & 255
                    pc += 1
                    clock += 2
            elif code == 63:  # CPY_imm+BCC
                value = arg
                s = y - value
                c = 1 + (s >> 8)
                nz = s & 255
                pc += 2
                clock += 2
                if clock < limit:
                    w = word(words + (pc << 2))
                    arg = w >> 16
                    if c == 0:
                        pc = arg
                        clock += 2 + (w >> 8 & 255)
                    else:
                        pc += 2
                        clock += 2
            elif code == 64:  # DEX+BPL
                x = nz = (x - 1) & 255
                pc += 1
                clock += 2
                if clock < limit:
                    w = word(words + (pc << 2))
                    arg = w >> 16
                    if (nz & 384) == 0:
                        pc = arg
                        clock += 2 + (w >> 8 & 255)
                    else:
                        pc += 2
                        clock += 2
            elif code == 65:  # STY_zp
                address = row + arg
                store8(address, y)
                pc += 2
                clock += 3
            elif code == 66:  # LDA_izy
                place = load8(row + arg) + (load8(row + ((arg + 1) & 255)) << 8) + y
                if 8192 <= place < 32768 or place > 65535:
                    break
                address = cartridge + place if place >= 32768 else row + (place & 2047)
                value = load8(address)
                a = nz = value
                pc += 2
                clock += 5 + ((place & 255) < y)
            elif code == 67:  # STA_zpx
                address = row + ((arg + x) & 255)
                store8(address, a)
                pc += 2
                clock += 4
            elif code == 68:  # INY
                y = nz = (y + 1) & 255
                pc += 1
                clock += 2
            elif code == 69:  # LDA_abx+SBC_aby
                address = row + ((arg + x) & 2047)
                value = load8(address)
                a = nz = value
                pc += 3
                clock += 4 + ((arg & 255) + x >> 8)
                if clock < limit:
                    w = word(words + (pc << 2))
                    arg = w >> 16
                    address = row + ((arg + y) & 2047)
                    value = load8(address)
                    s = a - value - 1 + c
                    v = (a ^ s) & (a ^ value)
                    c = 1 + (s >> 8)
                    a = nz = s & 255
                    pc += 3
                    clock += 4 + ((arg & 255) + y >> 8)
            elif code == 70:  # STA_abx+DEX
                address = row + ((arg + x) & 2047)
                store8(address, a)
                pc += 3
                clock += 5
                if clock < limit:
                    w = word(words + (pc << 2))
                    arg = w >> 16
                    x = nz = (x - 1) & 255
                    pc += 1
                    clock += 2
            elif code == 71:  # LDA_abs+AND_imm
                address = row + arg
                value = load8(address)
                a = nz = value
                pc += 3
                clock += 4
                if clock < limit:
                    w = word(words + (pc << 2))
                    arg = w >> 16
                    value = arg
                    a = nz = a & value
                    pc += 2
                    clock += 2
            elif code == 72:  # LDA_abx+STA_aby
                address = row + ((arg + x) & 2047)
                value = load8(address)
                a = nz = value
                pc += 3
                clock += 4 + ((arg & 255) + x >> 8)
                if clock < limit:
                    w = word(words + (pc << 2))
                    arg = w >> 16
                    address = row + ((arg + y) & 2047)
                    store8(address, a)
                    pc += 3
                    clock += 5
            elif code == 73:  # ADC_imm
                value = arg
                s = a + value + c
                v = (a ^ s) & (value ^ s)
                c = s >> 8
                a = nz = s & 255
                pc += 2
                clock += 2
            elif code == 74:  # STA_zp+LDA_zp
                address = row + arg
                store8(address, a)
                pc += 2
                clock += 3
                if clock < limit:
                    w = word(words + (pc << 2))
                    arg = w >> 16
                    address = row + arg
                    value = load8(address)
                    a = nz = value
                    pc += 2
                    clock += 3
            elif code == 75:  # TAX
                x = nz = a
                pc += 1
                clock += 2
            elif code == 76:  # LDA_izy+STA_zp
                place = load8(row + arg) + (load8(row + ((arg + 1) & 255)) << 8) + y
                if 8192 <= place < 32768 or place > 65535:
                    break
                address = cartridge + place if place >= 32768 else row + (place & 2047)
                value = load8(address)
                a = nz = value
                pc += 2
                clock += 5 + ((place & 255) < y)
                if clock < limit:
                    w = word(words + (pc << 2))
                    arg = w >> 16
                    address = row + arg
                    store8(address, a)
                    pc += 2
                    clock += 3
            elif code == 77:  # DEY+BPL
                y = nz = (y - 1) & 255
                pc += 1
                clock += 2
                if clock < limit:
                    w = word(words + (pc << 2))
                    arg = w >> 16
                    if (nz & 384) == 0:
                        pc = arg
                        clock += 2 + (w >> 8 & 255)
                    else:
                        pc += 2
                        clock += 2
            elif code == 78:  # SBC_imm
                value = arg
                s = a - value - 1 + c
                v = (a ^ s) & (a ^ value)
                c = 1 + (s >> 8)
                a = nz = s & 255
                pc += 2
                clock += 2
            elif code == 79:  # DEX
                x = nz = (x - 1) & 255
                pc += 1
                clock += 2
            elif code == 80:  # ROL_acc
                value = a
                s = (value << 1) | c
                c = s >> 8
                value = nz = s & 255
                a = value
                pc += 1
                clock += 2
            elif code == 81:  # ADC_romy
                address = cartridge + arg + y
                value = load8(address)
                s = a + value + c
                v = (a ^ s) & (value ^ s)
                c = s >> 8
                a = nz = s & 255
                pc += 3
                clock += 4 + ((arg & 255) + y >> 8)
            elif code == 82:  # CPX_imm
                value = arg
                s = x - value
                c = 1 + (s >> 8)
                nz = s & 255
                pc += 2
                clock += 2
            elif code == 83:  # STA_aby+STA_aby
                address = row + ((arg + y) & 2047)
                store8(address, a)
                pc += 3
                clock += 5
                if clock < limit:
                    w = word(words + (pc << 2))
                    arg = w >> 16
                    address = row + ((arg + y) & 2047)
                    store8(address, a)
                    pc += 3
                    clock += 5
            elif code == 84:  # ADC_aby
                address = row + ((arg + y) & 2047)
                value = load8(address)
                s = a + value + c
                v = (a ^ s) & (value ^ s)
                c = s >> 8
                a = nz = s & 255
                pc += 3
                clock += 4 + ((arg & 255) + y >> 8)
            elif code == 85:  # INC_zp
                address = row + arg
                value = load8(address)
                value = nz = (value + 1) & 255
                store8(address, value)
                pc += 2
                clock += 5
            elif code == 86:  # LDA_zp+STA_aby
                address = row + arg
                value = load8(address)
                a = nz = value
                pc += 2
                clock += 3
                if clock < limit:
                    w = word(words + (pc << 2))
                    arg = w >> 16
                    address = row + ((arg + y) & 2047)
                    store8(address, a)
                    pc += 3
                    clock += 5
            elif code == 87:  # STA_zp+INY
                address = row + arg
                store8(address, a)
                pc += 2
                clock += 3
                if clock < limit:
                    w = word(words + (pc << 2))
                    arg = w >> 16
                    y = nz = (y + 1) & 255
                    pc += 1
                    clock += 2
            elif code == 88:  # LSR_zp
                address = row + arg
                value = load8(address)
                c = value & 1
                value = nz = value >> 1
                store8(address, value)
                pc += 2
                clock += 5
            elif code == 89:  # SBC_abs
                address = row + arg
                value = load8(address)
                s = a - value - 1 + c
                v = (a ^ s) & (a ^ value)
                c = 1 + (s >> 8)
                a = nz = s & 255
                pc += 3
                clock += 4
            elif code == 90:  # STA_izy
                place = load8(row + arg) + (load8(row + ((arg + 1) & 255)) << 8) + y
                if place >= 8192:
                    break
                address = row + (place & 2047)
                store8(address, a)
                pc += 2
                clock += 6
            elif code == 91:  # ADC_romx
                address = cartridge + arg + x
                value = load8(address)
                s = a + value + c
                v = (a ^ s) & (value ^ s)
                c = s >> 8
                a = nz = s & 255
                pc += 3
                clock += 4 + ((arg & 255) + x >> 8)
            elif code == 92:  # ROR_acc
                value = a
                s = value | (c << 8)
                c = value & 1
                value = nz = s >> 1
                a = value
                pc += 1
                clock += 2
            elif code == 93:  # DEC_zp
                address = row + arg
                value = load8(address)
                value = nz = (value - 1) & 255
                store8(address, value)
                pc += 2
                clock += 5
            elif code == 94:  # ADC_zpx
                address = row + ((arg + x) & 255)
                value = load8(address)
                s = a + value + c
                v = (a ^ s) & (value ^ s)
                c = s >> 8
                a = nz = s & 255
                pc += 2
                clock += 4
            elif code == 95:  # LDX_abs
                address = row + arg
                value = load8(address)
                x = nz = value
                pc += 3
                clock += 4
            elif code == 96:  # DEC_abs
                address = row + arg
                value = load8(address)
                value = nz = (value - 1) & 255
                store8(address, value)
                pc += 3
                clock += 6
            elif code == 97:  # TXA
                a = nz = x
                pc += 1
                clock += 2
            elif code == 98:  # ORA_imm
                value = arg
                a = nz = a | value
                pc += 2
                clock += 2
            elif code == 99:  # CMP_abs
                address = row + arg
                value = load8(address)
                s = a - value
                c = 1 + (s >> 8)
                nz = s & 255
                pc += 3
                clock += 4
            elif code == 100:  # LDY_zpx
                address = row + ((arg + x) & 255)
                value = load8(address)
                y = nz = value
                pc += 2
                clock += 4
            elif code == 101:  # SBC_zp
                address = row + arg
                value = load8(address)
                s = a - value - 1 + c
                v = (a ^ s) & (a ^ value)
                c = 1 + (s >> 8)
                a = nz = s & 255
                pc += 2
                clock += 3
            elif code == 102:  # EOR_imm
                value = arg
                a = nz = a ^ value
                pc += 2
                clock += 2
            elif code == 103:  # ADC_abs
                address = row + arg
                value = load8(address)
                s = a + value + c
                v = (a ^ s) & (value ^ s)
                c = s >> 8
                a = nz = s & 255
                pc += 3
                clock += 4
            elif code == 104:  # CMP_zpx
                address = row + ((arg + x) & 255)
                value = load8(address)
                s = a - value
                c = 1 + (s >> 8)
                nz = s & 255
                pc += 2
                clock += 4
            elif code == 105:  # LDY_abx
                address = row + ((arg + x) & 2047)
                value = load8(address)
                y = nz = value
                pc += 3
                clock += 4 + ((arg & 255) + x >> 8)
            elif code == 106:  # INY+CPY_imm
                y = nz = (y + 1) & 255
                pc += 1
                clock += 2
                if clock < limit:
                    w = word(words + (pc << 2))
                    arg = w >> 16
                    value = arg
                    s = y - value
                    c = 1 + (s >> 8)
                    nz = s & 255
                    pc += 2
                    clock += 2
            elif code == 107:  # LDA_io
                a = nz = read_io(row, cartridge, clock, arg, screen)
                pc += 3
                clock += 4
            elif code == 108:  # ROL_zp
                address = row + arg
                value = load8(address)
                s = (value << 1) | c
                c = s >> 8
                value = nz = s & 255
                store8(address, value)
                pc += 2
                clock += 5
            elif code == 109:  # AND_abx
                address = row + ((arg + x) & 2047)
                value = load8(address)
                a = nz = a & value
                pc += 3
                clock += 4 + ((arg & 255) + x >> 8)
            elif code == 110:  # STY_abs
                address = row + arg
                store8(address, y)
                pc += 3
                clock += 4
            elif code == 111:  # STA_aby+INX
                address = row + ((arg + y) & 2047)
                store8(address, a)
                pc += 3
                clock += 5
                if clock < limit:
                    w = word(words + (pc << 2))
                    arg = w >> 16
                    x = nz = (x + 1) & 255
                    pc += 1
                    clock += 2
            elif code == 112:  # AND_abs
                address = row + arg
                value = load8(address)
                a = nz = a & value
                pc += 3
                clock += 4
            elif code == 113:  # AND_romy
                address = cartridge + arg + y
                value = load8(address)
                a = nz = a & value
                pc += 3
                clock += 4 + ((arg & 255) + y >> 8)
            elif code == 114:  # BIT_abs
                address = row + arg
                value = load8(address)
                nz = (1 if a & value else 0) | ((value & 128) << 1)
                v = value << 1
                pc += 3
                clock += 4
            elif code == 115:  # ADC_abx
                address = row + ((arg + x) & 2047)
                value = load8(address)
                s = a + value + c
                v = (a ^ s) & (value ^ s)
                c = s >> 8
                a = nz = s & 255
                pc += 3
                clock += 4 + ((arg & 255) + x >> 8)
            elif code == 116:  # CMP_abx
                address = row + ((arg + x) & 2047)
                value = load8(address)
                s = a - value
                c = 1 + (s >> 8)
                nz = s & 255
                pc += 3
                clock += 4 + ((arg & 255) + x >> 8)
            elif code == 117:  # CMP_romy
                address = cartridge + arg + y
                value = load8(address)
                s = a - value
                c = 1 + (s >> 8)
                nz = s & 255
                pc += 3
                clock += 4 + ((arg & 255) + y >> 8)
            elif code == 118:  # BIT_zp
                address = row + arg
                value = load8(address)
                nz = (1 if a & value else 0) | ((value & 128) << 1)
                v = value << 1
                pc += 2
                clock += 3
            elif code == 119:  # STY_io
                clock += 4 + write_io(row, cartridge, clock, arg, y, screen)
                pc += 3
            elif code == 120:  # INC_abs
                address = row + arg
                value = load8(address)
                value = nz = (value + 1) & 255
                store8(address, value)
                pc += 3
                clock += 6
            elif code == 121:  # LDX_romy
                address = cartridge + arg + y
                value = load8(address)
                x = nz = value
                pc += 3
                clock += 4 + ((arg & 255) + y >> 8)
            elif code == 122:  # EOR_zp
                address = row + arg
                value = load8(address)
                a = nz = a ^ value
                pc += 2
                clock += 3
            elif code == 123:  # STX_abs
                address = row + arg
                store8(address, x)
                pc += 3
                clock += 4
            elif code == 124:  # AND_zp
                address = row + arg
                value = load8(address)
                a = nz = a & value
                pc += 2
                clock += 3
            elif code == 125:  # ORA_abs
                address = row + arg
                value = load8(address)
                a = nz = a | value
                pc += 3
                clock += 4
            elif code == 126:  # CMP_romx
                address = cartridge + arg + x
                value = load8(address)
                s = a - value
                c = 1 + (s >> 8)
                nz = s & 255
                pc += 3
                clock += 4 + ((arg & 255) + x >> 8)
            elif code == 127:  # STX_io
                clock += 4 + write_io(row, cartridge, clock, arg, x, screen)
                pc += 3
            elif code == 128:  # CMP_aby
                address = row + ((arg + y) & 2047)
                value = load8(address)
                s = a - value
                c = 1 + (s >> 8)
                nz = s & 255
                pc += 3
                clock += 4 + ((arg & 255) + y >> 8)
            elif code == 129:  # STY_zpx
                address = row + ((arg + x) & 255)
                store8(address, y)
                pc += 2
                clock += 4
            elif code == 130:  # DEC_abx
                address = row + ((arg + x) & 2047)
                value = load8(address)
                value = nz = (value - 1) & 255
                store8(address, value)
                pc += 3
                clock += 7 + ((arg & 255) + x >> 8)
            elif code == 131:  # SBC_romy
                address = cartridge + arg + y
                value = load8(address)
                s = a - value - 1 + c
                v = (a ^ s) & (a ^ value)
                c = 1 + (s >> 8)
                a = nz = s & 255
                pc += 3
                clock += 4 + ((arg & 255) + y >> 8)
            elif code == 132:  # AND_romx
                address = cartridge + arg + x
                value = load8(address)
                a = nz = a & value
                pc += 3
                clock += 4 + ((arg & 255) + x >> 8)
            elif code == 133:  # LDX_aby
                address = row + ((arg + y) & 2047)
                value = load8(address)
                x = nz = value
                pc += 3
                clock += 4 + ((arg & 255) + y >> 8)
            elif code == 134:  # SBC_abx
                address = row + ((arg + x) & 2047)
                value = load8(address)
                s = a - value - 1 + c
                v = (a ^ s) & (a ^ value)
                c = 1 + (s >> 8)
                a = nz = s & 255
                pc += 3
                clock += 4 + ((arg & 255) + x >> 8)
            elif code == 135:  # DEC_zpx
                address = row + ((arg + x) & 255)
                value = load8(address)
                value = nz = (value - 1) & 255
                store8(address, value)
                pc += 2
                clock += 6
            elif code == 136:  # LDY_romx
                address = cartridge + arg + x
                value = load8(address)
                y = nz = value
                pc += 3
                clock += 4 + ((arg & 255) + x >> 8)
            elif code == 137:  # ORA_abx
                address = row + ((arg + x) & 2047)
                value = load8(address)
                a = nz = a | value
                pc += 3
                clock += 4 + ((arg & 255) + x >> 8)
            elif code == 138:  # INC_zpx
                address = row + ((arg + x) & 255)
                value = load8(address)
                value = nz = (value + 1) & 255
                store8(address, value)
                pc += 2
                clock += 6
            elif code == 139:  # CMP_rom
                address = cartridge + arg
                value = load8(address)
                s = a - value
                c = 1 + (s >> 8)
                nz = s & 255
                pc += 3
                clock += 4
            elif code == 140:  # HIDE
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
            elif code == 141:  # DELAY
                turns = y if y else 256
                if clock + 5 * turns < limit:
                    y = nz = 0
                    clock += 5 * turns - 1
                    pc += 3
                else:
                    break
            elif code == 142:  # TIMERS
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
            elif code == 143:  # RANDOM
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
            elif code == 144:  # JOYPAD
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
            elif code == 145:  # IDLE
                clock += 3 * ((limit - clock + 2) // 3)
            elif code == 146:  # WAIT_SET
                clock = end_of_wait(row, cartridge, clock, limit, 1, 9, screen)
                a = nz = read_io(row, cartridge, clock, arg, screen)
                pc += 3
                clock += 4
            elif code == 147:  # WAIT_CLEAR
                clock = end_of_wait(row, cartridge, clock, limit, 0, 9, screen)
                a = nz = read_io(row, cartridge, clock, arg, screen)
                pc += 3
                clock += 4
            else:
                break
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
