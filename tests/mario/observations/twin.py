"""What is seen, in plain Python: the oracle of the kernels."""

from math import cos, pi, sin

import numpy as np

OPEN = {0x00, 0x24, 0x25, 0x26, 0xC2, 0xC3, 0xC5}
HIDDEN = {0x5F, 0x60}
TALL = {0x00, 0x03, 0x05, 0x0E, 0x0F, 0x10, 0x11, 0x2D}
SHELLED = {0x00, 0x03}
DANGEROUS_LYING = {0x0C, 0x12}
WIDTHS = {4: 24, 5: 32, 6: 48}


def signed(byte):
    return int(np.uint8(byte).astype(np.int8))


class Twin:
    """RAM, read cell by cell."""

    def __init__(self, ram):
        self.ram = [int(byte) for byte in ram[:2048]]

    def x(self, page, low):
        return signed(self.ram[page]) * 256 + self.ram[low]

    def y(self, screen, low):
        return (signed(self.ram[screen]) - 1) * 256 + self.ram[low]

    def mario(self):
        """The middle of his lower half."""
        return self.x(0x6D, 0x86) + 8, self.y(0xB5, 0xCE) + 24

    def solid(self, column, row, hidden):
        following = self.ram[0x725] << 4 | self.ram[0x726]
        behind = (following - column) % 4096
        if not 0 < behind < 32 or not 0 <= row < 13:
            return False
        block = self.ram[0x500 + 208 * (column % 32 // 16) + 16 * row + column % 16]
        return block not in (OPEN if hidden else OPEN | HIDDEN)

    def slots(self):
        for slot in range(5):
            flag, kind = self.ram[0x0F + slot], self.ram[0x16 + slot]
            if flag:
                x, y = self.x(0x6E + slot, 0x87 + slot), self.y(0xB6 + slot, 0xCF + slot)
                yield slot, flag, kind, self.ram[0x1E + slot], x, y

    def dangers(self):
        """The cells in which something hurts."""
        cells = self.middles()
        for slot, flag, kind, state, x, y in self.slots():
            if flag > 127 and kind != 0x2D:
                continue
            if 0x1B <= kind <= 0x22:
                cells |= self.firebar(kind, self.ram[0xA0 + slot] % 32, x, y)
            elif state & 0x20 == 0 and kind == 0x15:
                cells |= small(x, y) | small(x + 8, y) | small(x + 16, y)
            elif state & 0x20 == 0 and kind == 0x0D:
                rows = {(y - 16) // 16, (y - 28) // 16}
                cells |= {(c, r) for c in {(x + 4) // 16, (x + 12) // 16} for r in rows}
            elif awake(kind, state) and kind == 0x33:
                cells.add(((x + 8) // 16, (y - 16) // 16))
            elif awake(kind, state) and is_tall(kind, state):
                cells.add(((x + 8) // 16, (y - 28) // 16))
        for slot in range(9):
            if self.ram[0x2A + slot] > 127:
                cells |= small(self.x(0x7A + slot, 0x93 + slot), self.y(0xC2 + slot, 0xDB + slot))
        return cells

    def middles(self):
        """The cells of enemies' middles, which are seen even within blocks."""
        return {
            ((x + 8) // 16, (y - 16) // 16)
            for _, flag, kind, state, x, y in self.slots()
            if (flag <= 127 or kind == 0x2D) and kind != 0x33 and awake(kind, state)
        }

    def firebar(self, kind, spin, x, y):
        cells = set()
        for ball in range(12 if kind >= 0x1F else 6):
            across = round(2048 * sin(spin * pi / 16)) * ball // 256
            down = round(-2048 * cos(spin * pi / 16)) * ball // 256
            cells |= small(x + across, y + down)
        return cells

    def carriers(self):
        """The cells in which platforms are."""
        cells = set()
        for slot, flag, kind, _, x, y in self.slots():
            if flag > 127 or flag % 2 == 0 or not 0x24 <= kind <= 0x2C:
                continue
            width = WIDTHS.get(self.ram[0x49A + slot], 0)
            lift = [each for each in (y % 256, (y + 128) % 256) if each >= 32]
            for top in [y] if kind < 0x2B else lift:
                columns = range((x + 8) // 16, (x + width - 8) // 16 + 1)
                cells |= {(column, (top - 24) // 16) for column in columns}
        return cells

    def tiles(self, width, height, left, top, platforms=True, hidden=False):
        """The window, `float64[height, width]`."""
        x, y = self.mario()
        dangers, middles = self.dangers(), self.middles()
        carriers = self.carriers() if platforms else set()

        def cell(row, column):
            place = (x // 16 + left + column, (y - 32) // 16 + top + row)
            if place not in middles and self.solid(*place, hidden):
                return 1.0
            return -1.0 if place in dangers else 1.0 if place in carriers else 0.0

        return np.array([[cell(r, c) for c in range(width)] for r in range(height)])

    def of_mario(self, speed, powerup, on_ground, within_tile):
        x, y = self.mario()
        values = [signed(self.ram[0x57]) / 48, signed(self.ram[0x9F]) / 8] if speed else []
        values += [self.ram[0x756] / 2] if powerup else []
        values += [float(self.ram[0x1D] == 0)] if on_ground else []
        return values + ([x % 16 / 16, y % 16 / 16] if within_tile else [])


def small(x, y):
    """The cells that 8 x 8 pixels reach into, but for their edge."""
    return {((x + a) // 16, (y + b - 32) // 16) for a in (1, 6) for b in (1, 6)}


def awake(kind, state):
    """Whether it is an enemy of 16 pixels or more, but no piranha, that hurts."""
    if state & 0x20 or kind in (0x0D, 0x13, 0x15):
        return False
    if kind > 0x15:
        return kind in (0x2D, 0x33)
    return state & 0x80 != 0 or state % 8 < 2 or kind in DANGEROUS_LYING


def is_tall(kind, state):
    return kind in TALL and not (kind in SHELLED and state % 8 >= 2)


def pixels(screen, width, height, top, white):
    """The picture's cells, from sums in whole numbers."""
    grey = screen.astype(np.int64) @ np.array([299, 587, 114])
    lines = 240 - top
    total = shares(height, lines) @ grey[top:] @ shares(width, 256).T
    return white * (total / (255_000 * 256 * lines))


def shares(cells, pixels):
    """How much of each pixel lies in each cell, `int64[cells, pixels]`, a pixel being `cells`."""
    starts, places = np.arange(cells)[:, None] * pixels, np.arange(pixels)[None] * cells
    ends = np.minimum(starts + pixels, places + cells)
    return np.maximum(ends - np.maximum(starts, places), 0)
