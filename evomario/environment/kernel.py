"""Environments in kernels: a batch of machines makes one step each, on any number of threads.

A step is an action held for so many moves, fewer where the episode ends. Where it has ended in the
step before, a new one begins instead. All that a machine needs to go on lies in rows of its own.
"""

import numpy as np
from numba import njit

from evomario.emulator.compiling import entry
from evomario.emulator.layout import ROW
from evomario.emulator.memory import address, call, copy, load64, store64
from evomario.evaluation.episode import judge, spent
from evomario.fitness import score
from evomario.fitness.kernel import run
from evomario.mario import noise, rules
from evomario.mario.observations import kernel as observation
from evomario.mario.observations.camera import BEFORE, CAMERA, shoot
from evomario.mario.state import FAULTS, LIVES, MOVES, NOISE, NOOPS, REASON, STATE, VALUES
from evomario.policies.outputs import meant

from .shrinking import shrink

#: What `over` says of a machine: its episode goes on; it has ended; a seed was set for the next; it
#: goes on, but makes no step now.
GOES_ON, ENDED, SEEDED, WAITS = range(4)
#: How a machine is seen: a config's observation, the console's RAM, or pictures made small.
INPUTS, RAM, PIXELS = range(3)

#: Fields of `setup`.
SKIP, KIND, WIDTH, HEIGHT, NOOP_MAX, FILMED = range(6)
#: Addresses in `places`: of the state that episodes begin with and the machine before it, of the
#: cartridge, the route, the fitness' table, the reward's program, the observation's table, a
#: camera, and the table of outputs.
START, BEFORE_START, CARTRIDGE, ROUTE, TABLE, PROGRAM, SEES, CAMERA_AT, PRESSES = range(9)

_FOREVER = 1 << 62


@njit
def move(machine, state, film, places, scratch, limits, path, decided):
    """Make one move; 0, or where an opcode was not official.

    `film` is the address of the machine before the last frame, or 0.
    """
    lives = load64(state + LIVES)
    buttons = noise.pressed(state, meant(state, decided, places[PRESSES]))
    stopped = rules.move(
        machine, state, places[START], places[CARTRIDGE], places[ROUTE], buttons, film
    )
    if film and load64(state + LIVES) != lives:
        copy(film, places[BEFORE_START], ROW)
    judge(state, places[TABLE], places[ROUTE], scratch, limits, path)
    if not load64(state + REASON):
        spent(state, _FOREVER, limits)
    return stopped


@njit
def place(state, film, places, scratch, noops):
    """Put a machine at the start; the noise goes on from where it is."""
    generator = load64(state + NOISE)
    copy(state, places[START], STATE)
    store64(state + NOISE, generator)
    store64(state + NOOPS, noops)
    if film:
        copy(film, places[BEFORE_START], ROW)
    score.begin(state, places[TABLE], places[ROUTE], scratch)


@njit
def begin(machine, state, film, over, places, setup, scratch, limits, path):
    """Begin an episode, and play the no-ops that it begins with.

    How many is drawn, unless a seed has set it. Where they would end the episode there are none.
    """
    noops = load64(state + NOOPS)
    if over == ENDED:
        noops = noise.draw(state) * (setup[NOOP_MAX] + 1) >> 32
    place(state, film, places, scratch, noops)
    while load64(state + MOVES) < noops and not load64(state + REASON):
        stopped = move(machine, state, film, places, scratch, limits, path, 0)
        if stopped:
            return stopped
    if load64(state + REASON):
        place(state, film, places, scratch, 0)
    return 0


@njit
def hold(machine, state, film, earlier, places, setup, scratch, limits, path, decided):
    """Hold an action for the moves of a step; `earlier` gets what `film` was before the last."""
    for _ in range(setup[SKIP]):
        if film:
            copy(earlier, film, ROW)
        stopped = move(machine, state, film, places, scratch, limits, path, decided)
        if stopped or load64(state + REASON):
            return stopped
    return 0


@njit
def worth(state, places, scratch, last):
    """What the reward's expression has come to; what it was where that is not finite."""
    score.end(state, places[TABLE], places[ROUTE])
    value = run(places[PROGRAM], state + VALUES, scratch)
    if value == value:
        return value
    store64(state + FAULTS, load64(state + FAULTS) + 1)
    return last


@njit
def picture(camera, film):
    """Draw what a machine showed in the frame that `film` lies before; its address."""
    copy(camera + BEFORE, film, ROW)
    return shoot(camera)


@njit
def pixels(film, earlier, cameras, line, sums, setup, out):
    """Fill in pictures made small; `earlier` is 0 where there is only one."""
    second = picture(address(cameras[1]), film)
    first = picture(address(cameras[0]), earlier) if earlier else second
    shrink(first, second, line, sums, setup[WIDTH], setup[HEIGHT], out)


@njit
def inputs(observer, state, film, camera, places, shown, out):
    """Fill in a config's observation."""
    if load64(places[SEES] + observation.SEES):
        copy(camera + BEFORE, film, ROW)
    call(observer, state, camera, places[SEES], address(shown))
    for i in range(len(shown)):
        out[i] = shown[i]


@njit
def shift(rows):
    """Make room for a newest row, the last."""
    for i in range(len(rows) - 1):
        rows[i] = rows[i + 1]


@njit
def repeat(rows):
    """Let all rows be the newest."""
    for i in range(len(rows) - 1):
        rows[i] = rows[len(rows) - 1]


@entry(
    "int64(int64, int64, uint8[:,::1], uint8[:,::1], float32[:,:,::1], uint8[:,:,::1],"
    " float64[::1], float64[::1], uint8[::1], uint8[::1], int64[::1], int64[::1], int64[::1],"
    " int64, int64, uint8[::1])"
)
def step_batch(
    machine, observer, states, befores, floats, bytes_, worths, rewards, over, buttons, places,
    setup, limits, first, last, stop,
):  # fmt: skip
    """Let machines `first` to `last` of a batch make a step; ends between two if `stop[0]` is set.

    `machine` and `observer` are addresses of the compiled step and of `observations.observe`. A row
    each have `states` (`uint8[STATE]`), `befores` (the machine before its last frame, kept where
    setup[FILMED] is set), `floats` and `bytes_` (`[stack, size]`, what was seen, the newest last;
    size is 0 in the one that the kind of observation does not use), `worths` and `rewards` (what
    the reward's expression has come to, and its rise), `over` (what is to be done, then whether its
    episode has ended) and `buttons` (what is held). `limits` is as `Limits.array`. Returns 0, or
    where an opcode was not official.
    """
    scratch, shown = np.empty(score.SCRATCH), np.empty(floats.shape[2])
    line, sums = np.empty(256, np.int32), np.empty(256, np.int32)
    kept, path = np.empty(ROW, np.uint8), np.empty((0, 3), np.uint16)
    cameras = np.empty((2, CAMERA), np.uint8)
    for each in range(2):
        copy(address(cameras[each]), places[CAMERA_AT], BEFORE)
    lent = address(scratch)
    for i in range(first, last):
        if stop[0]:
            return 0
        if over[i] == WAITS:
            over[i] = GOES_ON
            continue
        state, fresh = address(states[i]), over[i] != GOES_ON
        film = address(befores[i]) if setup[FILMED] else 0
        moves = load64(state + MOVES)
        if fresh:
            stopped = begin(machine, state, film, over[i], places, setup, lent, limits, path)
        else:
            stopped = hold(
                machine, state, film, address(kept), places, setup, lent, limits, path,
                np.int64(buttons[i]),
            )  # fmt: skip
        if stopped:
            return stopped
        value = worth(state, places, lent, np.nan if fresh else worths[i])
        rise = value - worths[i]
        rewards[i] = 0.0 if fresh or rise != rise else rise
        worths[i] = value
        over[i] = ENDED if load64(state + REASON) else GOES_ON
        shift(floats[i])
        shift(bytes_[i])
        if setup[KIND] == INPUTS:
            inputs(observer, state, film, address(cameras[0]), places, shown, floats[i, -1])
        elif setup[KIND] == RAM:
            bytes_[i, -1] = states[i, : bytes_.shape[2]]
        else:
            two = not fresh and load64(state + MOVES) - moves > 1
            earlier = address(kept) if two else 0
            pixels(film, earlier, cameras, line, sums, setup, bytes_[i, -1])
        if fresh:
            repeat(floats[i])
            repeat(bytes_[i])
    return 0
