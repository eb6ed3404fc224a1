"""Pictures made small: in grey, the brighter of the last two, each cell the mean over its area.

What Atari agents are given (V. Mnih et al., Human-level control through deep reinforcement
learning, Nature 518 (2015), Methods): of two pictures in a row the maximum, since consoles show
some sprites only in every other one. Grey is the luma of ITU-R BT.601, as in
mario/observations/pixels.py. Sums are whole numbers: a cell is exact, and rounded once, half up.
"""

import numpy as np
from numba import njit

from evomario.emulator.machine import SCREEN
from evomario.emulator.memory import load8
from evomario.mario.observations.pixels import GREYS

_ROWS, _COLUMNS = SCREEN
_GREYS = GREYS.astype(np.int32)  # a thousandth of a grey level each
_FULL = 1000 * _ROWS * _COLUMNS  #: what a grey level adds to the sum of a cell that is full of it


@njit
def shrink(first, second, line, sums, width, height, out):
    """Fill in the cells, `uint8[width * height]`, row by row.

    `first` and `second` are addresses of colour numbers, `uint8[240, 256]`; `line` and `sums` are
    `int32[256]`, lent.
    """
    sums[:] = 0
    cells = 0
    for y in range(_ROWS):
        brightest(first + _COLUMNS * y, second + _COLUMNS * y, line)
        begin, end = y * height, (y + 1) * height
        while begin < end:  # the part of the line that lies in this row of cells
            edge = (cells + 1) * _ROWS
            share = np.int32(min(end, edge) - begin)
            for x in range(_COLUMNS):
                sums[x] += line[x] * share
            begin += share
            if begin == edge:
                squeeze(sums, width, out[cells * width : (cells + 1) * width])
                sums[:] = 0
                cells += 1


@njit
def brightest(first, second, line):
    """Fill in the greys of a line of both pictures, the brighter at each place."""
    for x in range(_COLUMNS):
        line[x] = max(_GREYS[load8(first + x)], _GREYS[load8(second + x)])


@njit
def squeeze(sums, width, out):
    """Make a row of cells of the sums of its columns of pixels."""
    cell, edge, total = 0, _COLUMNS, 0
    for x in range(_COLUMNS):
        begin, end = x * width, (x + 1) * width
        while end >= edge:
            total += np.int64(sums[x]) * (edge - begin)
            out[cell] = (2 * total + _FULL) // (2 * _FULL)
            cell, begin, edge, total = cell + 1, edge, edge + _COLUMNS, 0
        total += np.int64(sums[x]) * (end - begin)
