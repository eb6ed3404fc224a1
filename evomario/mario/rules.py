"""One move of the game, as gym-super-mario-bros plays it: a frame, what it shows, what it skips.

Follows `SuperMarioBrosEnv.step` of gym-super-mario-bros 7.4.0 (9.1 plays alike). Kernels take the
addresses of a state (see state.py) and a cartridge; `machine` is that of the compiled step.
"""

from numba import njit

from evomario.emulator import layout
from evomario.emulator.memory import call, copy, load8, load64, store8, store32, store64

from . import ram, track
from .state import (
    COINS,
    DONE,
    FLAG,
    FRAMES,
    LIFE,
    SCORE,
    SINGLE,
    STAGE,
    STATUS,
    STUCK,
    TIME,
    WORLD,
    X,
    Y,
)

SKIP_LIMIT = 3000  #: frames after which a transition that does not end is cut short
ROW, PAD = layout.ROW, layout.PAD


@njit
def digits(state, address, count):
    """The number whose decimal figures lie at an address, put together as text, as gym does it."""
    number = 0
    for i in range(count):
        figure = load8(state + address + i)
        number = number * (1000 if figure > 99 else 100 if figure > 9 else 10) + figure
    return number


@njit
def x_position(state):
    """Mario's x in the current area, in pixels."""
    return load8(state + ram.PAGE) << 8 | load8(state + ram.X_ON_PAGE)


@njit
def is_dying(state):
    """Whether Mario falls out of the screen or plays the death animation."""
    return load8(state + ram.PLAYER_STATE) == 11 or load8(state + ram.SCREEN_Y) > 1


@njit
def is_world_over(state):
    """Whether the scene after a castle plays."""
    return load8(state + ram.GAME_MODE) == 2


@njit
def took_flag(state):
    """gym-super-mario-bros' flag_get: the axe, or sliding down the flagpole."""
    if is_world_over(state):
        return True
    for slot in range(5):
        kind = load8(state + ram.ENEMY_TYPES + slot)
        if kind == ram.BOWSER or kind == ram.FLAG:
            return load8(state + ram.FLOAT_STATE) == 3
    return False


@njit
def is_done(state):
    """gym-super-mario-bros' done: dead or at the flag in a level, out of lives in the game."""
    if load64(state + SINGLE):
        dead = load8(state + ram.PLAYER_STATE) == 6
        return is_dying(state) or dead or load64(state + FLAG) != 0
    return load8(state + ram.LIVES) == 255


@njit
def look(state):
    """Take gym-super-mario-bros' info and done."""
    y = load8(state + ram.Y_PIXEL)
    store64(state + COINS, digits(state, ram.COINS, 2))
    store64(state + FLAG, 1 if took_flag(state) else 0)
    store64(state + LIFE, load8(state + ram.LIVES))
    store64(state + SCORE, digits(state, ram.SCORE, 6))
    store64(state + STAGE, load8(state + ram.STAGE) + 1)
    store64(state + STATUS, load8(state + ram.POWER))
    store64(state + TIME, digits(state, ram.TIME, 3))
    store64(state + WORLD, load8(state + ram.WORLD) + 1)
    store64(state + X, x_position(state))
    store64(state + Y, (510 if load8(state + ram.SCREEN_Y) < 1 else 255) - y)
    store64(state + DONE, 1 if is_done(state) else 0)


@njit
def frame(machine, state, cartridge, buttons, before):
    """Advance one frame; if `before` is an address, put the machine there as it was before."""
    if before:
        copy(before, state, ROW)
        store32(before + PAD, buttons)
    store64(state + FRAMES, load64(state + FRAMES) + 1)
    return call(machine, state, cartridge, buttons, 0)


@njit
def skip(machine, state, cartridge, before):
    """Skip what gym-super-mario-bros skips after a move that does not end the episode.

    A transition that does not end in SKIP_LIMIT frames is cut short and marked STUCK.
    """
    last = load64(state + FRAMES) + SKIP_LIMIT
    if is_dying(state):
        store8(state + ram.PLAYER_STATE, 6)
        frame(machine, state, cartridge, 0, before)
    if not load64(state + SINGLE) and is_world_over(state):
        time = digits(state, ram.TIME, 3)
        while digits(state, ram.TIME, 3) == time:
            if load64(state + FRAMES) == last:
                store64(state + STUCK, 1)
                return
            frame(machine, state, cartridge, 0, before)
    timer = load8(state + ram.CHANGE_AREA_TIMER)
    if 1 < timer < 255:
        store8(state + ram.CHANGE_AREA_TIMER, 1)
    while is_busy(state):
        store8(state + ram.PRELEVEL_TIMER, 0)
        if load64(state + FRAMES) == last:
            store64(state + STUCK, 1)
            return
        frame(machine, state, cartridge, 0, before)


@njit
def is_busy(state):
    """Whether Mario is in a transition: entering, leaving, walking by himself, world over."""
    player = load8(state + ram.PLAYER_STATE)
    return player < 6 or player == 7 or is_world_over(state)


@njit
def move(machine, state, cartridge, route, buttons, before):
    """One move: a frame with the buttons held, the look at it, and the frames skipped after it.

    `route` is the address of the level's route (see routes.py), or 0. Returns 0, or the address at
    which the game ran into an opcode that is not official.
    """
    coins, life, x = load64(state + COINS), load64(state + LIFE), load64(state + X)
    stopped = frame(machine, state, cartridge, buttons, before)
    look(state)
    track.count(state, buttons, coins, life)
    track.follow(state, route, x)
    if not load64(state + DONE):
        skip(machine, state, cartridge, before)
    return stopped
