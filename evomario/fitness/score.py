"""What a fitness does within an episode: kernels, which a table (see rules.py) tells what.

What is counted lies in the episode's state, so that a saved state carries it along.

Where a constraint must hold at every move, the first move at which it does not ends the episode,
and what is judged are the metrics as they stood before that move.
"""

import numpy as np
from numba import njit

from evomario.emulator.memory import copy, load64, load_float, store64, store_float
from evomario.mario.metrics import METRICS, begin_users, fill, reduce_users
from evomario.mario.own_metrics import RAM, begin_own, measure_own
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
from .rules import (
    BESTS,
    BESTS_AT,
    EACH,
    HOLDS,
    HOLDS_AT,
    OWN,
    OWN_AT,
    USERS,
    USERS_AT,
    WATCH_AT,
    WATCHED,
)

SCRATCH = STACK + VALUES_LENGTH + OBJECTIVES + RAM // 8  #: float64s that a thread lends, for these:
KEPT = 8 * STACK  #: the metrics before a move
NOW = KEPT + 8 * VALUES_LENGTH  #: what the objectives are worth after it
BEFORE = NOW + 8 * OBJECTIVES  #: RAM before it, where metrics of plug-ins look at it


@njit
def value(state, table, program, scratch):
    """The value of a program of the table on the metrics as counted."""
    return run(table + program, state + VALUES, scratch)


@njit
def begin(state, table, route, scratch):
    """Look at the start of an episode, if that has not been done."""
    if not table:
        return
    if load64(table + OWN):
        copy(scratch + BEFORE, state, RAM)
    if load64(state + SCORED):
        return
    store64(state + SCORED, 1)
    fill(state, route)
    begin_users(state, table + load64(table + USERS_AT), load64(table + USERS))
    begin_own(state, table + load64(table + OWN_AT), load64(table + OWN), own_places(state, table))
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
    if load64(table + OWN):
        runs, places = table + load64(table + OWN_AT), own_places(state, table)
        measure_own(state, runs, load64(table + OWN), places, scratch + BEFORE)
        copy(scratch + BEFORE, state, RAM)
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
def own_places(state, table):
    """Where the values of the metrics of plug-ins begin."""
    return state + VALUES + 8 * (len(METRICS) + load64(table + USERS))


@njit
def count(state, table, route):
    """Bring the game's own metrics and the user's up to date."""
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
