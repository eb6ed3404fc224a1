"""Where things stand, in pixels of the area: x from its beginning, y from the picture's top.

Both are signed: a maze can lead Mario back before the area's beginning, and he may be above or
below the picture. Kernels on the address of a state.
"""

from numba import njit

from evomario.emulator.memory import load8

from .. import ram

ROWS = 13  #: of blocks; the first is at y 32, below the score
TOP = 32


@njit
def signed8(byte):
    """A byte as the signed number it stands for."""
    return byte - 256 if byte > 127 else byte


@njit
def place_x(state, page, low):
    """The x whose high and low byte lie at two addresses."""
    return signed8(load8(state + page)) * 256 + load8(state + low)


@njit
def place_y(state, screen, low):
    """The y whose high and low byte lie at two addresses; the picture has the high byte 1."""
    return (signed8(load8(state + screen)) - 1) * 256 + load8(state + low)


@njit
def mario_x(state):
    """The left edge of Mario, who is 16 pixels wide."""
    return place_x(state, ram.PAGE, ram.X_ON_PAGE)


@njit
def mario_y(state):
    """The top of the 32 pixels that are Mario's; small, he has the lower half of them."""
    return place_y(state, ram.SCREEN_Y, ram.Y_ON_SCREEN)


@njit
def column_of(x):
    """The column of blocks that an x lies in."""
    return x >> 4


@njit
def row_of(y):
    """The row of blocks that a y lies in: 0 to 12, or beyond where there are none."""
    return (y - TOP) >> 4


@njit
def block(state, column, row):
    """The block of a row (0 to 12) and column; 0 where the game has not made that column yet.

    The game keeps the last 32 columns that it has made, about 8 of them right of the picture.
    """
    following = load8(state + ram.NEXT_PAGE) << 4 | load8(state + ram.NEXT_COLUMN)
    ahead = ((column - following + 2048) & 4095) - 2048  # columns count modulo 256 screens
    if not -32 < ahead < 0:
        return 0
    screen = 13 * 16 if column & 16 else 0
    return load8(state + ram.BLOCKS + screen + 16 * row + (column & 15))
