"""The champion of a run: the moves that it made, and what is to be expected of them."""

import hashlib
import json
import math
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from evomario import __version__
from evomario.errors import UserError
from evomario.mario import Game
from evomario.mario.moves import moves_text, read_moves_text
from evomario.mario.outcome import OUTCOME
from evomario.mario.roms import CHECKSUMS
from evomario.mario.state import REASONS

from .files import write_text

_FORMAT = 1
_LARGEST = 64 << 20  # bytes of a champion.json


def outcome_dict(outcome: np.void) -> dict[str, Any]:
    """An Outcome as JSON takes it: the reason in words, an unknown progress as null."""
    values = dict(zip(OUTCOME.names or (), outcome.item(), strict=True))
    values["reason"] = REASONS[values["reason"]]
    if math.isnan(values["progress"]):
        values["progress"] = None
    return values


def ram_hash(game: Game) -> str:
    """SHA-256 of the console's RAM."""
    return hashlib.sha256(game.ram.tobytes()).hexdigest()


class Champion(NamedTuple):
    """A recorded episode.

    Attributes:
        level: the level's name.
        lives: how often Mario may try.
        moves: `uint8[n]`, the button bytes that were played.
        outcome: what came of them, as `outcome_dict`; without `reason`, which depends on a task's
            stop rules.
        ram: SHA-256 of the RAM at the end.
    """

    level: str
    lives: int
    moves: np.ndarray
    outcome: dict[str, Any]
    ram: str

    @classmethod
    def play(cls, level: str, moves: np.ndarray, lives: int = 1, engine: str = "compiled",
             each: Any = None) -> "Champion":  # fmt: skip
        """Play moves on an engine until they or the episode end, and record what came of it.

        `each(game)` is called at the start and after every move.
        """
        game = Game(level, engine=engine, lives=lives)
        game.reset()
        if each:
            each(game)
        played = 0
        for buttons in moves.tolist():
            if game.done:
                break
            game.step(buttons)
            played += 1
            if each:
                each(game)
        outcome = outcome_dict(game.outcome())
        return cls(level, lives, moves[:played], outcome, ram_hash(game))

    def differences(self, other: "Champion") -> list[str]:
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

    def write(self, path: Path) -> None:
        """Write `champion.json`, whole or not at all."""
        content = {
            "format": _FORMAT,
            "level": self.level,
            "lives": self.lives,
            "outcome": self.outcome,
            "ram_sha256": self.ram,
            "versions": _versions(),
            "rom_sha256": CHECKSUMS["lost" if self.level.startswith("lost") else "smb"],
            "moves": moves_text(self.moves).splitlines(),
        }
        write_text(path, json.dumps(content, indent=1) + "\n")

    @classmethod
    def read(cls, path: Path) -> "Champion":
        """Read `champion.json`.

        Raises:
            UserError: it cannot be read, or is no champion.
        """
        try:
            if path.stat().st_size > _LARGEST:
                raise UserError(f"{path}: too large to be a champion")
            content = json.loads(path.read_text("utf-8"))
            if content["format"] != _FORMAT:
                raise UserError(f"{path}: format {content['format']}, expected {_FORMAT}")
            moves = read_moves_text("\n".join(content["moves"]), path)
            return cls(str(content["level"]), int(content["lives"]), moves,
                       dict(content["outcome"]), str(content["ram_sha256"]))  # fmt: skip
        except OSError as error:
            raise UserError(f"{path}: cannot read the champion: {error.strerror}") from None
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            problem = str(error) or type(error).__name__
            raise UserError(f"{path}: not a champion: {problem}") from None


def _versions() -> dict[str, str]:
    found = {"evomario": __version__, "python": platform.python_version()}
    for package in ("numpy", "numba", "deap", "gym-super-mario-bros", "nes-py"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
