"""Playing whole batches of action sequences on the compiled engine."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from evomario.emulator.layout import ROW
from evomario.emulator.machine import kernel
from evomario.errors import UserError
from evomario.fitness.score import NO_RULES, Rules
from evomario.mario import roms
from evomario.mario.levels import Level, find_level
from evomario.mario.outcome import outcomes
from evomario.mario.routes import route
from evomario.mario.starts import start
from evomario.mario.state import EPISODE, STATE

from .episode import PATH_MOVES, POINT, play_batch
from .limits import NO_LIMITS, Limits
from .threads import in_chunks


class Outcomes(NamedTuple):
    """What came of a batch: `levels` times `sequences` episodes.

    Attributes:
        records: `OUTCOME[levels, sequences]`, see `evomario.mario.outcome`.
        states: `uint8[levels, sequences, STATE]`: how each episode ended.
        paths: a list a level, of lists of `uint16[points, 3]`: area, x and y every 8 moves (empty
            lists unless asked for).
        saves: `uint8[levels, sequences, n, STATE]`: the states along the way (n is 0 unless asked
            for); rows past an episode's end are zero.
    """

    records: np.ndarray
    states: np.ndarray
    paths: list[list[np.ndarray]]
    saves: np.ndarray


def _flat(moves: Sequence[np.ndarray] | np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The sequences end to end, `uint8[total]`, and where each begins, `int64[n + 1]`."""
    if len(moves) == 0:
        raise UserError("no action sequences to play")
    rows = [np.asarray(row) for row in moves]
    for i, row in enumerate(rows):
        if row.dtype != np.uint8 or row.ndim != 1:
            raise UserError(
                f"action sequence {i}: expected button bytes, uint8[moves], "
                f"got {row.dtype}{list(row.shape)}"
            )
    offsets = np.zeros(len(rows) + 1, np.int64)
    np.cumsum([len(row) for row in rows], out=offsets[1:])
    return np.ascontiguousarray(np.concatenate(rows)), offsets


def _states(level: Level, begin: np.ndarray | None, sequences: int, lives: int) -> np.ndarray:
    """One state an episode: the level's start, or copies of those given."""
    states = np.empty((sequences, STATE), np.uint8)
    states[:] = start(level)[0] if begin is None else begin
    fields = states[:, ROW:].view(EPISODE)[:, 0]
    if begin is None:
        fields["LIVES"] = lives
    elif (fields["HOME"] != start(level)[0][ROW:].view(EPISODE)["HOME"]).any():
        raise UserError(f"a state to begin with is not of level {level.name}")
    fields["REASON"] = 0
    return states


def play_sequences(
    levels: str | Sequence[str],
    moves: Sequence[np.ndarray] | np.ndarray,
    *,
    limits: Limits = NO_LIMITS,
    lives: int = 1,
    begin: np.ndarray | None = None,
    paths: bool = False,
    save_every: int = 0,
    score: Rules = NO_RULES,
    threads: int | None = None,
) -> Outcomes:
    """Play every sequence of moves in every level.

    Args:
        levels: a level's name, or several.
        moves: one sequence an episode, `uint8[n]` button bytes each, or a matrix of them.
        limits: the stop rules beside the game's own.
        lives: how often Mario may try in an episode; each life begins at the level's start.
        begin: states to begin with instead of the level's start: `uint8[sequences, STATE]`, or one
            for all. An episode goes on at the move of its sequence that the state has come to, and
            with what a fitness has counted in it: give the `score` that it was played by.
        paths: keep the paths.
        save_every: keep the state every so many moves.
        score: what a fitness does along the way; the states then hold what it has counted.
        threads: default: all cores. Results do not depend on it.

    Raises:
        UserError: an unknown level, sequences of the wrong type, or a state of another level.
    """
    names = [levels] if isinstance(levels, str) else list(levels)
    flat, offsets = _flat(moves)
    longest = int(np.diff(offsets).max())
    found = [find_level(name) for name in names]
    played = [
        _play(level, flat, offsets, limits, _states(level, begin, len(moves), lives),
              score, longest // PATH_MOVES if paths else 0,
              longest // save_every if save_every else 0, save_every, threads)
        for level in found
    ]  # fmt: skip
    return Outcomes(
        records=np.stack(
            [outcomes(p[0], int(route(n)[1])) for p, n in zip(played, found, strict=True)]
        ),
        states=np.stack([p[0] for p in played]),
        paths=[_paths(p[0], p[1]) if paths else [] for p in played],
        saves=np.stack([p[2] for p in played]),
    )


def _play(
    level: Level, moves: np.ndarray, offsets: np.ndarray, limits: Limits, states: np.ndarray,
    score: Rules, points: int, saved: int, every: int, threads: int | None,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:  # fmt: skip
    """Play a batch in one level: the states, the points of the paths and the states saved."""
    cartridge, begin, way = roms.load(level.rom), start(level)[0], route(level)
    paths = np.zeros((len(states), points, POINT), np.uint16)
    saves = np.zeros((len(states), saved, STATE), np.uint8)
    rules, table = limits.array(), score.table()

    def work(first: int, last: int, stop: np.ndarray) -> int:
        return play_batch(
            kernel(), states, begin.ctypes.data, cartridge.ctypes.data, way.ctypes.data,
            table.ctypes.data, moves, offsets, rules, paths, saves, every, first, last, stop,
        )  # fmt: skip

    play_batch.load()
    in_chunks(work, len(states), threads)
    return states, paths, saves


def _paths(states: np.ndarray, points: np.ndarray) -> list[np.ndarray]:
    moves = states[:, ROW:].view(EPISODE)[:, 0]["MOVES"]
    return [row[: n // PATH_MOVES].copy() for row, n in zip(points, moves, strict=True)]
