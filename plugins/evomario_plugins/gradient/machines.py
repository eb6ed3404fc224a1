"""The machines of a task as Stable-Baselines3 takes environments."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from gymnasium.spaces import Box
from stable_baselines3.common.vec_env import VecEnv

from evomario.environment.task import TaskEnv
from evomario.policies.learnt import Spaces

from .settings import GradientSettings
from .stacks import Stacks


class Machines(VecEnv):
    """A `TaskEnv`, what is seen stacked.

    Args:
        env: the machines.
        settings: how what is seen is put together.
        spaces: what is seen.

    Attributes:
        stacks: what is seen now, and has been before.
    """

    def __init__(self, env: TaskEnv, settings: GradientSettings, spaces: Spaces) -> None:
        self.env = env
        self.stacks = Stacks(env.num_envs, settings.stack, spaces, bool(settings.convolutions))
        self.stacks.begin(env.seen())
        shape, kind = self.stacks.now.shape[1:], self.stacks.now.dtype.type
        low, high = (0, 255) if self.stacks.bytes else (-np.inf, np.inf)
        super().__init__(env.num_envs, Box(low, high, shape, kind), env.single_action_space)

    def reset(self) -> np.ndarray:
        """What is seen now; the run has begun the episodes."""
        return self.stacks.now

    def step_async(self, actions: np.ndarray) -> None:
        """Take the next actions."""
        self._actions = actions

    def step_wait(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[dict[str, Any]]]:
        """Make the step, and see what came of it."""
        seen, rewards, ended, truncated, told = self.env.step(self._actions)
        over, infos = ended | truncated, self._nothing()
        if over.any():
            self.stacks.see(told["final_obs"])
            last = self.stacks.now
            for place in np.flatnonzero(over):
                infos[place] = {
                    "terminal_observation": last[place].copy(),
                    "TimeLimit.truncated": bool(truncated[place]),
                }
            self.stacks.begin(seen, over)
        else:
            self.stacks.see(seen)
        return self.stacks.now, rewards.astype(np.float32), over, infos

    def _nothing(self) -> list[dict[str, Any]]:
        return [{} for _ in range(self.num_envs)]

    def close(self) -> None:
        """Nothing: the run has made the machines."""

    def get_attr(self, attr_name: str, indices: Any = None) -> list[Any]:
        """The same attribute of all machines."""
        return [getattr(self.env, attr_name, None)] * self.num_envs

    def set_attr(self, attr_name: str, value: Any, indices: Any = None) -> None:
        """Nothing of a machine can be set."""
        raise NotImplementedError

    def env_method(self, method_name: str, *args: Any, indices: Any = None, **more: Any) -> Any:
        """No machine has methods of its own."""
        raise NotImplementedError

    def env_is_wrapped(self, wrapper_class: Any, indices: Any = None) -> Sequence[bool]:
        """No machine is."""
        return [False] * self.num_envs
