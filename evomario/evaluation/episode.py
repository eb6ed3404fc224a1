"""Whole episodes in one compiled call each: the kernel of `play_sequences`."""

import numpy as np
from numba import njit

from evomario.emulator.compiling import entry
from evomario.emulator.memory import address, copy, load8, load64, load_float, store64, store_float
from evomario.fitness import score
from evomario.mario import noise, rules
from evomario.mario.state import (
    AREA,
    BEST,
    BEST_MOVE,
    FRAMES,
    LIMIT,
    MOVES,
    NO_PROGRESS,
    REASON,
    STATE,
    X,
    Y,
)

PATH_MOVES = 8  #: a point of the path is kept every so many moves
POINT = 3  #: area, x, y


@njit
def watch(state, value, patience):
    """End the episode where a value has not risen for `patience` moves."""
    moves = load64(state + MOVES)
    if value > load_float(state + BEST):
        store_float(state + BEST, value)
        store64(state + BEST_MOVE, moves)
    elif moves - load64(state + BEST_MOVE) >= patience:
        store64(state + REASON, NO_PROGRESS)


@njit
def spent(state, count, limits):
    """Whether a limit ends the episode before its next move; REASON says so then."""
    if load64(state + MOVES) < min(count, limits[0]) and load64(state + FRAMES) < limits[1]:
        return False
    store64(state + REASON, LIMIT)
    return True


@njit
def judge(state, table, route, scratch, limits, path):
    """Let the fitness and the stop rules look at a move that was made, and keep the path."""
    score.move(state, table, route, scratch)
    if not load64(state + REASON):
        watch(state, score.watched(state, table, scratch), limits[2])
    done = load64(state + MOVES)
    if done % PATH_MOVES == 0 and done // PATH_MOVES <= len(path):
        point = path[done // PATH_MOVES - 1]
        point[0], point[1], point[2] = load64(state + AREA), load64(state + X), load64(state + Y)


@njit
def play(
    machine, state, start, cartridge, route, table, scratch, moves, count, limits, path, saves,
    slots, every,
):  # fmt: skip
    """Play a sequence from its move number MOVES on, until something ends the episode.

    `table` is the address of what a fitness does on the way (0: nothing), `scratch` that of
    `float64[score.SCRATCH]` for it, both as in `evomario.fitness.score`. `moves` is the address of
    `count` bytes. `limits` is as `Limits.array`. `path` is `uint16[n, 3]` and gets a point every
    PATH_MOVES moves; row `slots[i]` of `saves` (`uint8[rows, STATE]`) gets the state after
    (i + 1) * `every` moves; path and slots may be empty. Returns 0, or where an opcode was not
    official.
    """
    score.begin(state, table, route, scratch)
    while not load64(state + REASON) and not spent(state, count, limits):
        buttons = noise.pressed(state, load8(moves + load64(state + MOVES)))
        stopped = rules.move(machine, state, start, cartridge, route, buttons, 0)
        if stopped:
            return stopped
        judge(state, table, route, scratch, limits, path)
        done = load64(state + MOVES)
        if every and done % every == 0 and done // every <= len(slots):
            copy(address(saves[slots[done // every - 1]]), state, STATE)
    score.end(state, table, route)
    return 0


@entry(
    "int64(int64, uint8[:,::1], int64, int64, int64, int64, uint8[::1], int64[::1], int64[::1],"
    " uint16[:,:,::1], uint8[:,::1], int64[:,::1], int64, int64, int64, uint8[::1])"
)
def play_batch(
    machine, states, start, cartridge, route, table, moves, offsets, limits, paths, saves, slots,
    every, first, last, stop,
):  # fmt: skip
    """Play episodes `first` to `last` of a batch; stops between two where `stop[0]` is set.

    Episode i has the moves from offsets[i] to offsets[i + 1]. Returns as `play` does.
    """
    scratch = np.empty(score.SCRATCH)
    for i in range(first, last):
        if stop[0]:
            return 0
        stopped = play(
            machine, address(states[i]), start, cartridge, route, table, address(scratch),
            address(moves) + offsets[i], offsets[i + 1] - offsets[i], limits,
            paths[min(i, len(paths) - 1)], saves, slots[min(i, len(slots) - 1)], every,
        )  # fmt: skip
        if stopped:
            return stopped
    return 0
