"""What a fitness does within an episode: kernels, and the table that tells them what.

A table is a run of int64: a head (the fields below), then the user's metrics as pairs of RAM
address and reduction, the programs' places, and the programs. Places count from the table's start,
in bytes. What is counted lies in the episode's state, so that a saved state carries it along.

Where a constraint must hold at every move, the first move at which it does not ends the episode,
and what is judged are the metrics as they stood before that move.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numba import njit

from evomario.emulator.memory import copy, load64, load_float, store64, store_float
from evomario.mario.metrics import REDUCTIONS, RamMetric, begin_users, fill, reduce_users
from evomario.mario.state import (
    BEST,
    CONSTRAINT,
    DISTANCE,
    FAULTS,
    OBJECTIVES,
    REASON,
    SCORED,
    SCORES,
    VALUES,
    VALUES_LENGTH,
)

from .kernel import STACK, run

_FIELDS = (
    "EACH",
    "USERS",
    "USERS_AT",
    "HOLDS",
    "HOLDS_AT",
    "BESTS",
    "BESTS_AT",
    "WATCH_AT",
    "WATCHED",
)
EACH, USERS, USERS_AT, HOLDS, HOLDS_AT, BESTS, BESTS_AT, WATCH_AT, WATCHED = (
    8 * i for i in range(len(_FIELDS))
)
SCRATCH = STACK + VALUES_LENGTH + OBJECTIVES  #: float64s that a thread lends, for these:
KEPT = 8 * STACK  #: the metrics before a move
NOW = KEPT + 8 * VALUES_LENGTH  #: what the objectives are worth after it


class Rules(NamedTuple):
    """What is done after moves.

    Attributes:
        users: the user's metrics.
        holds: programs of what must hold at every move.
        bests: programs of which the highest value counts, by the number of the objective.
        watch: program whose rise is progress; None for distance.
    """

    users: Sequence[RamMetric] = ()
    holds: Sequence[np.ndarray] = ()
    bests: Sequence[tuple[int, np.ndarray]] = ()
    watch: np.ndarray | None = None

    def table(self) -> np.ndarray:
        """The rules as the kernels take them, `int64[n]`."""
        programs = [*self.holds, *(program for _, program in self.bests)]
        if self.watch is not None:
            programs.append(self.watch)
        users_at = len(_FIELDS)
        holds_at = users_at + 2 * len(self.users)
        bests_at = holds_at + len(self.holds)
        start = bests_at + 2 * len(self.bests)
        sizes = [program.size for program in programs]
        places = [8 * (start + sum(sizes[:i])) for i in range(len(programs))]
        best_places = places[len(self.holds) :]
        head = [
            self._each(), len(self.users), 8 * users_at, len(self.holds), 8 * holds_at,
            len(self.bests), 8 * bests_at, places[-1] if self.watch is not None else 0,
            self._watched(),
        ]  # fmt: skip
        users = [n for u in self.users for n in (u.address, REDUCTIONS.index(u.reduce))]
        bests = [n for (i, _), place in zip(self.bests, best_places, strict=False)
                 for n in (i, place)]  # fmt: skip
        code = [number for program in programs for number in program.ravel().tolist()]
        return np.array([*head, *users, *places[: len(self.holds)], *bests, *code], np.int64)

    def _watched(self) -> int:
        """Which of `bests` is watched too, from 1; 0 if none is."""
        same = (i for i, (_, program) in enumerate(self.bests, 1)
                if self.watch is not None and np.array_equal(program, self.watch))  # fmt: skip
        return next(same, 0)

    def _each(self) -> bool:
        """Whether anything must be done after each move."""
        reduced = any(user.reduce != "last" for user in self.users)
        return bool(reduced or self.holds or self.bests or self.watch is not None)


NO_RULES = Rules()


@njit
def value(state, table, program, scratch):
    """The value of a program of the table on the metrics as counted."""
    return run(table + program, state + VALUES, scratch)


@njit
def begin(state, table, route, scratch):
    """Look at the start of an episode, if that has not been done."""
    if not table or load64(state + SCORED):
        return
    store64(state + SCORED, 1)
    fill(state, route)
    begin_users(state, table + load64(table + USERS_AT), load64(table + USERS))
    for i in range(load64(table + BESTS)):
        pair = table + load64(table + BESTS_AT) + 16 * i
        store_float(state + SCORES + 8 * load64(pair), -np.inf)
    if load64(table + WATCH_AT):
        first = value(state, table, load64(table + WATCH_AT), scratch)
        store_float(state + BEST, first if first == first else -np.inf)


@njit
def move(state, table, route, scratch):
    """Look at the episode after a move."""
    if not table or not load64(table + EACH):
        return
    kept = scratch + KEPT
    if load64(table + HOLDS):
        copy(kept, state + VALUES, 8 * VALUES_LENGTH)
    count(state, table, route)
    if not holds(state, table, scratch):
        copy(state + VALUES, kept, 8 * VALUES_LENGTH)
        if not load64(state + REASON):
            store64(state + REASON, CONSTRAINT)
        return
    for i in range(load64(table + BESTS)):
        pair = table + load64(table + BESTS_AT) + 16 * i
        now, best = (
            value(state, table, load64(pair + 8), scratch),
            state + SCORES + 8 * load64(pair),
        )
        store_float(scratch + NOW + 8 * i, now)
        if now > load_float(best):
            store_float(best, now)
        elif now != now:
            store64(state + FAULTS, load64(state + FAULTS) + 1)


@njit
def count(state, table, route):
    """Bring the metrics up to date."""
    fill(state, route)
    reduce_users(state, table + load64(table + USERS_AT), load64(table + USERS))


@njit
def holds(state, table, scratch):
    """Whether all holds that must hold at every move."""
    for i in range(load64(table + HOLDS)):
        program = load64(table + load64(table + HOLDS_AT) + 8 * i)
        held = value(state, table, program, scratch)
        if held != held:
            store64(state + FAULTS, load64(state + FAULTS) + 1)
        if held != 1:
            return False
    return True


@njit
def watched(state, table, scratch):
    """What the no-progress rule watches, after a move that has not ended the episode."""
    if table and load64(table + WATCHED):
        return load_float(scratch + NOW + 8 * (load64(table + WATCHED) - 1))
    if table and load64(table + WATCH_AT):
        return value(state, table, load64(table + WATCH_AT), scratch)
    return float(load64(state + DISTANCE))


@njit
def end(state, table, route):
    """Look at the end of an episode: where nothing was done after moves, it is done now."""
    if table and not load64(table + EACH):
        count(state, table, route)
