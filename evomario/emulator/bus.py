"""What the CPU reaches beyond RAM and ROM: the PPU's registers, sprite DMA and controller 1."""

from numba import njit

from .layout import (
    BLANK,
    BUFFER,
    CONTROL,
    CYCLES,
    DOT,
    FINE,
    HIT,
    LINE,
    LINE0,
    MASK,
    OAM,
    OAM_ADDRESS,
    PAD,
    PALETTE,
    PRE_RENDER,
    SHIFT,
    STROBE,
    TOGGLE,
    T,
    V,
)
from .memory import load8, load32, store8, store32
from .ppu import catch_up, keep_sprites, name_table, next_hit


@njit
def read_io(row, cartridge, clock, address, screen):
    """The byte that an instruction starting at cycle `clock` reads from 0x2000 to 0x7FFF."""
    if address < 0x4000:
        register = address & 7
        if register == 2:
            catch_up(row, cartridge, 3 * clock + 3, screen)
            status = load32(row + HIT) << 6 | load32(row + BLANK) << 7
            store32(row + BLANK, 0)
            store32(row + TOGGLE, 0)
            return status
        if register == 7:
            catch_up(row, cartridge, 3 * clock + 3, screen)
            return read_vram(row, cartridge)
        if register == 4:
            return load8(row + OAM + load32(row + OAM_ADDRESS))
        return 0
    if address == 0x4016:
        if load32(row + STROBE):
            return 0x40 | load32(row + PAD) & 1
        bits = load32(row + SHIFT)
        store32(row + SHIFT, bits >> 1)
        return 0x40 | bits & 1
    return 0x40 if address == 0x4017 else 0


@njit
def video_place(cartridge, v):
    """Where v, from 0x2000 to 0x3EFE, lies in VRAM; from 0x3000 on, always in the last table."""
    return name_table(cartridge, (v if v < 0x3000 else v | 0xC00) & 0xFFF)


@njit
def read_vram(row, cartridge):
    """Read at v through the buffer, and step v."""
    v = load32(row + V)
    if v < 0x2000:
        byte = load8(cartridge + v)
    elif v < 0x3EFF:
        byte = load8(row + video_place(cartridge, v))
    elif v < 0x3FFF:
        byte = load8(row + PALETTE + (v & 31))
    else:
        byte = 0
    v = (v + (32 if load32(row + CONTROL) & 4 else 1)) & 0xFFFF
    store32(row + V, v)
    if v < 0x3F00:
        buffered = load32(row + BUFFER)
        store32(row + BUFFER, byte)
        return buffered
    return byte


@njit
def write_vram(row, cartridge, value):
    """Write at v, and step v. CHR is ROM."""
    v = load32(row + V)
    if 0x2000 <= v < 0x3EFF:
        store8(row + video_place(cartridge, v), value)
    elif 0x3EFF <= v < 0x3FFF:
        store8(row + PALETTE + (0 if v == 0x3F10 else v & 31), value)
    store32(row + V, (v + (32 if load32(row + CONTROL) & 4 else 1)) & 0xFFFF)


@njit
def write_scroll(row, value):
    """The two writes of 0x2005: x, then y."""
    t = load32(row + T)
    if load32(row + TOGGLE):
        t = (t & 0xC1F) | (value & 7) << 12 | (value & 0xF8) << 2
    else:
        t = (t & ~0x1F) | value >> 3
        store32(row + FINE, value & 7)
    store32(row + T, t)
    store32(row + TOGGLE, 1 - load32(row + TOGGLE))


@njit
def write_address(row, value):
    """The two writes of 0x2006: the high byte, then the low one, which takes effect."""
    t = load32(row + T)
    if load32(row + TOGGLE):
        t = (t & ~0xFF) | value
        store32(row + V, t)
    else:
        t = (t & 0xFF) | (value & 0x3F) << 8
    store32(row + T, t)
    store32(row + TOGGLE, 1 - load32(row + TOGGLE))


@njit
def write_ppu(row, cartridge, clock, register, value, screen):
    """Write to one of the PPU's eight registers."""
    catch_up(row, cartridge, 3 * clock + 3, screen)
    if register == 0:
        keep_sprites(row)
        store32(row + CONTROL, value)
        store32(row + T, (load32(row + T) & ~0xC00) | (value & 3) << 10)
    elif register == 1:
        store32(row + MASK, value)
    elif register == 3:
        keep_sprites(row)
        store32(row + OAM_ADDRESS, value)
    elif register == 4:
        keep_sprites(row)
        place = load32(row + OAM_ADDRESS)
        store8(row + OAM + place, value)
        store32(row + OAM_ADDRESS, (place + 1) & 255)
    elif register == 5:
        write_scroll(row, value)
    elif register == 6:
        write_address(row, value)
    elif register == 7:
        write_vram(row, cartridge, value)


@njit
def write_io(row, cartridge, clock, address, value, screen):
    """Write to 0x2000 to 0x7FFF; the CPU cycles that it costs (sprite DMA stops the CPU)."""
    if address < 0x4000:
        write_ppu(row, cartridge, clock, address & 7, value, screen)
    elif address == 0x4014:
        catch_up(row, cartridge, 3 * clock + 3, screen)
        return sprite_dma(row, cartridge, clock, value)
    elif address == 0x4016:
        store32(row + STROBE, value & 1)
        if not value & 1:
            store32(row + SHIFT, load32(row + PAD))
    return 0


@njit
def sprite_dma(row, cartridge, clock, page):
    """Copy a page to OAM, from the OAM address on; 513 cycles, one more in an odd one."""
    keep_sprites(row)
    start = load32(row + OAM_ADDRESS)
    source = row + (page << 8 & 0x7FF) if page < 0x20 else cartridge + (page << 8)
    if page < 0x20 or page >= 0x80:
        for i in range(256):
            store8(row + OAM + ((start + i) & 255), load8(source + i))
    return 513 + ((load32(row + CYCLES) + clock + 1) & 1)


@njit
def end_of_wait(row, cartridge, clock, limit, until_set, turn, screen):
    """The cycle at which a loop that polls the sprite-0 flag reads it for the last time.

    The loop reads 0x2002 at `clock` and again every `turn` cycles; whole turns that end before
    `limit` are skipped if the flag cannot become what the loop waits for (`until_set`) in them.
    """
    catch_up(row, cartridge, 3 * clock + 3, screen)
    if load32(row + HIT) == until_set:
        return clock
    if until_set:
        change = next_hit(row, cartridge)
    else:
        line0 = load32(row + LINE0)
        cleared = load32(row + DOT) > line0 - LINE  # this frame's pre-render line has begun
        change = line0 + (PRE_RENDER if cleared else -LINE)
    turns = min((change // 3 - clock + turn - 1) // turn, (limit - 1 - clock) // turn)
    return clock + turn * max(turns, 0)


@njit
def read(row, cartridge, clock, address, screen):
    """The byte at any address of the CPU."""
    if address < 0x2000:
        return load8(row + (address & 0x7FF))
    if address >= 0x8000:
        return load8(cartridge + address)
    return read_io(row, cartridge, clock, address, screen)


@njit
def write(row, cartridge, clock, address, value, screen):
    """Write a byte at any address of the CPU; the extra cycles that it costs. ROM ignores it."""
    if address < 0x2000:
        store8(row + (address & 0x7FF), value)
    elif address < 0x8000:
        return write_io(row, cartridge, clock, address, value, screen)
    return 0
