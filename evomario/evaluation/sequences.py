"""Playing whole batches of action sequences on the compiled engine."""

import hashlib
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
from .prefixes import EVERY, Prefixes
from .reuse import Reuse
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
        frames_emulated: `int64[levels, sequences]`, what was computed of the frames in `records`.
    """

    records: np.ndarray
    states: np.ndarray
    paths: list[list[np.ndarray]]
    saves: np.ndarray
    frames_emulated: np.ndarray


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
    reuse: Reuse | None = None,
    noise_seed: int = 0,
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
        reuse: states of episodes played before, to begin with and to add to. Results do not depend
            on it. Not looked at with `begin` or `save_every`.
        noise_seed: what noise is drawn from; states of one are not reused for another.

    Raises:
        UserError: an unknown level, sequences of the wrong type, or a state of another level.
    """
    names = [levels] if isinstance(levels, str) else list(levels)
    flat, offsets = _flat(moves)
    found = [find_level(name) for name in names]
    batches = [
        _Batch(
            level, flat, offsets, limits, _states(level, begin, len(moves), lives), score, threads
        )
        for level in found
    ]
    if reuse is None or begin is not None or save_every:
        saves = [batch.play(paths, save_every) for batch in batches]
    else:
        rules = hashlib.sha256(score.table().tobytes()).hexdigest()
        saves = [
            batch.play_on(reuse, repr((batch.level.name, lives, limits, noise_seed, rules)))
            for batch in batches
        ]
    return Outcomes(
        records=np.stack([outcomes(b.states, int(route(b.level)[1])) for b in batches]),
        states=np.stack([b.states for b in batches]),
        paths=[_paths(b.states, b.paths) if paths else [] for b in batches],
        saves=np.stack(saves),
        frames_emulated=np.stack([b.emulated for b in batches]),
    )


class _Batch:
    """A batch in one level: `states`, `paths` and `emulated` say how it went, once played."""

    def __init__(
        self, level: Level, moves: np.ndarray, offsets: np.ndarray, limits: Limits,
        states: np.ndarray, score: Rules, threads: int | None,
    ) -> None:  # fmt: skip
        self.level, self.moves, self.offsets = level, moves, offsets
        self.limits, self.table, self.threads = limits.array(), score.table(), threads
        self.longest = int(np.diff(offsets).max())
        self.states = states
        self.paths = self._points(0)

    def _points(self, count: int) -> np.ndarray:
        return np.zeros((len(self.states), count, POINT), np.uint16)

    def play(self, paths: bool, every: int) -> np.ndarray:
        """Play it from where its states are; the states on the way, one in `every` moves."""
        count, saved = len(self.states), self.longest // every if every else 0
        saves = np.zeros((count * saved, STATE), np.uint8)
        self.paths = self._points(self.longest // PATH_MOVES if paths else 0)
        self._run(saves, np.arange(count * saved).reshape(count, saved), every)
        return saves.reshape(count, saved, STATE)

    def play_on(self, reuse: Reuse, context: str) -> np.ndarray:
        """Play what is not known yet; no states on the way."""
        prefixes = Prefixes(context, self.moves, self.offsets, int(self.limits[0]))
        self.paths = self._points(self.longest // PATH_MOVES)
        with reuse.lock:
            visit = reuse.begin(prefixes, self.states, self.paths)
            self._run(reuse.states, visit.slots, EVERY)
            reuse.end(visit, self.states, self.paths)
        return np.zeros((len(self.states), 0, STATE), np.uint8)

    def _run(self, saves: np.ndarray, slots: np.ndarray, every: int) -> None:
        cartridge, begin, way = roms.load(self.level.rom), start(self.level)[0], route(self.level)
        frames = self.states[:, ROW:].view(EPISODE)[:, 0]["FRAMES"]
        before = frames.copy()

        def work(first: int, last: int, stop: np.ndarray) -> int:
            return play_batch(
                kernel(), self.states, begin.ctypes.data, cartridge.ctypes.data, way.ctypes.data,
                self.table.ctypes.data, self.moves, self.offsets, self.limits, self.paths, saves,
                slots, every, first, last, stop,
            )  # fmt: skip

        play_batch.load()
        in_chunks(work, len(self.states), self.threads)
        self.emulated = frames - before


def _paths(states: np.ndarray, points: np.ndarray) -> list[np.ndarray]:
    moves = states[:, ROW:].view(EPISODE)[:, 0]["MOVES"]
    return [row[: n // PATH_MOVES].copy() for row, n in zip(points, moves, strict=True)]
