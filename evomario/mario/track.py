"""What an episode adds up as it goes: moves, coins, jumps, deaths, and how far Mario came.

**distance** is summed over the areas visited: in each, the furthest x beyond the x of entry. A
jump in x within an area (a pipe that leads back into it) counts as a new entry, so neither short
cuts nor circles earn distance. **route** is the place reached along the level's known route.
"""

from numba import njit

from evomario.emulator.memory import load8, load64, store64

from . import ram
from .state import (
    AIRBORNE,
    AREA,
    AREAS,
    COIN_SUM,
    COINS,
    DEATHS,
    DISTANCE,
    FLAG,
    JUMPS,
    KNOWN,
    LEFT,
    LEVEL,
    LIFE,
    MOVES,
    RIGHT,
    ROUTE,
    SINGLE,
    VISITED,
    X,
)

JUMP_IN_X = 64  #: pixels in one move that only a pipe can make
RIGHT_BUTTON, LEFT_BUTTON = 128, 64


@njit
def add(place, amount):
    """Add to a 64-bit field."""
    store64(place, load64(place) + amount)


@njit
def count(state, buttons, coins, life):
    """Count a move; `coins` and `life` are those before it."""
    add(state + MOVES, 1)
    add(state + RIGHT, 1 if buttons & RIGHT_BUTTON else 0)
    add(state + LEFT, 1 if buttons & LEFT_BUTTON else 0)
    airborne = 1 if load8(state + ram.FLOAT_STATE) == 1 else 0
    add(state + JUMPS, 1 if airborne and not load64(state + AIRBORNE) else 0)
    store64(state + AIRBORNE, airborne)
    add(state + COIN_SUM, (load64(state + COINS) - coins) % 100)
    if not load64(state + SINGLE) and load64(state + LIFE) == (life - 1) & 255:
        add(state + DEATHS, 1)


@njit
def current_level(state):
    """World and stage as one number, 4 * world + stage from 0."""
    return 4 * load8(state + ram.WORLD) + load8(state + ram.STAGE)


@njit
def area_key(state):
    """What tells areas apart: where the area's layout lies, and the level that it is played in."""
    layout = load8(state + ram.AREA_DATA) | load8(state + ram.AREA_DATA + 1) << 8
    return current_level(state) << 16 | layout


@njit
def enter(state, key, x):
    """The index of an area, newly visited or known; -1 if there is no room for another."""
    known = load64(state + KNOWN)
    for i in range(known):
        if load64(state + VISITED + 16 * i) == key:
            return i
    if known == AREAS:
        return -1
    store64(state + VISITED + 16 * known, key)
    store64(state + VISITED + 16 * known + 8, x)
    store64(state + KNOWN, known + 1)
    return known


@njit
def beside_the_start(x):
    """X with its sign: a maze that sends Mario back too far leaves him left of 0, at 65535."""
    return x - 0x10000 if x >= 0x8000 else x


@njit
def follow(state, route, last_x):
    """Add what Mario has advanced; `last_x` is his x before the move."""
    key, x = area_key(state), beside_the_start(load64(state + X))
    index = load64(state + AREA)
    entered = x - beside_the_start(last_x) > JUMP_IN_X
    if index < 0 or load64(state + VISITED + 16 * index) != key:
        index = enter(state, key, x)
        store64(state + AREA, index)
        entered = True
    if index < 0:
        return
    furthest = state + VISITED + 16 * index + 8
    if x > load64(furthest):
        if not entered:
            add(state + DISTANCE, x - load64(furthest))
        store64(furthest, x)
    store64(state + LEVEL, max(load64(state + LEVEL), current_level(state)))
    if route:
        store64(state + ROUTE, max(load64(state + ROUTE), place(state, route, key & 0xFFFF, x)))


@njit
def place(state, route, area, x):
    """How far along the route an x in an area lies, in pixels: all of it only with the flag.

    A route is int64s: the number of its parts, its length, then for each part the area, the x at
    which it begins and ends, and the length of the parts before it.
    """
    if load64(state + FLAG):
        return load64(route + 8)
    best = 0
    for i in range(load64(route)):
        part = route + 16 + 32 * i
        begin, end = load64(part + 8), load64(part + 16)
        if load64(part) == area and x >= begin:
            best = max(best, load64(part + 24) + min(x, end) - begin)
    return min(best, load64(route + 8) - 1)


@njit
def begin(state):
    """Enter the area in which the level starts."""
    store64(state + AREA, enter(state, area_key(state), load64(state + X)))
