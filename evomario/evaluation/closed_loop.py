"""Whole closed-loop episodes in one compiled call each: observe, activate, press, step."""

import numpy as np
from numba import njit

from evomario.emulator.compiling import entry
from evomario.emulator.layout import ROW
from evomario.emulator.memory import address, call, copy, load64
from evomario.fitness import score
from evomario.mario import noise, rules
from evomario.mario.observations import kernel as observation
from evomario.mario.observations.camera import BEFORE
from evomario.mario.state import LIVES, MOVES, REASON
from evomario.policies import outputs
from evomario.policies.networks.kernel import STATE, activate

from .episode import judge, spent


@njit
def decide(observer, state, network, memory, sees, shown, answers, camera, presses):
    """The buttons that a network answers a state with; all arguments are addresses.

    `observer` is that of the compiled `observations.kernel.observe`, `memory` that of what the
    network keeps from decision to decision, followed by its scratch.
    """
    call(observer, state, camera, sees, shown)
    scratch = memory + load64(network + STATE)
    activate(network, shown, memory, scratch, answers)
    return outputs.buttons(answers, presses)


@njit
def play(
    machine, observer, state, start, before, cartridge, route, table, scratch, network, memory,
    sees, shown, answers, camera, presses, limits, path, pressed,
):  # fmt: skip
    """Let a network play an episode from its start, until something ends it.

    Addresses are as in `episode.play`; `before` is that of the machine before the level's start,
    `sees` of an observation's table, `presses` of an outputs' table, and `camera` as in
    mario/observations/camera.py. `pressed` is `uint8[moves]` and gets what was pressed. Returns 0,
    or where an opcode was not official.
    """
    film = camera + BEFORE if load64(sees + observation.SEES) else 0
    if film:
        copy(film, before, ROW)
    score.begin(state, table, route, scratch)
    decided = 0
    while not load64(state + REASON) and not spent(state, len(pressed), limits):
        if outputs.decides(presses, load64(state + MOVES)):
            decided = decide(
                observer, state, network, memory, sees, shown, answers, camera, presses
            )
        stopped = move(
            machine, state, start, before, cartridge, route, table, scratch, decided, presses,
            film, limits, path, pressed,
        )  # fmt: skip
        if stopped:
            return stopped
    score.end(state, table, route)
    return 0


@njit
def move(
    machine, state, start, before, cartridge, route, table, scratch, decided, presses, film,
    limits, path, pressed,
):  # fmt: skip
    """Make a move for which some buttons were decided, and let it be judged.

    `film` is the address of what a camera keeps of the move before, or 0; the rest, and what is
    returned, is as in `play`.
    """
    moves, lives = load64(state + MOVES), load64(state + LIVES)
    buttons = noise.pressed(state, outputs.meant(state, decided, presses))
    pressed[moves] = buttons
    stopped = rules.move(machine, state, start, cartridge, route, buttons, film)
    if stopped:
        return stopped
    if film and load64(state + LIVES) != lives:
        copy(film, before, ROW)
    judge(state, table, route, scratch, limits, path)
    return 0


@entry(
    "int64(int64, uint8[::1], int64, int64, int64, int64, int64, float64[::1], int64, int64[::1],"
    " uint8[::1], int64[::1], int64[::1], uint16[:,::1], uint8[::1])"
)
def hold(
    machine, row, start, before, cartridge, route, table, room, decided, sees, camera, presses,
    limits, path, pressed,
):  # fmt: skip
    """Hold the buttons that were decided until a new decision is due, or the episode ends.

    The camera shows the machine before the state's last move. Returns as `play` does.
    """
    state, scratch = address(row), address(room)
    film = address(camera) + BEFORE if sees[observation.SEES // 8] else 0
    score.begin(state, table, route, scratch)
    while True:
        stopped = move(
            machine, state, start, before, cartridge, route, table, scratch, decided,
            address(presses), film, limits, path, pressed,
        )  # fmt: skip
        if stopped:
            return stopped
        if load64(state + REASON) or spent(state, len(pressed), limits):
            score.end(state, table, route)
            return 0
        if outputs.decides(address(presses), load64(state + MOVES)):
            return 0


@entry(
    "int64(int64, int64, uint8[:,::1], int64, int64, int64, int64, int64, int64[::1], int64[::1],"
    " int64, int64[::1], uint8[::1], int64[::1], int64[::1], uint16[:,:,::1], uint8[:,::1], int64,"
    " int64, uint8[::1])"
)
def play_batch(
    machine, observer, states, start, before, cartridge, route, table, networks, places,
    memory_size, sees, camera, presses, limits, paths, pressed, first, last, stop,
):  # fmt: skip
    """Play episodes `first` to `last` of a batch; stops between two where `stop[0]` is set.

    Episode i is played by the network at byte places[i] of `networks`. `camera` is copied, so that
    threads do not share it. Returns as `play` does.
    """
    scratch, memory = np.empty(score.SCRATCH), np.empty(memory_size, np.uint8)
    shown, answers = np.empty(sees[1]), np.empty(presses[1])
    own = camera.copy()
    for i in range(first, last):
        if stop[0]:
            return 0
        memory[:] = 0
        stopped = play(
            machine, observer, address(states[i]), start, before, cartridge, route, table,
            address(scratch), address(networks) + places[i], address(memory), address(sees),
            address(shown), address(answers), address(own), address(presses), limits,
            paths[min(i, len(paths) - 1)], pressed[i],
        )  # fmt: skip
        if stopped:
            return stopped
    return 0
