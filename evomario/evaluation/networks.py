"""Playing whole batches of networks on the compiled engine: each watches the game, and presses."""

from collections.abc import Sequence

import numpy as np

from evomario.emulator.layout import ROW
from evomario.emulator.machine import kernel
from evomario.errors import UserError
from evomario.fitness.score import NO_RULES, Rules
from evomario.mario import roms
from evomario.mario.noise import NO_NOISE, Noise
from evomario.mario.observations import Observation
from evomario.mario.observations.camera import camera
from evomario.mario.observations.kernel import observer
from evomario.mario.routes import route
from evomario.mario.starts import start
from evomario.mario.state import EPISODE, STATE
from evomario.policies import networks
from evomario.policies.networks import Network
from evomario.policies.outputs import Outputs

from .closed_loop import play_batch
from .episode import PATH_MOVES, POINT
from .limits import Limits
from .outcomes import Episode, Outcomes, begun, episodes, gathered, moves_of
from .threads import in_chunks


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
    _check(players, observation, outputs, limits)
    batch = networks.Batch.of(players)
    played = []
    for episode in episodes(levels, noise_seeds):
        states = begun(episode, len(players), lives, noise)
        one = _Batch(episode, states, limits, paths)
        one.play(batch, observation, outputs, score, threads)
        played.append(one)
    nothing = np.zeros((len(players), 0, STATE), np.uint8)
    return gathered(played, [nothing] * len(played), paths)


def _check(
    players: Sequence[Network], observation: Observation, outputs: Outputs, limits: Limits
) -> None:
    if not players:
        raise UserError("no networks to play")
    if not limits.moves:
        raise UserError("networks play for ever: expected a limit on moves")
    for i, one in enumerate(players):
        sizes = one.size_inputs, one.size_outputs
        if sizes != (observation.size, outputs.size):
            raise UserError(
                f"network {i} has {sizes[0]} inputs and {sizes[1]} outputs: expected "
                f"{observation.size} and {outputs.size}"
            )


class _Batch:
    """Networks in one episode; how it went is as in `outcomes.Batch`, once played."""

    def __init__(self, episode: Episode, states: np.ndarray, limits: Limits, paths: bool) -> None:
        self.level, _ = episode
        self.states, self.limits = states, limits
        points = limits.moves // PATH_MOVES if paths else 0
        self.paths = np.zeros((len(states), points, POINT), np.uint16)
        self.emulated = np.zeros(len(states), np.int64)
        self.pressed: list[np.ndarray] = []

    def play(
        self, batch: networks.Batch, observation: Observation, outputs: Outputs, score: Rules,
        threads: int | None,
    ) -> None:  # fmt: skip
        """Play it."""
        cartridge, way = roms.load(self.level.rom), route(self.level)
        begin, before = start(self.level)
        eye, sees, presses = camera(cartridge), observation.table(), outputs.array()
        table, limits = score.table(), self.limits.array()
        pressed = np.zeros((len(self.states), self.limits.moves), np.uint8)

        def work(first: int, last: int, stop: np.ndarray) -> int:
            return play_batch(
                kernel(), observer(), self.states, begin.ctypes.data, before.ctypes.data,
                cartridge.ctypes.data, way.ctypes.data, table.ctypes.data, batch.tables,
                batch.places, batch.size_state + batch.size_scratch, sees, eye, presses, limits,
                self.paths, pressed, first, last, stop,
            )  # fmt: skip

        play_batch.load()
        in_chunks(work, len(self.states), threads)
        counts = moves_of(self.states).tolist()
        self.pressed = [row[:n].copy() for row, n in zip(pressed, counts, strict=True)]
        self.emulated = self.states[:, ROW:].view(EPISODE)[:, 0]["FRAMES"].copy()
