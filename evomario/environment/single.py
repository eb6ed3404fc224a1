"""MarioEnv: one machine as a Gymnasium environment."""

from typing import Any

import gymnasium
import numpy as np
from gymnasium.error import InvalidAction, ResetNeeded
from gymnasium.spaces import Discrete

from evomario.mario.state import DEAD, FINISHED_, WARPED

from .batch import Batch, SavedMachine
from .setup import Setup
from .told import told_of_one

FPS = 60  #: pictures a second on the console
#: Why an episode ends by the game's own rules; whatever else ends it, truncates it.
ENDS = (FINISHED_, DEAD, WARPED)


class MarioEnv(gymnasium.Env):
    """Super Mario Bros. on the compiled engine, a step an action held for `skip` moves.

    Args:
        level: "1-1" to "8-4", "lost-1-1" to "lost-4-4", or "game".
        render_mode: "rgb_array" or None.
        arguments: see `EnvironmentSettings`.

    Raises:
        UserError: an argument is wrong, or there is no ROM.
    """

    metadata: dict[str, Any] = {"render_modes": ["rgb_array"], "render_fps": FPS}  # noqa: RUF012

    def __init__(
        self, level: str = "1-1", *, render_mode: str | None = None, **arguments: Any
    ) -> None:
        self.render_mode = checked(render_mode)
        setup = Setup.of({"level": level, **arguments})
        self._batch = Batch(1, setup, render_mode is not None, threads=1)
        self.metadata = {**self.metadata, "render_fps": max(1, round(FPS / self._batch.skip))}
        self.observation_space = self._batch.view.space
        self.action_space = Discrete(len(self._batch.buttons))
        self._seeded = self._ready = False

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[np.ndarray, dict[str, Any]]:
        """Begin an episode.

        Args:
            seed: what noise is drawn from, in this episode and in those that follow; without one
                it goes on from the episode before.
            options: not used.
        """
        super().reset(seed=seed)
        if seed is None and not self._seeded:
            seed = int(self.np_random.integers(1 << 31))
        self._batch.begin(None if seed is None else [seed])
        self._seeded = self._ready = True
        return self._batch.observations()[0], told_of_one(self._batch)

    def step(self, action: Any) -> tuple[np.ndarray, float, bool, bool, dict[str, Any]]:
        """Hold an action for `skip` moves, or until the episode ends.

        Raises:
            gymnasium.error.InvalidAction: there is no such action.
            gymnasium.error.ResetNeeded: the episode is over, or none has begun.
        """
        batch = self._batch
        if not self._ready or batch.over[0]:
            raise ResetNeeded("no episode is under way: call reset()")
        if not 0 <= action < len(batch.buttons):
            raise InvalidAction(f"action {action}: expected 0 to {len(batch.buttons) - 1}")
        batch.step(batch.buttons[int(action), None])
        reason = int(batch.fields["REASON"][0])
        ended = reason in ENDS
        return (
            batch.observations()[0], float(batch.rewards[0]), ended, bool(reason) and not ended,
            told_of_one(batch),
        )  # fmt: skip

    def render(self) -> np.ndarray | None:  # type: ignore[override]
        """The picture, `uint8[240, 256, 3]`, RGB; None without a render mode."""
        return self._batch.picture(0) if self.render_mode else None

    def save(self) -> SavedMachine:
        """The episode as it is now; it can be pickled, and loaded in another process."""
        return self._batch.save(0)

    def load(self, saved: SavedMachine) -> tuple[np.ndarray, dict[str, Any]]:
        """Go on from where an episode was saved; returns what `reset` returns.

        Raises:
            ValueError: it was saved in another level, or with another observation.
        """
        self._batch.load(0, saved)
        self._seeded = self._ready = True
        return self._batch.observations()[0], told_of_one(self._batch)


def checked(render_mode: str | None) -> str | None:
    """The render mode, if there is such a one.

    Raises:
        gymnasium.error.UnsupportedMode: there is not.
    """
    if render_mode not in (None, "rgb_array"):
        raise gymnasium.error.UnsupportedMode(
            f"unknown render mode {render_mode!r}: expected rgb_array or None"
        )
    return render_mode
