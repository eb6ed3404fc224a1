"""What moves, as cells of 16 x 16: enemies, what they throw, firebars, and platforms.

A thing is in the cell that holds the middle of it, or of each 16 pixels of it; what is smaller, in
every cell that it reaches into. Mario's own cell is that of the middle of his lower 16 pixels.
Where things meet, an enemy's middle is shown before a block (fish swim through coral), a block
before what else hurts, and that before a platform.

Kernels on the address of a state. `cells` is the address of a window's inputs, `width` and `height`
are its size, `left` and `top` the column and row of its first cell.
"""

from math import cos, pi, sin

import numpy as np
from numba import njit

from evomario.emulator.memory import load8, load_float, store_float

from .. import ram
from .places import column_of, place_x, place_y, row_of

ENEMY, FREE, SOLID = -1.0, 0.0, 1.0  #: what a cell shows

SLOTS, HAMMERS = 5, 9

KOOPA, RED_KOOPA, HAMMER_BRO, GOOMBA = 0x00, 0x03, 0x05, 0x06
PODOBOO, PIRANHA, LAKITU, SPINY, NOTHING = 0x0C, 0x0D, 0x11, 0x12, 0x13
PARATROOPA, LAST_PARATROOPA = 0x0E, 0x10
FLAME, FIREBAR, LONG_FIREBAR, LAST_FIREBAR = 0x15, 0x1B, 0x1F, 0x22
PLATFORM, LIFT, LAST_LIFT, BOWSER = 0x24, 0x2B, 0x2C, 0x2D
BALLS, LONG_BALLS = 6, 12  #: of a firebar, the one in its block counted
WIDTHS = np.array([0, 0, 0, 0, 24, 32, 48])  #: of a platform, by its bounding box

_BALL = 8  # pixels from one ball of a firebar to the next
_DX = np.array([round(256 * _BALL * sin(pi * i / 16)) for i in range(32)])
_DY = np.array([round(-256 * _BALL * cos(pi * i / 16)) for i in range(32)])


@njit
def mark(cells, width, height, column, row, what):
    """Show something in a cell, if that is in the window and nothing is shown there yet."""
    if 0 <= column < width and 0 <= row < height:
        cell = cells + 8 * (row * width + column)
        if load_float(cell) == FREE:
            store_float(cell, what)


@njit
def put(cells, width, height, column, row, what):
    """Show something in a cell, if that is in the window, whatever is shown there."""
    if 0 <= column < width and 0 <= row < height:
        store_float(cells + 8 * (row * width + column), what)


@njit
def mark_small(cells, width, height, left, top, x, y):
    """Show something of 8 x 8 that hurts, in each cell that more than its edge reaches into."""
    for down in (1, 6):
        for right in (1, 6):
            column, row = column_of(x + right) - left, row_of(y + down) - top
            mark(cells, width, height, column, row, ENEMY)


@njit
def hurts(kind, status):
    """Whether Mario is hurt who walks into a thing of this type and state.

    Not by what is defeated, nor by a squashed goomba, nor by a shell at rest, which he kicks.
    """
    if status & 0x20 or kind == NOTHING:
        return False
    if kind >= FLAME:
        return kind in (FLAME, BOWSER, ram.CANNON_BULLET)
    lies = 2 <= status & 0x87 <= 7
    return not lies or kind in (SPINY, PIRANHA, PODOBOO)


@njit
def is_tall(kind, status):
    """Whether an enemy fills two cells, one above the other."""
    if kind in (KOOPA, RED_KOOPA):
        return status & 7 < 2  # else it is in its shell
    if PARATROOPA <= kind <= LAST_PARATROOPA:
        return True
    return kind in (HAMMER_BRO, LAKITU, BOWSER)


@njit
def enemy(kind, status, x, y, cells, width, height, left, top):
    """Show an enemy: 24 pixels from its y down, of which small ones have the lower 16."""
    if kind == FLAME:  # 24 wide, 8 high
        for right in (0, 8, 16):
            mark_small(cells, width, height, left, top, x + right, y)
        return
    column, upper, lower = column_of(x + 8) - left, row_of(y + 4) - top, row_of(y + 16) - top
    if kind == PIRANHA:  # it stands between the two columns of its pipe
        for beside in (column_of(x + 4) - left, column_of(x + 12) - left):
            mark(cells, width, height, beside, lower, ENEMY)
            mark(cells, width, height, beside, upper, ENEMY)
        return
    if kind == ram.CANNON_BULLET:  # it begins within its cannon, on which Mario may stand
        mark(cells, width, height, column, lower, ENEMY)
        return
    put(cells, width, height, column, lower, ENEMY)
    if is_tall(kind, status):
        mark(cells, width, height, column, upper, ENEMY)


@njit
def firebar(kind, spin, x, y, cells, width, height, left, top):
    """Show a firebar's balls, 8 pixels each, in a line from its block outwards."""
    for ball in range(LONG_BALLS if kind >= LONG_FIREBAR else BALLS):
        dx, dy = (ball * _DX[spin & 31]) >> 8, (ball * _DY[spin & 31]) >> 8
        mark_small(cells, width, height, left, top, x + dx, y + dy)


@njit
def platform(kind, box, x, y, cells, width, height, left, top):
    """Show a platform as blocks of which Mario stands on the top."""
    first, last = column_of(x + 8), column_of(x + WIDTHS[box if box < len(WIDTHS) else 0] - 8)
    for column in range(first, last + 1):
        mark(cells, width, height, column - left, row_of(y + 8) - top, SOLID)


@njit
def platforms(state, cells, width, height, left, top):
    """Show the platforms. A lift is two, half a picture apart, and none below the score's edge."""
    for slot in range(SLOTS):
        kind = load8(state + ram.ENEMY_TYPES + slot)
        if load8(state + ram.ENEMY_FLAGS + slot) & 0x81 != 1 or not PLATFORM <= kind <= LAST_LIFT:
            continue
        x, y = enemy_x(state, slot), enemy_y(state, slot)
        box = load8(state + ram.BOXES + slot)
        if kind < LIFT:
            platform(kind, box, x, y, cells, width, height, left, top)
            continue
        for half in range(2):
            below = (y + 128 * half) & 255
            if below >= 32:
                platform(kind, box, x, below, cells, width, height, left, top)


@njit
def enemies(state, cells, width, height, left, top):
    """Show what hurts."""
    for slot in range(SLOTS):
        flag = load8(state + ram.ENEMY_FLAGS + slot)
        kind = load8(state + ram.ENEMY_TYPES + slot)
        if not flag or (flag & 0x80 and kind != BOWSER):  # the second half of something in two
            continue
        status = load8(state + ram.ENEMY_STATES + slot)
        x, y = enemy_x(state, slot), enemy_y(state, slot)
        if FIREBAR <= kind <= LAST_FIREBAR:
            spin = load8(state + ram.SPINS + slot)
            firebar(kind, spin, x, y, cells, width, height, left, top)
        elif hurts(kind, status):
            enemy(kind, status, x, y, cells, width, height, left, top)
    for slot in range(HAMMERS):
        if load8(state + ram.HAMMER_STATES + slot) & 0x80:
            x = place_x(state, ram.HAMMER_PAGES + slot, ram.HAMMER_X + slot)
            y = place_y(state, ram.HAMMER_SCREEN_Y + slot, ram.HAMMER_Y + slot)
            mark_small(cells, width, height, left, top, x, y)


@njit
def enemy_x(state, slot):
    """The left edge of what is in a slot."""
    return place_x(state, ram.ENEMY_PAGES + slot, ram.ENEMY_X + slot)


@njit
def enemy_y(state, slot):
    """The top of what is in a slot."""
    return place_y(state, ram.ENEMY_SCREEN_Y + slot, ram.ENEMY_Y + slot)
