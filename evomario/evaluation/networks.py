"""Playing whole batches of networks on the compiled engine: each watches the game, and presses."""

from collections.abc import Sequence

import numpy as np

from evomario.emulator.machine import kernel
from evomario.errors import UserError
from evomario.fitness.rules import NO_RULES, Rules
from evomario.mario.noise import NO_NOISE, Noise
from evomario.mario.observations import Observation
from evomario.mario.observations.kernel import observer
from evomario.policies import networks
from evomario.policies.networks import Network
from evomario.policies.outputs import Outputs

from .closed_loop import play_batch
from .limits import Limits
from .outcomes import Outcomes
from .threads import in_chunks
from .watched import Watched, check, play_watched


def play_networks(
    levels: str | Sequence[str],
    players: Sequence[Network],
    observation: Observation,
    outputs: Outputs,
    *,
    limits: Limits,
    lives: int = 1,
    noise: Noise = NO_NOISE,
    noise_seeds: Sequence[int] = (0,),
    paths: bool = False,
    score: Rules = NO_RULES,
    threads: int | None = None,
) -> Outcomes:
    """Let every network play every level with every noise seed, each from its start.

    Args:
        levels: a level's name, or several.
        players: networks that take what the observation gives, and answer what the outputs take.
            What a recurrent one keeps is forgotten between episodes, not between lives.
        observation: what they see.
        outputs: how their answers become buttons.
        limits: the stop rules beside the game's own; moves must be limited.
        lives: how often Mario may try in an episode; each life begins at the level's start.
        noise: what disturbs an episode.
        noise_seeds: what noise is drawn from.
        paths: keep the paths.
        score: what a fitness does along the way; the states then hold what it has counted.
        threads: default: all cores. Results do not depend on it.

    Raises:
        UserError: an unknown level, no network, one of another size, or no limit on moves.
    """
    check(players, limits)
    _check(players, observation, outputs)
    batch = networks.Batch.of(players)
    return play_watched(
        lambda one: _play(one, batch, threads), len(players), levels, observation, outputs,
        limits=limits, lives=lives, noise=noise, noise_seeds=noise_seeds, paths=paths, score=score,
    )  # fmt: skip


def _check(players: Sequence[Network], observation: Observation, outputs: Outputs) -> None:
    for i, one in enumerate(players):
        sizes = one.size_inputs, one.size_outputs
        if sizes != (observation.size, outputs.size):
            raise UserError(
                f"network {i} has {sizes[0]} inputs and {sizes[1]} outputs: expected "
                f"{observation.size} and {outputs.size}"
            )


def _play(one: Watched, batch: networks.Batch, threads: int | None) -> None:
    """Let networks play an episode."""

    def work(first: int, last: int, stop: np.ndarray) -> int:
        return play_batch(
            kernel(), observer(), one.states, *one.addresses, batch.tables, batch.places,
            batch.size_state + batch.size_scratch, one.sees, one.camera, one.presses, one.limits,
            one.paths, one.held, first, last, stop,
        )  # fmt: skip

    play_batch.load()
    in_chunks(work, len(one.states), threads)
