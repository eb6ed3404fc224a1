"""gym-super-mario-bros behind `Game`: the judge, unchanged but for a count of its frames."""

import contextlib
import io
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np

from evomario.emulator.compiling import entry

from . import rules
from .levels import Level
from .outcome import outcomes
from .routes import route
from .rules import SKIP_LIMIT
from .starts import start
from .state import STATE, episode

INFO = (
    "coins", "flag_get", "life", "score", "stage", "status", "time", "world", "x_pos", "y_pos",
)  # fmt: skip


class _Stuck(Exception):
    """A transition did not end."""


@contextlib.contextmanager
def without_banner() -> Iterator[None]:
    """Let whatever imports gym do so in silence: 0.26 prints a banner and warns of its own age."""
    with contextlib.redirect_stderr(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _environment(level: Level) -> Any:
    with without_banner():
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


@entry("void(uint8[::1], int64, int64)")
def _observe(state, route, buttons):
    rules.observe(state.ctypes.data, route, buttons)


@entry("void(uint8[::1], int64)")
def _judge(state, start):
    rules.judge(state.ctypes.data, start)


class GymEngine:
    """gym-super-mario-bros' own environment; it saves a game as the moves that led there.

    What an episode adds up is read off the environment's RAM, by the same kernels as ever.
    """

    def __init__(self, level: Level, lives: int) -> None:
        self._environment = _environment(level)
        self._lives = lives
        self._start, _ = start(level)
        self._route = route(level)
        self._state = np.empty(STATE, np.uint8)
        self._fields = episode(self._state)
        self._moves = bytearray()
        self.reset()

    @property
    def ram(self) -> np.ndarray:
        view = self._environment.ram[:]
        view.flags.writeable = False
        return view

    @property
    def done(self) -> bool:
        return bool(self._environment.done or self._fields["STUCK"])

    @property
    def frames(self) -> int:
        return int(self._fields["FRAMES"])

    @property
    def state(self) -> np.ndarray:
        return self._state

    def reset(self) -> None:
        self._environment.reset()
        self._state[:] = self._start
        self._fields["LIVES"] = self._lives
        self._moves.clear()

    def step(self, buttons: int) -> dict[str, Any]:
        environment = self._environment
        self._moves.append(buttons)
        environment.left, environment.skipped = SKIP_LIMIT, 0
        taken: dict[str, Any] = {}

        def take() -> dict[str, Any]:
            self._state[:2048] = environment.ram
            _observe(self._state, self._route.ctypes.data, buttons)
            taken.update(type(environment)._get_info(environment))
            return taken

        environment._get_info = take
        try:
            environment.step(buttons)
        except _Stuck:
            self._fields["STUCK"] = 1
        finally:
            del environment._get_info
        self._judge()
        return {key: _plain(taken[key]) for key in INFO}

    def _judge(self) -> None:
        self._fields["FRAMES"] += 1 + self._environment.skipped
        self._state[:2048] = self._environment.ram
        lives = self._fields["LIVES"]
        _judge(self._state, self._start.ctypes.data)
        if self._fields["LIVES"] != lives:
            self._environment.reset()

    def coast(self) -> None:
        self._environment.left = 1
        self._environment._frame_advance(0)

    def outcome(self) -> np.void:
        return outcomes(self._state[None], int(self._route[1]))[0]

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
