"""Playing whole batches of action sequences on the compiled engine."""

import hashlib
from collections.abc import Sequence

import numpy as np

from evomario.emulator.layout import ROW
from evomario.emulator.machine import kernel
from evomario.errors import UserError
from evomario.fitness.rules import NO_RULES, Rules
from evomario.mario import roms
from evomario.mario.levels import Level
from evomario.mario.noise import NO_NOISE, Hand, Noise
from evomario.mario.routes import route
from evomario.mario.starts import start
from evomario.mario.state import EPISODE, STATE

from .episode import PATH_MOVES, POINT, play_batch
from .limits import NO_LIMITS, Limits
from .outcomes import Episode, Outcomes, begun, episodes, gathered, moves_of
from .prefixes import EVERY, Prefixes
from .reuse import Reuse
from .threads import in_chunks


def _flat(moves: Sequence[np.ndarray] | np.ndarray, noops: int) -> tuple[np.ndarray, np.ndarray]:
    """The sequences end to end, `uint8[total]`, and where each begins, `int64[n + 1]`.

    Each is preceded by no-ops.
    """
    rows = [np.asarray(row) for row in moves]
    for i, row in enumerate(rows):
        if row.dtype != np.uint8 or row.ndim != 1:
            raise UserError(
                f"action sequence {i}: expected button bytes, uint8[moves], "
                f"got {row.dtype}{list(row.shape)}"
            )
    if noops:
        rows = [np.concatenate([np.zeros(noops, np.uint8), row]) for row in rows]
    offsets = np.zeros(len(rows) + 1, np.int64)
    np.cumsum([len(row) for row in rows], out=offsets[1:])
    return np.ascontiguousarray(np.concatenate(rows)), offsets


def _given(level: Level, begin: np.ndarray, sequences: int) -> np.ndarray:
    """Copies of the states to begin with."""
    states = np.empty((sequences, STATE), np.uint8)
    states[:] = begin
    fields = states[:, ROW:].view(EPISODE)[:, 0]
    if (fields["HOME"] != start(level)[0][ROW:].view(EPISODE)["HOME"]).any():
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
    noise: Noise = NO_NOISE,
    noise_seeds: Sequence[int] = (0,),
) -> Outcomes:
    """Play every sequence of moves in every level with every noise seed.

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
        noise: what disturbs an episode. No-ops at its start come before the sequence; they count
            as moves of the episode.
        noise_seeds: what noise is drawn from.

    Raises:
        UserError: an unknown level, sequences of the wrong type, or a state of another level.
    """
    if len(moves) == 0:
        raise UserError("no action sequences to play")
    batches = []
    for episode in episodes(levels, noise_seeds):
        states = begun(episode, len(moves), lives, noise)
        flat, offsets = _flat(moves, _noops(states))
        if begin is not None:
            states = _given(episode.level, begin, len(moves))
        batches.append(_Batch(episode, flat, offsets, limits, states, score, threads))
    if reuse is None or begin is not None or save_every:
        saves = [batch.play(paths, save_every) for batch in batches]
    else:
        rules = hashlib.sha256(score.table().tobytes()).hexdigest()
        saves = [
            batch.play_on(reuse, repr((batch.level.name, lives, limits, noise, batch.seed, rules)))
            for batch in batches
        ]
    for batch in batches:
        batch.press(noise)
    return gathered(batches, saves, paths)


def _noops(states: np.ndarray) -> int:
    return int(states[0, ROW:].view(EPISODE)["NOOPS"][0])


class _Batch:
    """Sequences in one episode; how they went is as in `outcomes.Batch`, once played."""

    def __init__(
        self, episode: Episode, moves: np.ndarray, offsets: np.ndarray, limits: Limits,
        states: np.ndarray, score: Rules, threads: int | None,
    ) -> None:  # fmt: skip
        self.level, self.seed = episode
        self.moves, self.offsets = moves, offsets
        self.limits, self.table, self.threads = limits.array(), score.table(), threads
        self.longest = int(np.diff(offsets).max())
        self.states = states
        self.paths = self._points(0)
        self.pressed: list[np.ndarray] = []

    def press(self, noise: Noise) -> None:
        """Say what was pressed, which follows from the noise and the sequences."""
        begins, counts = self.offsets[:-1].tolist(), moves_of(self.states).tolist()
        self.pressed = [
            self.moves[begin : begin + n] for begin, n in zip(begins, counts, strict=True)
        ]
        if noise.sticky:
            self.pressed = [Hand(noise, self.seed).press(each) for each in self.pressed]

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
