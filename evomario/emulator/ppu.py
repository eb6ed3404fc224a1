"""The PPU: what RAM and picture depend on, advanced to a dot only when somebody looks.

Nothing here runs dot by dot. `catch_up` brings the PPU to a given dot in whole lines where it can;
it is called when a register is touched and at the two events of a frame. Positions in a
frame are counted in dots from the first dot of visible line 0, so the pre-render line is -341 to
-1, and pixel x of a line is its dot x. The scroll address v and its parts are as on hardware:
fine y in bits 12 to 14, name table in 10 and 11, coarse y in 5 to 9, coarse x in 0 to 4.
"""

from numba import njit

from .layout import (
    BLANK,
    CONTROL,
    COUNT,
    DOT,
    EVEN,
    FINE,
    FRAME,
    HIT,
    LINE,
    LINE0,
    LISTED,
    MASK,
    MIRRORING,
    OAM,
    OAM_ADDRESS,
    PALETTE,
    PRE_RENDER,
    SPRITES,
    VISIBLE,
    VRAM,
    T,
    V,
)
from .memory import load8, load32, store8, store32

BACKGROUND, FOREGROUND = 8, 16  #: bits of MASK that show the background and the sprites
BOTH = BACKGROUND | FOREGROUND
NEVER = 1 << 40  #: a dot that does not come
LINE0_LIST = 240  #: line 0 shows the sprites picked at the end of line 239 of the frame before


@njit
def name_table(cartridge, address):
    """Where a name table address (low 12 bits) lies in VRAM, mirrored as the cartridge is wired."""
    if load8(cartridge + MIRRORING):
        return VRAM + (address & 0x7FF)
    return VRAM + ((address >> 1) & 0x400) + (address & 0x3FF)


@njit
def next_pixels(v, fine, start, stop):
    """V after the pixels from start to stop of a line: coarse x steps after each fine x of 7."""
    coarse = (v & 31) + ((fine + stop) >> 3) - ((fine + start) >> 3)
    return (v & ~31) ^ ((coarse & 32) << 5) | (coarse & 31)


@njit
def next_lines(v, lines):
    """V after y has stepped `lines` (at most 240) times."""
    coarse, y = (v >> 5) & 31, ((v >> 2) & 0xF8) | ((v >> 12) & 7)
    if coarse < 30:  # the attribute rows 30 and 31 wrap without changing the name table
        y += lines
        if y >= 240:
            y -= 240
            v ^= 0x800
    elif y + lines < 256:
        y += lines
    else:
        y += lines - 256
    return (v & 0x8C1F) | ((y & 0xF8) << 2) | ((y & 7) << 12)


@njit
def pick_sprites(row, line):
    """List the sprites of a line, unless that was done: the first 8 whose rows reach it."""
    if load32(row + LISTED) == line:
        return
    height = 16 if load32(row + CONTROL) & 32 else 8
    count = 0
    for i in range(load32(row + OAM_ADDRESS) >> 2, 64):
        if 0 <= line - 1 - load8(row + OAM + 4 * i) < height:
            store8(row + SPRITES + count, i)
            count += 1
            if count == 8:
                break
    store32(row + COUNT, count)
    store32(row + LISTED, line)


@njit
def listed_line(position):
    """The line whose sprite list is in force at a position: LINE0_LIST from line 239's end on."""
    return position // LINE if LINE <= position < VISIBLE else LINE0_LIST


@njit
def keep_sprites(row):
    """Pick the sprites in force before OAM changes under them."""
    pick_sprites(row, listed_line(load32(row + DOT) - load32(row + LINE0)))


@njit
def on_line(row, line):
    """Whether sprite 0 is among a line's sprites."""
    if line == 0:
        pick_sprites(row, LINE0_LIST)
    elif load32(row + LISTED) != line:
        height = 16 if load32(row + CONTROL) & 32 else 8
        below = line - 1 - load8(row + OAM)
        return 0 <= below < height and load32(row + OAM_ADDRESS) < 4
    return load32(row + COUNT) > 0 and load8(row + SPRITES) == 0


@njit
def pattern(cartridge, address):
    """The two bit planes of a pattern row: the byte at the address and that 8 further on."""
    address &= 0xFFFF
    low = load8(cartridge + address) if address < 0x2000 else 0
    address = (address + 8) & 0xFFFF
    high = load8(cartridge + address) if address < 0x2000 else 0
    return low, high


@njit
def sprite_row(row, cartridge, sprite, line):
    """The bit planes of a sprite's row on a line, most significant bit leftmost."""
    place = row + OAM + 4 * sprite
    tile, flags = load8(place + 1), load8(place + 2)
    control = load32(row + CONTROL)
    height = 16 if control & 32 else 8
    below = line - ((load8(place) + 1) & 255)
    offset = below % height if below >= 0 else -(-below % height)  # the remainder has below's sign
    if flags & 128:
        offset ^= height - 1
    if height == 8:
        low, high = pattern(cartridge, 16 * tile + offset + ((control & 8) << 9))
    else:
        offset = (offset & 7) | ((offset & 8) << 1)
        low, high = pattern(cartridge, ((tile >> 1) * 32 + offset) | ((tile & 1) << 12))
    if flags & 64:
        low, high = reverse(low), reverse(high)
    return low, high


@njit
def reverse(byte):
    """A byte with its bits in reverse order."""
    byte = ((byte & 0x55) << 1) | ((byte >> 1) & 0x55)
    byte = ((byte & 0x33) << 2) | ((byte >> 2) & 0x33)
    return ((byte & 0x0F) << 4) | (byte >> 4)


@njit
def tile_row(row, cartridge, v):
    """The bit planes of the background tile that v points at."""
    tile = load8(row + name_table(cartridge, v & 0xFFF))
    page = (load32(row + CONTROL) & 16) << 8
    return pattern(cartridge, (16 * tile + ((v >> 12) & 7)) | page)


@njit
def first_hit(row, cartridge, line, v, start, stop):
    """The first pixel from start to stop where sprite 0 meets the background, or -1.

    v is the scroll address at pixel `start`. Needs both layers shown.
    """
    left = load8(row + OAM + 3)
    mask = load32(row + MASK)
    edge = 8 if mask & 6 != 6 else 0  # either layer hidden in the left 8 pixels
    low, high = sprite_row(row, cartridge, 0, line)
    fine = load32(row + FINE)
    for x in range(max(start, left, edge), min(stop, left + 8)):
        if (low | high) >> (7 - x + left) & 1:
            tile_low, tile_high = tile_row(row, cartridge, next_pixels(v, fine, start, x))
            if (tile_low | tile_high) >> (7 - ((fine + x) & 7)) & 1:
                return x
    return -1


@njit
def next_hit(row, cartridge):
    """The dot at which sprite 0 will hit if nothing is written, or NEVER; before line 0, line 0."""
    line0, dot = load32(row + LINE0), load32(row + DOT)
    position = dot - line0
    mask = load32(row + MASK)
    if position < 0:
        return line0
    if mask & BOTH != BOTH or position >= VISIBLE:
        return NEVER
    v, fine = load32(row + V), load32(row + FINE)
    line, x = position // LINE, position % LINE
    while line < 240:
        if x == 0 and not on_line(row, line) and line > 0:
            top = load8(row + OAM) + 1
            if line >= top or load32(row + OAM_ADDRESS) >= 4:
                return NEVER
            v = to_line_end(v, load32(row + T), 0, top - line)
            line = top
            continue
        if x < 256 and on_line(row, line):
            hit = first_hit(row, cartridge, line, v, x, 256)
            if hit >= 0:
                return line0 + line * LINE + hit
        v = next_pixels(v, fine, min(x, 256), 256)
        v = to_line_end(v, load32(row + T), x, 1)
        line, x = line + 1, 0
    return NEVER


@njit
def to_line_end(v, t, x, lines):
    """V at the end of a line's dots 256 and later, then of further whole lines, both layers on."""
    if x <= 256:
        v = next_lines(v, lines)
    elif lines > 1:
        v = next_lines(v, lines - 1)
    if x <= 257:
        v = (v & ~0x41F) | (t & 0x41F)
    return v


@njit
def pre_render(row, position, end):
    """Run the pre-render line's dots from position to end; the dot that follows."""
    both = load32(row + MASK) & BOTH == BOTH
    line0 = load32(row + LINE0)
    if position <= -341 < end:
        store32(row + BLANK, 0)
        store32(row + HIT, 0)
    if both:
        v, t = load32(row + V), load32(row + T)
        if position <= -84 < end:
            v = (v & ~0x41F) | (t & 0x41F)
        if position <= -38 and end > -61:
            v = (v & ~0x7BE0) | (t & 0x7BE0)
        store32(row + V, v)
    if both and position <= -2 < end and not load32(row + EVEN):
        store32(row + LINE0, line0 - 1)  # odd frames drop the last dot
        return line0 - 1
    return line0 + end


@njit
def whole_lines(row, line, last):
    """How many lines from `line` on, and before `last`, cannot see sprite 0 hit."""
    if load32(row + MASK) & BOTH != BOTH or load32(row + HIT):
        return last - line
    if line == 0:
        return 0
    top = load8(row + OAM) + 1
    bottom = top + (16 if load32(row + CONTROL) & 32 else 8)
    if line >= bottom or load32(row + OAM_ADDRESS) >= 4:
        return last - line
    return max(0, min(last, top) - line)


@njit
def visible(row, cartridge, position, end, screen):
    """Run dots of the visible lines from position to at most end; the position that follows."""
    line, x = position // LINE, position % LINE
    mask, v = load32(row + MASK), load32(row + V)
    if x == 0 and not screen:
        lines = whole_lines(row, line, end // LINE)
        if lines > 0:
            if mask & BACKGROUND:
                v = next_lines(v, lines)
                if mask & FOREGROUND:
                    v = (v & ~0x41F) | (load32(row + T) & 0x41F)
                elif lines & 1:
                    v ^= 0x400
                store32(row + V, v)
            return position + lines * LINE
    stop = min(LINE, end - line * LINE)
    last = min(stop, 256)
    if screen and x < last:
        draw(row, cartridge, screen, line, x, last)
    if mask & BACKGROUND:
        if x < last:
            sees = mask & FOREGROUND and not load32(row + HIT)
            if sees and on_line(row, line) and first_hit(row, cartridge, line, v, x, last) >= 0:
                store32(row + HIT, 1)
            v = next_pixels(v, load32(row + FINE), x, last)
        if x <= 256 < stop:
            v = next_lines(v, 1)
        if x <= 257 < stop and mask & FOREGROUND:
            v = (v & ~0x41F) | (load32(row + T) & 0x41F)
        store32(row + V, v)
    return line * LINE + stop


@njit
def catch_up(row, cartridge, until, screen):
    """Run the PPU's dots before `until`; draw them if `screen` is an address and not 0.

    Vertical blank is not set here: it is an event of `cpu.advance`, which stops there.
    """
    dot = load32(row + DOT)
    if dot >= until:
        return
    listed = listed_line(dot - load32(row + LINE0))
    while dot < until:
        line0 = load32(row + LINE0)
        position, end = dot - line0, until - line0
        if position < 0:
            dot = pre_render(row, position, min(end, 0))
        elif position < VISIBLE:
            dot = line0 + visible(row, cartridge, position, min(end, VISIBLE), screen)
        else:
            dot = min(until, line0 + PRE_RENDER)
            if dot == line0 + PRE_RENDER:
                store32(row + LINE0, line0 + FRAME)
                store32(row + EVEN, 1 - load32(row + EVEN))
        if listed_line(dot - load32(row + LINE0)) != listed:
            listed = listed_line(dot - load32(row + LINE0))
            store32(row + LISTED, -1)
    store32(row + DOT, dot)


@njit
def draw(row, cartridge, screen, line, start, stop):
    """Write the pixels from start to stop of a line as colour numbers (`uint8[240, 256]`)."""
    target = screen + 256 * line
    mask, fine = load32(row + MASK), load32(row + FINE)
    backdrop = load8(row + PALETTE)
    for x in range(start, stop):
        store8(target + x, 0)
    if mask & BACKGROUND:
        v = load32(row + V)
        x = start
        while x < stop:
            last = min(stop, x + 8 - ((fine + x) & 7))
            draw_tile(row, cartridge, target, v, fine, max(x, 0 if mask & 2 else 8), last)
            v = next_pixels(v, fine, x, last)
            x = last
    if mask & FOREGROUND:
        pick_sprites(row, line if line else LINE0_LIST)
        edge = max(start, 0 if mask & 4 else 8)
        for i in range(load32(row + COUNT)):
            draw_sprite(row, cartridge, target, line, load8(row + SPRITES + i), edge, stop)
    for x in range(start, stop):
        entry = load8(target + x) & 31
        colour = load8(row + PALETTE + entry) if entry else backdrop
        store8(target + x, colour & 63)


@njit
def draw_tile(row, cartridge, target, v, fine, start, stop):
    """Write the palette entries of one background tile's opaque pixels."""
    low, high = tile_row(row, cartridge, v)
    if low | high == 0:
        return
    place = 0x3C0 | (v & 0xC00) | ((v >> 4) & 0x38) | ((v >> 2) & 7)
    attribute = load8(row + name_table(cartridge, place))
    group = (attribute >> (((v >> 4) & 4) | (v & 2)) & 3) << 2
    for x in range(start, stop):
        bit = 7 - ((fine + x) & 7)
        colour = (low >> bit & 1) | (high >> bit & 1) << 1
        if colour:
            store8(target + x, group | colour)


@njit
def draw_sprite(row, cartridge, target, line, sprite, start, stop):
    """Write a sprite's opaque pixels where no earlier sprite has, and mark them with bit 7.

    A sprite behind the background still covers the sprites that come after it.
    """
    place = row + OAM + 4 * sprite
    flags, left = load8(place + 2), load8(place + 3)
    low, high = sprite_row(row, cartridge, sprite, line)
    group = 16 | (flags & 3) << 2
    for x in range(max(start, left), min(stop, left + 8)):
        bit = 7 - x + left
        colour = (low >> bit & 1) | (high >> bit & 1) << 1
        entry = load8(target + x)
        if colour and entry < 128:
            hidden = entry and flags & 32
            store8(target + x, 128 | (entry if hidden else group | colour))
