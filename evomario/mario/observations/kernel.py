"""Observations in kernels: the table that says what is seen, and the row that comes of it.

A table is a run of int64: how many parts there are, how many inputs, whether the picture is
needed, and then the parts' own runs (see part.py). So a config never needs compiling.
"""

from collections.abc import Sequence

import numpy as np
from numba import njit

from evomario.emulator.compiling import entry
from evomario.emulator.layout import ROW
from evomario.emulator.memory import copy, load64

from . import clock, pixels, ram, tiles
from .camera import BEFORE, shoot
from .part import CLOCK, INPUTS, KIND, LENGTH, PIXELS, RAM, TILES, Part

PARTS, SIZE, SEES, _RUNS = (
    0,
    8,
    16,
    24,
)  #: a table's fields: parts, inputs, whether it needs a camera


def table(parts: Sequence[Part]) -> np.ndarray:
    """The table of some parts, `int64[n]`."""
    head = [len(parts), sum(len(part.labels) for part in parts), any(p.picture for p in parts)]
    return np.array([*head, *(number for part in parts for number in part.run())], np.int64)


@njit
def observe(state, camera, table, out):
    """Fill a row of float64 at the address `out` with what a state shows.

    `state` needs no more than the console's RAM, `uint8[2048]`. `camera` is as in camera.py; it is
    only looked at where the table's SEES is set, and may else be 0. The state is left as it is.
    """
    picture = shoot(camera) if load64(table + SEES) else 0
    part = table + _RUNS
    for _ in range(load64(table + PARTS)):
        kind, count = load64(part + KIND), load64(part + INPUTS)
        if kind == TILES:
            tiles.see(state, part, out)
        elif kind == RAM:
            ram.see(state, part, count, out)
        elif kind == PIXELS:
            pixels.see(picture, part, out)
        elif kind == CLOCK:
            clock.see(state, out)
        part += load64(part + LENGTH)
        out += 8 * count


@entry("void(uint8[:,::1], uint8[:,::1], uint8[::1], int64[::1], float64[:,::1])")
def observe_batch(states, befores, camera, table, out):
    """Fill a row for each state.

    `states` is `uint8[n, STATE]`, or no more of it than the RAM. `befores` is `uint8[n, ROW]`, the
    machines before the last frame, which the picture is drawn from; with none of them the picture
    is the one that the camera holds.
    """
    for i in range(len(states)):
        if len(befores):
            copy(camera.ctypes.data + BEFORE, befores[i].ctypes.data, ROW)
        observe(states[i].ctypes.data, camera.ctypes.data, table.ctypes.data, out[i].ctypes.data)
