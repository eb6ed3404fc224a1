"""Metrics: what an expression may speak of, as float64 columns, in kernels and in Python.

A user's metric is a RAM address with a reduction. Its byte is read after each move, once the frames
that the move skips are over; where a level has several lives, the next one begins with the bytes
of the level's start.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numba import njit

from evomario.emulator.layout import ROW
from evomario.emulator.memory import load8, load64, load_float, store8, store_float

from .outcome import OUTCOME
from .state import (
    BYTES,
    CLOCK,
    COIN_SUM,
    DEATHS,
    DISTANCE,
    EPISODE,
    FINISHED,
    FRAMES,
    JUMPS,
    KILLS,
    LEFT,
    LEVEL,
    MOVES,
    REWARD,
    RIGHT,
    ROUTE,
    SCORE,
    SCORE_SUM,
    STATUS,
    TIME,
    TIME_SUM,
    VALUES,
    X,
)

#: The game's own metrics: an Outcome's numbers, in its order.
METRICS = tuple(name for name in OUTCOME.names or () if name != "reason")
#: Of these, what is 0 or 1.
FLAGS = ("finished",)
#: How a user's metric is made of the bytes at its address.
REDUCTIONS = ("last", "max", "min", "rises", "changes")
LAST, MAX, MIN, RISES, CHANGES = range(5)


@dataclass(frozen=True)
class GameMetric:
    """One of the game's own metrics: its name, and its column in METRICS."""

    name: str
    column: int

    def __call__(self, records: np.ndarray) -> np.ndarray:
        """The metric of episodes, from their `OUTCOME` records."""
        return records[self.name]


class RamMetric(NamedTuple):
    """A user's metric: the byte at a RAM address, reduced over the moves of an episode."""

    name: str
    address: int
    reduce: str = "last"


def values(states: np.ndarray, count: int) -> np.ndarray:
    """The metrics that played states hold: `float64[..., count]` of `uint8[..., STATE]`."""
    return states[..., ROW:].view(EPISODE)[..., 0]["VALUES"][..., :count]


@njit
def progress(state, route):
    """The part of the level's route that lies behind; nan where no route is known."""
    length = load64(route + 8) if route else 0
    return load64(state + ROUTE) / length if length else np.nan


@njit
def fill(state, route):
    """Write the game's own metrics as they stand, in the order of METRICS."""
    place = state + VALUES
    store_float(place, float(load64(state + DISTANCE)))
    store_float(place + 8, progress(state, route))
    store_float(place + 16, float(load64(state + X)))
    store_float(place + 24, float(load64(state + COIN_SUM)))
    store_float(place + 32, float(load64(state + SCORE_SUM) + load64(state + SCORE)))
    time = load64(state + TIME)
    store_float(place + 40, float(time))
    store_float(place + 48, float(load64(state + TIME_SUM) + load64(state + CLOCK) - time))
    store_float(place + 56, float(load64(state + MOVES)))
    store_float(place + 64, float(load64(state + FRAMES)))
    store_float(place + 72, float(load64(state + DEATHS)))
    store_float(place + 80, float(load64(state + FINISHED)))
    store_float(place + 88, float(load64(state + STATUS)))
    store_float(place + 96, float(load64(state + LEVEL)))
    store_float(place + 104, float(load64(state + JUMPS)))
    store_float(place + 112, float(load64(state + LEFT)))
    store_float(place + 120, float(load64(state + RIGHT)))
    store_float(place + 128, float(load64(state + KILLS)))
    store_float(place + 136, float(load64(state + REWARD)))


@njit
def begin_users(state, users, count):
    """Start `count` user metrics; `users` is the address of pairs: RAM address and reduction."""
    for i in range(count):
        byte = load8(state + load64(users + 16 * i))
        store8(state + BYTES + i, byte)
        counts = load64(users + 16 * i + 8) >= RISES
        store_float(state + VALUES + 8 * (len(METRICS) + i), 0.0 if counts else float(byte))


@njit
def reduce_users(state, users, count):
    """Take the bytes of user metrics after a move."""
    for i in range(count):
        byte, reduction = load8(state + load64(users + 16 * i)), load64(users + 16 * i + 8)
        last = load8(state + BYTES + i)
        store8(state + BYTES + i, byte)
        place = state + VALUES + 8 * (len(METRICS) + i)
        store_float(place, reduced(reduction, load_float(place), last, byte))


@njit
def reduced(reduction, value, last, byte):
    """A metric's next value, from the byte before and the byte now."""
    if reduction == LAST:
        return float(byte)
    if reduction == MAX:
        return max(value, float(byte))
    if reduction == MIN:
        return min(value, float(byte))
    if reduction == RISES:
        return value + max(byte - last, 0)
    return value + (1 if byte != last else 0)
