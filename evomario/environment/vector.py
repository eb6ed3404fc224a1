"""MarioVectorEnv: many machines that step together in compiled threads, without a process each."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from gymnasium.error import InvalidAction, ResetNeeded
from gymnasium.spaces import Discrete
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space

from evomario.errors import UserError

from .batch import Batch, SavedMachine
from .setup import Setup
from .single import ENDS, FPS, checked
from .told import told


class MarioVectorEnv(VectorEnv):
    """n machines in one level; one whose episode has ended begins anew.

    As Gymnasium's `NEXT_STEP` has it, that is in the step after, which takes no heed of its action,
    and whose reward is 0. With `SAME_STEP` it is in the step that ended it: what is given is then
    the new episode's first observation, and `final_obs` and `final_info` tell of the end.

    Args:
        num_envs: how many machines.
        level: "1-1" to "8-4", "lost-1-1" to "lost-4-4", or "game".
        autoreset_mode: "NextStep" or "SameStep", or Gymnasium's `AutoresetMode`.
        render_mode: "rgb_array" or None.
        threads: default: all cores. Results do not depend on it.
        arguments: see `EnvironmentSettings`.

    Raises:
        UserError: an argument is wrong, or there is no ROM.
    """

    metadata: dict[str, Any] = {  # noqa: RUF012
        "render_modes": ["rgb_array"],
        "render_fps": FPS,
    }

    def __init__(
        self, num_envs: int = 1, level: str = "1-1", *, render_mode: str | None = None,
        threads: int | None = None, autoreset_mode: str | AutoresetMode = AutoresetMode.NEXT_STEP,
        **arguments: Any,
    ) -> None:  # fmt: skip
        if num_envs < 1:
            raise UserError(f"num_envs must be 1 or more, got {num_envs}")
        self.num_envs, self.render_mode = num_envs, checked(render_mode)
        mode = _mode(autoreset_mode)
        setup = Setup.of({"level": level, **arguments})
        self._batch = Batch(num_envs, setup, render_mode is not None, threads)
        fps = max(1, round(FPS / self._batch.skip))
        self.metadata = {**self.metadata, "render_fps": fps, "autoreset_mode": mode}
        self._same_step = mode == AutoresetMode.SAME_STEP
        self.single_observation_space = self._batch.view.space
        self.single_action_space = Discrete(len(self._batch.buttons))
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)
        self._ready = False

    def reset(
        self, *, seed: int | Sequence[int] | None = None, options: dict[str, Any] | None = None
    ) -> tuple[np.ndarray, dict[str, Any]]:
        """Let every machine begin an episode.

        Args:
            seed: what noise is drawn from: machine i takes seed + i, or the i-th of a list;
                without one it goes on from the episode before.
            options: not used.

        Raises:
            ValueError: a list of seeds of another length.
        """
        seeds = None if seed is None else self._seeds(seed)
        super().reset(seed=seeds[0] if seeds else None)
        if seeds is None and not self._ready:
            seeds = self.np_random.integers(1 << 31, size=self.num_envs).tolist()
        self._batch.begin(seeds)
        self._ready = True
        return self._batch.observations(), told(self._batch)

    def _seeds(self, seed: int | Sequence[int]) -> list[int]:
        seeds = [seed + i for i in range(self.num_envs)] if isinstance(seed, int) else list(seed)
        if len(seeds) != self.num_envs:
            raise ValueError(f"{len(seeds)} seeds for {self.num_envs} machines")
        return seeds

    def step(
        self, actions: Any
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, dict[str, Any]]:
        """Let every machine hold its action, `int[num_envs]`, or begin an episode.

        After an interrupt some have made the step and others have not: call `reset`.

        Raises:
            gymnasium.error.InvalidAction: there is no such action, or not one a machine.
            gymnasium.error.ResetNeeded: `reset` was never called.
        """
        if not self._ready:
            raise ResetNeeded("no episode is under way: call reset()")
        batch = self._batch
        batch.step(batch.buttons[self._checked(np.asarray(actions))])
        reasons = batch.fields["REASON"]
        ended = np.isin(reasons, ENDS)
        truncated = (reasons != 0) & ~ended
        seen, info = batch.observations(), dict[str, Any](told(batch))
        if self._same_step and reasons.any():
            over = reasons != 0
            batch.renew()
            info = {**told(batch), "final_obs": seen, "final_info": info}
            info |= {"_final_obs": over, "_final_info": over.copy()}
            seen = batch.observations()
        return seen, batch.rewards.copy(), ended, truncated, info

    def _checked(self, actions: np.ndarray) -> np.ndarray:
        count = len(self._batch.buttons)
        if actions.shape != (self.num_envs,) or actions.dtype.kind not in "iu":
            raise InvalidAction(
                f"actions {actions.dtype}{list(actions.shape)}: expected int[{self.num_envs}]"
            )
        if actions.min() < 0 or actions.max() >= count:
            raise InvalidAction(f"actions {actions.tolist()}: expected 0 to {count - 1} each")
        return actions

    def render(self) -> tuple[np.ndarray, ...] | None:  # type: ignore[override]
        """The picture of each, `uint8[240, 256, 3]`, RGB; None without a render mode."""
        if not self.render_mode:
            return None
        return tuple(self._batch.picture(i) for i in range(self.num_envs))

    def save(self, number: int) -> SavedMachine:
        """A machine's episode as it is now; a `MarioEnv` of the same arguments takes it too."""
        return self._batch.save(range(self.num_envs)[number])

    def load(self, number: int, saved: SavedMachine) -> tuple[np.ndarray, dict[str, Any]]:
        """Let a machine go on from where one was saved; returns what `reset` returns, of all.

        Raises:
            ValueError: it was saved in another level, or with another observation.
        """
        self._batch.load(range(self.num_envs)[number], saved)
        self._ready = True
        return self._batch.observations(), told(self._batch)


def _mode(given: str | AutoresetMode) -> AutoresetMode:
    """The autoreset mode, if it is one that there is.

    Raises:
        UserError: it is not.
    """
    wanted = AutoresetMode.NEXT_STEP, AutoresetMode.SAME_STEP
    mode = next((each for each in wanted if given in (each, each.value, each.name)), None)
    if mode is None:
        raise UserError(f"autoreset_mode {given!r}: expected NextStep or SameStep")
    return mode
