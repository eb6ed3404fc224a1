"""A recorded episode: the moves that were made, and what is to be expected of them."""

import hashlib
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from evomario.mario import Game
from evomario.mario.levels import find_level
from evomario.mario.moves import moves_text, read_moves_text
from evomario.mario.outcome import OUTCOME
from evomario.mario.state import REASONS


def outcome_dict(outcome: np.void) -> dict[str, Any]:
    """An Outcome as JSON takes it: the reason in words, an unknown progress as null."""
    values = dict(zip(OUTCOME.names or (), outcome.item(), strict=True))
    values["reason"] = REASONS[values["reason"]]
    if math.isnan(values["progress"]):
        values["progress"] = None
    return values


def ram_hash(ram: np.ndarray) -> str:
    """SHA-256 of the console's RAM, `uint8[2048]`."""
    return hashlib.sha256(ram.tobytes()).hexdigest()


class Recording(NamedTuple):
    """A recorded episode.

    Attributes:
        level: the level's name.
        lives: how often Mario may try.
        moves: `uint8[n]`, the button bytes that were played.
        outcome: what came of them, as `outcome_dict`. Its `reason` depends on a task's stop rules,
            and is not compared.
        ram: SHA-256 of the RAM at the end.
        seed: what its noise was drawn from; the moves are those pressed, the noise is in them.
    """

    level: str
    lives: int
    moves: np.ndarray
    outcome: dict[str, Any]
    ram: str
    seed: int = 0

    @classmethod
    def play(
        cls, level: str, moves: np.ndarray, lives: int = 1, engine: str = "compiled",
        each: Callable[[Game], None] = lambda game: None,
    ) -> "Recording":  # fmt: skip
        """Play moves on an engine until they or the episode end, and record what came of it.

        `each(game)` is called at the start and after every move.
        """
        game = Game(level, engine=engine, lives=lives)
        game.reset()
        each(game)
        played = 0
        for buttons in moves.tolist():
            if game.done:
                break
            game.step(buttons)
            played += 1
            each(game)
        outcome = outcome_dict(game.outcome())
        return cls(level, lives, moves[:played], outcome, ram_hash(game.ram))

    def again(
        self, engine: str = "compiled", each: Callable[[Game], None] = lambda game: None
    ) -> "Recording":
        """The same moves, played once more."""
        return self.play(self.level, self.moves, self.lives, engine, each)

    def differences(self, other: "Recording") -> list[str]:
        """What another engine's play of the same moves shows otherwise, in words."""
        found = [
            f"{key}: {value} recorded, {other.outcome[key]} now"
            for key, value in self.outcome.items()
            if key != "reason" and other.outcome[key] != value
        ]
        if len(self.moves) != len(other.moves):
            found.append(f"moves played: {len(self.moves)} recorded, {len(other.moves)} now")
        if self.ram != other.ram:
            found.append("RAM at the end")
        return found

    def content(self) -> dict[str, Any]:
        """The recording as JSON takes it."""
        return {
            "level": self.level,
            "lives": self.lives,
            "noise_seed": self.seed,
            "outcome": self.outcome,
            "ram_sha256": self.ram,
            "moves": moves_text(self.moves).splitlines(),
        }

    @classmethod
    def of(cls, content: Any, path: Path) -> "Recording":
        """The recording in the content of a file; `path` names it in errors.

        Raises:
            UserError: a button is unknown. ValueError, KeyError, TypeError: it is no recording.
        """
        moves = read_moves_text("\n".join(content["moves"]), path)
        return cls(find_level(content["level"]).name, int(content["lives"]), moves,
                   _checked(content["outcome"]), str(content["ram_sha256"]),
                   int(content["noise_seed"]))  # fmt: skip


def _checked(outcome: dict[str, Any]) -> dict[str, Any]:
    """An Outcome from a file.

    Raises:
        ValueError: it holds what `outcome_dict` does not. KeyError: something is missing.
    """
    found = {name: outcome[name] for name in OUTCOME.names or ()}
    numbers = [value for name, value in found.items() if name not in ("reason", "progress")]
    if found["progress"] is not None:
        numbers.append(found["progress"])
    if found["reason"] not in REASONS or not all(isinstance(n, int | float) for n in numbers):
        raise ValueError("an outcome of other values than expected")
    return found
