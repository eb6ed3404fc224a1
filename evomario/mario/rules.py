"""One move of the game, as gym-super-mario-bros plays it: a frame, what it shows, what it skips.

Follows `SuperMarioBrosEnv.step` of gym-super-mario-bros 7.4.0 (9.1 plays alike). Kernels take the
addresses of a state (see state.py) and a cartridge; `machine` is that of the compiled step.
"""

from numba import njit

from evomario.emulator import layout
from evomario.emulator.memory import call, copy, load8, load64, store8, store32, store64

from . import ram, track
from .state import (
    AREA,
    CLOCK,
    COINS,
    DEAD,
    DEATHS,
    DONE,
    FINISHED,
    FINISHED_,
    FLAG,
    FRAMES,
    HOME,
    LIFE,
    LIMIT,
    LIVES,
    REASON,
    SCORE,
    SCORE_SUM,
    SINGLE,
    STAGE,
    STATUS,
    STUCK,
    TIME,
    TIME_SUM,
    WARPED,
    WORLD,
    X,
    Y,
)

SKIP_LIMIT = 3000  #: frames after which a transition that does not end is cut short
LAST = 4 * 7 + 3  #: 8-4, as `track.current_level` has it
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
def is_dead(state):
    """Whether the death animation is over."""
    return load8(state + ram.PLAYER_STATE) == 6


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
        return is_dying(state) or is_dead(state) or load64(state + FLAG) != 0
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
def observe(state, route, buttons):
    """Take the info of a move, and add the move up."""
    coins, life = load64(state + COINS), load64(state + LIFE)
    x, time = load64(state + X), load64(state + TIME)
    look(state)
    track.count(state, buttons, coins, life)
    track.count_kills(state)
    track.count_reward(state, x, time, is_dying(state) or is_dead(state))
    track.follow(state, route, x)


@njit
def judge(state, start):
    """Say in REASON how the game has ended the episode, if it has; start the next life if any.

    On a level, Mario's next life begins at the level's start (the state at `start`).
    """
    if load64(state + FLAG) and (load64(state + SINGLE) or track.current_level(state) == LAST):
        store64(state + FINISHED, 1)
        store64(state + REASON, FINISHED_)
    elif load64(state + DONE) and load64(state + LIVES) > 1:
        next_life(state, start)
    elif load64(state + DONE):
        track.add(state + DEATHS, load64(state + SINGLE))
        store64(state + REASON, DEAD)
    elif load64(state + STUCK):
        store64(state + REASON, LIMIT)
    elif load64(state + SINGLE) and track.current_level(state) != load64(state + HOME):
        store64(state + REASON, WARPED)


@njit
def next_life(state, start):
    """Go back to the level's start, keeping what the episode has added up."""
    track.add(state + DEATHS, 1)
    track.add(state + LIVES, -1)
    track.add(state + SCORE_SUM, load64(state + SCORE))
    track.add(state + TIME_SUM, load64(state + CLOCK) - load64(state + TIME))
    copy(state, start, ROW)
    copy(state + COINS, start + COINS, STUCK + 8 - COINS)
    store64(state + AREA, 0)


@njit
def move(machine, state, start, cartridge, route, buttons, before):
    """One move: a frame with the buttons held, the look at it, and the frames skipped after it.

    `start` is the state that lives begin with, `route` the address of the level's route (see
    routes.py), `before` as for `frame`. Returns 0, or the address at which the game ran into an
    opcode that is not official.
    """
    stopped = frame(machine, state, cartridge, buttons, before)
    observe(state, route, buttons)
    if not load64(state + DONE):
        skip(machine, state, cartridge, before)
    judge(state, start)
    return stopped
