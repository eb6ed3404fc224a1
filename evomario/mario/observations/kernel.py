"""Observations in kernels: the table that says what is seen, and the row that comes of it.

A table is a run of int64: how many parts there are, how many inputs, whether the picture is
needed, and then the parts' own runs (see part.py), each with the address of the function that fills
its inputs. So a config never needs compiling, and a plug-in's function is compiled alone.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from evomario.emulator.compiling import address_of, entry
from evomario.emulator.foreign import bytes_at, done_by, floats_at, picture_at
from evomario.emulator.layout import ROW
from evomario.emulator.machine import SCREEN
from evomario.emulator.memory import call, copy, load64

from .camera import BEFORE, CAMERA, shoot
from .part import FUNCTION, INPUTS, LENGTH, OWN, RAM, Part

PARTS, SIZE, SEES, _RUNS = (
    0,
    8,
    16,
    24,
)  #: a table's fields: parts, inputs, whether it needs a camera

NO_CAMERA, NO_BEFORES = np.zeros(CAMERA, np.uint8), np.empty((0, ROW), np.uint8)


def table(parts: Sequence[Part]) -> np.ndarray:
    """The table of some parts, `int64[n]`."""
    head = [len(parts), sum(len(part.labels) for part in parts), any(p.picture for p in parts)]
    return np.array([*head, *(number for part in parts for number in part.run())], np.int64)


def observe(state, camera, table, out):
    """Fill a row of float64 at the address `out` with what a state shows; returns 0.

    `state` needs no more than the console's RAM, `uint8[2048]`. `camera` is as in camera.py; it is
    only looked at where the table's SEES is set, and may else be 0. The state is left as it is.
    """
    picture = shoot(camera) if load64(table + SEES) else 0
    part = table + _RUNS
    rows = SCREEN[0] if picture else 0
    for _ in range(load64(table + PARTS)):
        length, count = load64(part + LENGTH), load64(part + INPUTS)
        done_by(
            load64(part + FUNCTION), bytes_at(state, RAM), picture_at(picture, rows, SCREEN[1]),
            floats_at(part + OWN, (length - OWN) // 8), floats_at(out, count),
        )  # fmt: skip
        part += length
        out += 8 * count
    return 0


@lru_cache(maxsize=1)
def _observer() -> tuple[int, Any]:
    signature = "int64(int64, int64, int64, int64)"
    return address_of(observe, signature, "what is seen", "a few seconds")


def observer() -> int:
    """The address of the compiled `observe`, for `memory.call` in kernels of policies.

    Called by its address it is compiled once, and not again into each kernel that sees.
    """
    return _observer()[0]


@entry("void(int64, uint8[:,::1], uint8[:,::1], uint8[::1], int64[::1], float64[:,::1])")
def _observe_batch(function, states, befores, camera, table, out):
    for i in range(len(states)):
        if len(befores):
            copy(camera.ctypes.data + BEFORE, befores[i].ctypes.data, ROW)
        call(
            function, states[i].ctypes.data, camera.ctypes.data, table.ctypes.data,
            out[i].ctypes.data,
        )  # fmt: skip


def observe_batch(
    states: np.ndarray,
    table: np.ndarray,
    out: np.ndarray,
    camera: np.ndarray = NO_CAMERA,
    befores: np.ndarray = NO_BEFORES,
) -> None:
    """Fill a row for each state.

    Args:
        states: `uint8[n, STATE]`, or no more of each than the RAM.
        table: as `Observation.table` gives it.
        out: `float64[n, inputs]`.
        camera: where the table's SEES is set; each thread needs its own.
        befores: `uint8[n, ROW]`, the machines before the last frame, which the pictures are drawn
            from; with none of them the picture is the one that the camera shows.
    """
    _observe_batch(observer(), states, befores, camera, table, out)
