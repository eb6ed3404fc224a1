"""Playing with what acts in Python, a decision at a time: observe, activate, press, on one thread.

All but the answers is done by the kernels that play networks, so that what answers as a network
does plays as that network does.
"""

from collections.abc import Sequence

import numpy as np

from evomario.emulator.machine import kernel
from evomario.fitness import score as scoring
from evomario.fitness.rules import NO_RULES, Rules
from evomario.mario.noise import NO_NOISE, Noise
from evomario.mario.observations import Observation
from evomario.mario.observations.kernel import observe_batch
from evomario.mario.state import episode
from evomario.policies.outputs import Outputs, press
from evomario.policies.watching import Actor

from .closed_loop import hold
from .limits import Limits
from .outcomes import Outcomes
from .watched import Watched, check, play_watched


def play_actors(
    levels: str | Sequence[str],
    players: Sequence[Actor],
    observation: Observation,
    outputs: Outputs,
    *,
    limits: Limits,
    lives: int = 1,
    noise: Noise = NO_NOISE,
    noise_seeds: Sequence[int] = (0,),
    paths: bool = False,
    score: Rules = NO_RULES,
) -> Outcomes:
    """Let every player play every level with every noise seed, one episode after another.

    Arguments and errors are those of `play_networks`; a player is reset before each episode.
    """
    check(players, limits)

    def play(one: Watched) -> None:
        for number, player in enumerate(players):
            player.reset()
            _play(one, number, player, outputs)

    return play_watched(
        play, len(players), levels, observation, outputs, limits=limits, lives=lives, noise=noise,
        noise_seeds=noise_seeds, paths=paths, score=score,
    )  # fmt: skip


def _play(one: Watched, number: int, player: Actor, outputs: Outputs) -> None:
    """Let a player play an episode.

    Raises:
        RuntimeError: the game met an opcode that is not official.
    """
    state, camera, room = one.states[number], one.camera.copy(), np.empty(scoring.SCRATCH)
    fields = episode(state)
    while not fields["REASON"]:
        shown = np.empty((1, int(one.sees[1])))
        observe_batch(state[None], one.sees, shown, camera)
        stopped = hold(
            kernel(), state, *one.addresses, room, press(player.activate(shown[0]), outputs),
            one.sees, camera, one.presses, one.limits, one.paths[number], one.held[number],
        )  # fmt: skip
        if stopped:
            raise RuntimeError(f"the game stopped at 0x{stopped:04X}: not an official opcode")
