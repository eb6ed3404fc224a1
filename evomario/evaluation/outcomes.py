"""What comes of a batch of episodes, and what they begin with."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np

from evomario.emulator.layout import ROW
from evomario.errors import UserError
from evomario.mario.levels import Level, find_level
from evomario.mario.noise import Noise
from evomario.mario.outcome import outcomes
from evomario.mario.routes import route
from evomario.mario.starts import start
from evomario.mario.state import EPISODE, STATE

from .episode import PATH_MOVES


class Outcomes(NamedTuple):
    """What came of n players in so many episodes each: every level with every noise seed, in order.

    Attributes:
        records: `OUTCOME[episodes, n]`, see `evomario.mario.outcome`.
        states: `uint8[episodes, n, STATE]`: how each episode ended.
        paths: a list an episode, of lists of `uint16[points, 3]`: area, x and y every 8 moves
            (empty lists unless asked for).
        saves: `uint8[episodes, n, m, STATE]`: the states along the way (m is 0 unless asked for);
            rows past an episode's end are zero.
        frames_emulated: `int64[episodes, n]`, what was computed of the frames in `records`.
        pressed: a list an episode, of `uint8[moves]`: what was pressed.
    """

    records: np.ndarray
    states: np.ndarray
    paths: list[list[np.ndarray]]
    saves: np.ndarray
    frames_emulated: np.ndarray
    pressed: list[list[np.ndarray]]


class Episode(NamedTuple):
    """What n players play at a time: a level, and what its noise is drawn from."""

    level: Level
    seed: int


def episodes(levels: str | Sequence[str], seeds: Sequence[int]) -> list[Episode]:
    """Every level with every seed.

    Raises:
        UserError: an unknown level, or no seed.
    """
    if not seeds:
        raise UserError("no noise seeds to play with")
    names = [levels] if isinstance(levels, str) else list(levels)
    return [Episode(find_level(name), seed) for name in names for seed in seeds]


def begun(episode: Episode, players: int, lives: int, noise: Noise) -> np.ndarray:
    """The states that players begin an episode with, `uint8[players, STATE]`."""
    states = np.empty((players, STATE), np.uint8)
    states[:] = start(episode.level)[0]
    states[:, ROW:].view(EPISODE)["LIVES"] = lives
    if noise:
        noise.begin(states, episode.seed)
    return states


class Batch(Protocol):
    """An episode of n players, played.

    Attributes:
        level: the level's.
        states: `uint8[n, STATE]`, how each ended.
        paths: `uint16[n, points, 3]`.
        emulated: `int64[n]`, the frames that were computed.
        pressed: `uint8[moves]` each.
    """

    level: Level
    states: np.ndarray
    paths: np.ndarray
    emulated: np.ndarray
    pressed: list[np.ndarray]


def gathered(batches: Sequence[Batch], saves: Sequence[np.ndarray], paths: bool) -> Outcomes:
    """The outcomes of played batches."""
    return Outcomes(
        records=np.stack([outcomes(b.states, int(route(b.level)[1])) for b in batches]),
        states=np.stack([b.states for b in batches]),
        paths=[_paths(b.states, b.paths) if paths else [] for b in batches],
        saves=np.stack(saves),
        frames_emulated=np.stack([b.emulated for b in batches]),
        pressed=[b.pressed for b in batches],
    )


def joined(parts: Sequence[Outcomes]) -> Outcomes:
    """The outcomes of players that played the same episodes apart, in order."""
    records, states, paths, saves, emulated, pressed = zip(*parts, strict=True)
    return Outcomes(
        np.concatenate(records, axis=1), np.concatenate(states, axis=1), _side_by_side(paths),
        np.concatenate(saves, axis=1), np.concatenate(emulated, axis=1), _side_by_side(pressed),
    )  # fmt: skip


def _side_by_side(lists: Sequence[list[list[np.ndarray]]]) -> list[list[np.ndarray]]:
    return [[row for part in each for row in part] for each in zip(*lists, strict=True)]


def moves_of(states: np.ndarray) -> np.ndarray:
    """How many moves episodes have made, `int64[n]`."""
    fields: np.ndarray = states[:, ROW:].view(EPISODE)[:, 0]["MOVES"]
    return fields


def _paths(states: np.ndarray, points: np.ndarray) -> list[np.ndarray]:
    moves = moves_of(states).tolist()
    return [row[: n // PATH_MOVES].copy() for row, n in zip(points, moves, strict=True)]
