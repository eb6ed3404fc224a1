"""Episodes of players that watch the game: what they begin with, and what is kept of them."""

from collections.abc import Callable, Sequence, Sized

import numpy as np

from evomario.emulator.layout import ROW
from evomario.errors import UserError
from evomario.fitness.rules import Rules
from evomario.mario import roms
from evomario.mario.noise import Noise
from evomario.mario.observations import Observation
from evomario.mario.observations.camera import BEFORE, camera
from evomario.mario.routes import route
from evomario.mario.starts import start
from evomario.mario.state import EPISODE, STATE
from evomario.policies.outputs import Outputs

from .episode import PATH_MOVES, POINT
from .limits import Limits
from .outcomes import Episode, Outcomes, begun, episodes, gathered, moves_of


class Watched:
    """n players in one episode; how it went is as in `outcomes.Batch`, once it was played.

    Attributes:
        states: `uint8[n, STATE]`, at the start of the episode.
        addresses: of the level's start, of the machine before it, of the cartridge, the route and
            the fitness' table, as `closed_loop.play` takes them.
        camera: `uint8[CAMERA]`, of the level's start.
        sees: the observation's table.
        presses: the outputs' table.
        limits: as `Limits.array`.
        paths: `uint16[n, points, 3]`, to be filled.
        held: `uint8[n, moves]`, to be filled with what is pressed.
    """

    def __init__(
        self, episode: Episode, states: np.ndarray, observation: Observation, outputs: Outputs,
        score: Rules, limits: Limits, paths: bool,
    ) -> None:  # fmt: skip
        self.level, _ = episode
        self.states = states
        begin, before = start(self.level)
        cartridge = roms.load(self.level.rom)
        self._alive = begin, before, cartridge, route(self.level), score.table()
        self.addresses = tuple(int(array.ctypes.data) for array in self._alive)
        self.camera = camera(cartridge)
        self.camera[BEFORE : BEFORE + ROW] = before
        self.sees, self.presses, self.limits = observation.table(), outputs.array(), limits.array()
        points = limits.moves // PATH_MOVES if paths else 0
        self.paths = np.zeros((len(states), points, POINT), np.uint16)
        self.held = np.zeros((len(states), limits.moves), np.uint8)
        self.emulated = np.zeros(len(states), np.int64)
        self.pressed: list[np.ndarray] = []

    def end(self) -> None:
        """Keep what was pressed, and the frames, of episodes that were played."""
        counts = moves_of(self.states).tolist()
        self.pressed = [row[:n].copy() for row, n in zip(self.held, counts, strict=True)]
        self.held = self.held[:0].copy()  # it is as long as the limit, for every player
        self.emulated = self.states[:, ROW:].view(EPISODE)[:, 0]["FRAMES"].copy()


def play_watched(
    play: Callable[[Watched], None], players: int, levels: str | Sequence[str],
    observation: Observation, outputs: Outputs, *, limits: Limits, lives: int, noise: Noise,
    noise_seeds: Sequence[int], paths: bool, score: Rules,
) -> Outcomes:  # fmt: skip
    """Let players play every level with every noise seed; `play` plays one episode of each.

    The other arguments are those of `play_networks`.

    Raises:
        UserError: an unknown level, or no seed.
    """
    played = []
    for episode in episodes(levels, noise_seeds):
        states = begun(episode, players, lives, noise)
        one = Watched(episode, states, observation, outputs, score, limits, paths)
        play(one)
        one.end()
        played.append(one)
    nothing = np.zeros((players, 0, STATE), np.uint8)
    return gathered(played, [nothing] * len(played), paths)


def check(players: Sized, limits: Limits) -> None:
    """See that there is something to play, and an end to it.

    Raises:
        UserError: there is not.
    """
    if not len(players):
        raise UserError("no networks to play")
    if not limits.moves:
        raise UserError("networks play for ever: expected a limit on moves")
