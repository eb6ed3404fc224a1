"""What DQN remembers: each observation once, put together when it is asked for."""

from typing import Any

import numpy as np
from gymnasium.spaces import Space
from stable_baselines3.common.buffers import BaseBuffer
from stable_baselines3.common.type_aliases import ReplayBufferSamples

_ARRAYS = "frames", "firsts", "actions", "rewards", "over", "newest", "cut", "last"


class FrameReplay(BaseBuffer):
    """The last steps of so many machines, of which samples are drawn.

    Of a stack only the newest observation is kept: the others are those of the steps before, back
    to where the episode began. Where an episode was cut off by a limit, the one that came last is
    kept beside, since the step after it belongs to the next episode.

    Args:
        buffer_size: how many steps of all machines together are remembered.
        observation_space: of stacks, `(stack, height, width)` or `(stack * size,)`.
        action_space: of actions, one number each.
        device: torch's.
        n_envs: how many machines there are.
        depth: how many observations are seen together.
    """

    def __init__(
        self, buffer_size: int, observation_space: Space, action_space: Space, device: Any = "cpu",
        n_envs: int = 1, optimize_memory_usage: bool = False, *, depth: int = 1,
    ) -> None:  # fmt: skip
        super().__init__(buffer_size, observation_space, action_space, device, n_envs=n_envs)
        self.buffer_size = max(buffer_size // n_envs, depth + 1)
        self._depth = depth
        rows, size = self.buffer_size, int(np.prod(self.obs_shape)) // depth
        kind = observation_space.dtype
        self.frames = np.zeros((rows, n_envs, size), kind)
        self.firsts = np.ones((rows, n_envs), bool)
        self.actions = np.zeros((rows, n_envs), np.int64)
        self.rewards = np.zeros((rows, n_envs), np.float32)
        self.over = np.zeros((rows, n_envs), bool)
        self.newest = np.zeros((n_envs, size), kind)
        self.cut = np.zeros(0, np.int64)  # row * n_envs + machine of each that was cut off
        self.last = np.zeros((0, size), kind)  # what these saw last
        self._starts = np.ones(n_envs, bool)

    def add(
        self, obs: np.ndarray, next_obs: np.ndarray, action: np.ndarray, reward: np.ndarray,
        done: np.ndarray, infos: list[dict[str, Any]],
    ) -> None:  # fmt: skip
        """Remember a step of every machine."""
        place, cut = self.pos, np.array([each.get("TimeLimit.truncated", False) for each in infos])
        self.frames[place] = self._newest_of(obs)
        self.firsts[place], self.actions[place] = self._starts, action.reshape(-1)
        self.rewards[place], self.over[place] = reward, done & ~cut
        self._starts, self.newest = np.array(done, bool), self._newest_of(next_obs).copy()
        kept, fresh = self.cut // self.n_envs != place, np.flatnonzero(cut)
        if len(fresh) or not kept.all():
            self.cut = np.concatenate([self.cut[kept], place * self.n_envs + fresh])
            self.last = np.concatenate([self.last[kept], self.newest[fresh]])
        self.pos += 1
        if self.pos == self.buffer_size:
            self.full, self.pos = True, 0

    def _newest_of(self, stacks: np.ndarray) -> np.ndarray:
        return stacks.reshape(self.n_envs, self._depth, -1)[:, -1]

    def sample(self, batch_size: int, env: Any = None) -> ReplayBufferSamples:
        """Steps drawn evenly from those whose stacks are known as a whole."""
        oldest = self.pos + self._depth - 1 if self.full else 0
        count = self.buffer_size - self._depth + 1 if self.full else self.pos
        rows = (oldest + np.random.randint(0, count, size=batch_size)) % self.buffer_size
        return self._get_samples(rows, env)

    def _get_samples(self, batch_inds: np.ndarray, env: Any = None) -> ReplayBufferSamples:
        rows = batch_inds
        machines = np.random.randint(0, self.n_envs, size=len(rows))
        seen = self._stacks(rows, machines)
        then = np.concatenate([seen[:, 1:], self._next(rows, machines)[:, None]], axis=1)
        shape, columns = (len(rows), *self.obs_shape), (rows, machines)
        data = (
            seen.reshape(shape), self.actions[columns][:, None], then.reshape(shape),
            self.over[columns][:, None].astype(np.float32), self.rewards[columns][:, None],
        )  # fmt: skip
        return ReplayBufferSamples(*(self.to_torch(each) for each in data))

    def _stacks(self, rows: np.ndarray, machines: np.ndarray) -> np.ndarray:
        """What was seen in steps, `[n, depth, size]`; before its first an episode repeats it."""
        places, found = rows, [self.frames[rows, machines]]
        for _ in range(self._depth - 1):
            places = np.where(self.firsts[places, machines], places, places - 1) % self.buffer_size
            found.insert(0, self.frames[places, machines])
        return np.stack(found, axis=1)

    def _next(self, rows: np.ndarray, machines: np.ndarray) -> np.ndarray:
        """What was seen after steps, `[n, size]`; where the game ended an episode, anything."""
        after = (rows + 1) % self.buffer_size
        found = np.where((after == self.pos)[:, None], self.newest[machines],
                         self.frames[after, machines])  # fmt: skip
        keys = rows * self.n_envs + machines
        if len(self.cut):
            order = np.argsort(self.cut)
            near = order[np.searchsorted(self.cut, keys, sorter=order).clip(max=len(order) - 1)]
            known = self.cut[near] == keys
            found[known] = self.last[near[known]]
        return found

    def state(self) -> dict[str, Any]:
        """All that is remembered, as a checkpoint takes it; nothing of what was never filled."""
        rows = self.buffer_size if self.full else self.pos
        arrays = {name: getattr(self, name) for name in _ARRAYS}
        filled = {
            name: (each[:rows] if len(each) == self.buffer_size else each).copy()
            for name, each in arrays.items()
        }
        return {**filled, "starts": self._starts.copy(), "pos": self.pos, "full": self.full}

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a state."""
        self.pos, self.full, self._starts = state["pos"], state["full"], state["starts"].copy()
        for name in _ARRAYS[:5]:
            getattr(self, name)[: len(state[name])] = state[name]
        for name in _ARRAYS[5:]:
            setattr(self, name, state[name].copy())
