"""The two engines side by side, through `Game`; and moves to try them with."""

import hashlib
import random
from pathlib import Path

import numpy as np

from evomario.mario import Game
from evomario.mario.moves import read_moves

FILES = sorted(Path(__file__).parents[1].joinpath("data").glob("*.moves"))
# Buttons: A 1, B 2, select 4, start 8, up 16, down 32, left 64, right 128
RIGHTWARD = (128, 129, 130, 131, 131, 130, 129, 128, 130, 131, 0, 1, 64, 66, 32, 16)


def random_moves(seed, count):
    """Moves that mostly go right, held for a while each, with any buttons in between."""
    source = random.Random(seed)
    moves = bytearray()
    while len(moves) < count:
        byte = source.choice(RIGHTWARD) if source.random() < 0.85 else source.getrandbits(8)
        moves += bytes([byte & ~8]) * source.choice((1, 1, 2, 4, 8, 12, 20))
    return moves[:count]


def level_of(file):
    """The level that a file of moves was recorded in, from its first line."""
    return file.read_text().splitlines()[0].removeprefix("# level:").strip()


def moves_of(file):
    return read_moves(file).tolist()


class Both:
    """One game on the compiled engine and on the judge, compared after every move."""

    def __init__(self, level, judge=None):
        self.ours, self.judge = Game(level), judge or Game(level, "gym")
        self.steps = self.screens = 0
        self.same("at the start")

    def same(self, when):
        """Check that RAM and all that `Game` tells are equal."""
        when = f"{self.ours.level.name} {when}"
        places = np.flatnonzero(self.ours.ram != self.judge.ram)
        assert not len(places), f"{when}: RAM differs at {[hex(p) for p in places[:8]]}"
        assert self.ours.done == self.judge.done, when
        assert self.ours.frames == self.judge.frames, when
        assert self.ours.outcome().tobytes() == self.judge.outcome().tobytes(), when

    def same_screen(self):
        self.screens += 1
        assert np.array_equal(self.ours.screen(), self.judge.screen()), f"screen {self.steps}"

    def reset(self):
        self.ours.reset()
        self.judge.reset()
        self.same(f"after a reset at move {self.steps}")

    def step(self, buttons):
        if self.ours.done:
            self.reset()
        self.steps += 1
        infos = self.ours.step(buttons), self.judge.step(buttons)
        assert infos[0] == infos[1], f"{self.ours.level.name} move {self.steps}"
        self.same(f"after move {self.steps}")

    def play(self, moves, every=0):
        """Take moves; compare pictures after every so many."""
        for buttons in moves:
            self.step(buttons)
            if every and self.steps % every == 0:
                self.same_screen()


def digest(game, moves, every=100):
    """What `game` shows while moves are played, as SHA-256: RAM, info, and some pictures."""
    seen = hashlib.sha256(game.ram)
    for i, buttons in enumerate(moves):
        if game.done:
            game.reset()
        info = game.step(buttons)
        seen.update(repr((sorted(info.items()), game.done, game.frames)).encode())
        seen.update(game.ram)
        if i % every == 0:
            seen.update(game.screen())
    return seen.hexdigest()


def play(game, moves):
    """Take moves, with a reset after each end; the RAM at the end, a copy."""
    for buttons in moves:
        if game.done:
            game.reset()
        game.step(buttons)
    return game.ram.copy()
