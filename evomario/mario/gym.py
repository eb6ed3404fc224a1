"""gym-super-mario-bros behind `Game`: the judge, unchanged but for a count of its frames."""

import contextlib
import io
import warnings
from typing import Any

import numpy as np

from .levels import Level
from .rules import SKIP_LIMIT

INFO = (
    "coins", "flag_get", "life", "score", "stage", "status", "time", "world", "x_pos", "y_pos",
)  # fmt: skip


class _Stuck(Exception):
    """A transition did not end."""


def _environment(level: Level) -> Any:
    with contextlib.redirect_stderr(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # gym 0.26 prints a banner and warns of its own age
        from gym_super_mario_bros.smb_env import SuperMarioBrosEnv

    class Counted(SuperMarioBrosEnv):  # type: ignore[misc]
        """Counts the frames that the package advances by itself, and stops one skip too long."""

        skipped = 0
        left = 1 << 60

        def _frame_advance(self, action: int) -> None:
            if self.left == 0:
                raise _Stuck
            self.left -= 1
            self.skipped += 1
            super()._frame_advance(action)

    target = (level.world, level.stage) if level.single else None
    return Counted(lost_levels=level.rom == "lost", target=target)


class GymEngine:
    """gym-super-mario-bros' own environment; it saves a game as the moves that led there."""

    def __init__(self, level: Level) -> None:
        self._environment = _environment(level)
        self._moves = bytearray()
        self.reset()

    @property
    def ram(self) -> np.ndarray:
        view = self._environment.ram[:]
        view.flags.writeable = False
        return view

    @property
    def done(self) -> bool:
        return bool(self._environment.done) or self._stuck

    @property
    def frames(self) -> int:
        return len(self._moves) + self._environment.skipped

    def reset(self) -> None:
        self._environment.reset()
        self._environment.skipped = 0
        self._stuck = False
        self._moves.clear()

    def step(self, buttons: int) -> dict[str, Any]:
        self._moves.append(buttons)
        self._environment.left = SKIP_LIMIT
        info: dict[str, Any] = {}
        take = self._environment._get_info
        self._environment._get_info = lambda: info.update(take()) or info
        try:
            self._environment.step(buttons)
        except _Stuck:
            self._stuck = True
        finally:
            del self._environment._get_info
        return {key: _plain(info[key]) for key in INFO}

    def screen(self) -> np.ndarray:
        return np.array(self._environment.screen)

    def save(self) -> bytes:
        return bytes(self._moves)

    def load(self, data: bytes) -> None:
        self.reset()
        for buttons in data:
            self.step(buttons)


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value
