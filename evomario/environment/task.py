"""TaskEnv: the machines in which a learner learns a config's task."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from gymnasium.spaces import Box, Discrete
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space

from evomario.evaluation.task import Task
from evomario.mario.levels import find_level
from evomario.policies.watching import Watching

from .batch import Batch, SavedMachine
from .kernel import INPUTS
from .reward import Reward
from .setup import Setup
from .single import ENDS
from .told import told
from .view import View

_STREAM = 0x4C524E54  # sets the seeds of machines apart from all else that is drawn from a root


class TaskEnv(VectorEnv):
    """Machines in the levels that a task trains on, so many in each, level after level.

    What is seen and pressed, for how long, under which noise, and what ends an episode is the
    task's. One whose episode has ended begins anew in the same step (Gymnasium's `SAME_STEP`).

    Args:
        levels: the name of each level.
        batches: the machines in each, as many in one as in another.
        seed: what their noise is drawn from.
        count: counts what is played; default: from 0 on.

    Attributes:
        levels: the name of each level.
        frames: how many were played in it, in all.
        shape: of what is seen of a machine, as in `Spaces`; it is given flat.
    """

    metadata: dict[str, Any] = {"autoreset_mode": AutoresetMode.SAME_STEP}  # noqa: RUF012

    def __init__(
        self, levels: Sequence[str], batches: Sequence[Batch], seed: int,
        count: "_Count | None" = None,
    ) -> None:  # fmt: skip
        self.levels, self._batches = tuple(levels), tuple(batches)
        self._seed, self._count = seed, count or _Count()
        view, buttons = batches[0].view, batches[0].buttons
        self.shape, self._each = view.shape, len(batches[0].over)
        self.num_envs = self._each * len(batches)
        self._start: SavedMachine | None = None
        self.single_observation_space = Box(-np.inf, np.inf, (view.size,), np.float32)
        self.single_action_space = Discrete(len(buttons))
        self.observation_space = batch_space(self.single_observation_space, self.num_envs)
        self.action_space = batch_space(self.single_action_space, self.num_envs)

    @classmethod
    def of(cls, task: Task, machines: int, reward: Reward, threads: int | None = None) -> "TaskEnv":
        """The machines of a task that networks play.

        Args:
            task: what is played.
            machines: in each level.
            reward: what is rewarded.
            threads: default: all cores. Results do not depend on it.
        """
        levels = task.settings.train
        setups = [_setup(task, level, reward) for level in levels]
        batches = [Batch(machines, each, False, threads) for each in setups]
        return cls(levels, batches, task.seed)

    @property
    def frames(self) -> int:  # noqa: D102, see above
        return self._count.frames

    def only(self, place: int) -> "TaskEnv":
        """The machines of one level, by its place in `levels`: the same ones, counted together."""
        return TaskEnv([self.levels[place]], [self._batches[place]], self._seed, self._count)

    def save(self, number: int) -> SavedMachine:
        """A machine as it is now."""
        place, number = divmod(number, self._each)
        return self._batches[place].save(number)

    def begin_from(self, start: SavedMachine | None) -> np.ndarray:
        """Let every machine begin now, and later ones too, where one of this level was saved.

        Args:
            start: from there; None: from the level's start.

        Returns:
            What is seen, as `seen`.

        Raises:
            ValueError: it was saved in another level, or there are several.
        """
        self._start = start
        return self.reset()[0]

    def begin(self) -> None:
        """Let every machine begin, its noise drawn from the task's seed."""
        for place, batch in enumerate(self._batches):
            sequence = np.random.SeedSequence(self._seed, spawn_key=(_STREAM, place))
            batch.begin(sequence.generate_state(self._each, np.uint64).tolist())
            self._began(batch, np.ones(self._each, bool))

    def reset(
        self, *, seed: int | Sequence[int] | None = None, options: dict[str, Any] | None = None
    ) -> tuple[np.ndarray, dict[str, Any]]:
        """Let every machine begin an episode now; its noise goes on from the one before.

        Args:
            seed: not used: the task has one.
            options: not used.
        """
        for batch in self._batches:
            batch.begin()
            self._began(batch, np.ones(self._each, bool))
        return self.seen(), self._told()

    def _began(self, batch: Batch, fresh: np.ndarray) -> None:
        """Count what came before the first step, and put machines where they are to start."""
        self._count.add(batch.fields["FRAMES"][fresh])
        if self._start is None:
            return
        for number in np.flatnonzero(fresh).tolist():
            noise = batch.fields["NOISE"][number]
            batch.load(number, self._start)
            batch.fields["NOISE"][number] = noise

    def seen(self) -> np.ndarray:
        """What is seen now, `float32[num_envs, size]`."""
        return np.concatenate(
            [each.observations().reshape(self._each, -1) for each in self._batches]
        )

    @property
    def distances(self) -> np.ndarray:
        """How far each machine has come, `int64[num_envs]`, in pixels; see `distance`."""
        return np.concatenate([each.fields["DISTANCE"] for each in self._batches])

    def _told(self) -> dict[str, np.ndarray]:
        parts = [told(batch) for batch in self._batches]
        return {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}

    def step(
        self, actions: Any
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, dict[str, Any]]:
        """Let every machine hold its action, `int[num_envs]`.

        Returns:
            What is seen, `float32[num_envs, size]`, the rewards, `float64[num_envs]`, which
            episodes were ended by the game and which by a limit, `bool[num_envs]`, and infos.
            Where one has ended, what is seen is the new one's first, and `final_obs` and
            `final_info` tell of the end, for all machines alike.
        """
        chosen = np.asarray(actions).reshape(len(self._batches), self._each)
        for batch, each in zip(self._batches, chosen, strict=True):
            before = batch.fields["FRAMES"].copy()
            batch.step(batch.buttons[each])
            self._count.add(batch.fields["FRAMES"] - before)
        rewards = np.concatenate([each.rewards for each in self._batches])
        reasons = np.concatenate([each.fields["REASON"] for each in self._batches])
        over, info = reasons != 0, {}
        if over.any():
            info = {"final_obs": self.seen(), "final_info": self._told(), "_final_obs": over}
            self._count.end(over, info["final_info"])
            self._renew()
        ended = np.isin(reasons, ENDS)
        return self.seen(), rewards, ended, over & ~ended, info

    def _renew(self) -> None:
        for batch in self._batches:
            fresh = batch.fields["REASON"] != 0
            if fresh.any():
                batch.renew()
                self._began(batch, fresh)

    def summary(self) -> dict[str, Any]:
        """What the episodes were like that have ended since it was last asked for."""
        return self._count.summary()

    def state(self) -> dict[str, Any]:
        """The machines and what was counted, as a checkpoint takes them."""
        machines = [
            np.frombuffer(batch.save(number).data, np.uint8)
            for batch in self._batches for number in range(self._each)
        ]  # fmt: skip
        return {"frames": self.frames, "machines": np.stack(machines)}

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a state.

        Raises:
            ValueError: it is of other machines.
        """
        if len(state["machines"]) != self.num_envs:
            there = f"{len(state['machines'])} machines were saved"
            raise ValueError(f"{there}: expected {self.num_envs}")
        self._count.frames = state["frames"]
        saved = state["machines"].reshape(len(self._batches), self._each, -1)
        for batch, rows in zip(self._batches, saved, strict=True):
            for number, row in enumerate(rows):
                batch.load(number, SavedMachine(batch.kind, row.tobytes()))


class _Count:
    """What is counted of an env's machines, together with those of its parts."""

    def __init__(self) -> None:
        self.frames = 0
        self._ended: list[tuple[float, float, bool]] = []

    def add(self, frames: np.ndarray) -> None:
        self.frames += int(frames.sum())

    def end(self, over: np.ndarray, info: dict[str, np.ndarray]) -> None:
        columns = (info[key][over] for key in ("distance", "progress", "finished"))
        self._ended += zip(*(column.tolist() for column in columns), strict=True)

    def summary(self) -> dict[str, Any]:
        table, self._ended = np.array(self._ended, np.float64).reshape(-1, 3), []
        if not len(table):
            return {"episodes": 0, "distance": None, "progress": None, "finished": None}
        distance, progress, finished = table.mean(axis=0).tolist()
        known = progress if progress == progress else None
        return {
            "episodes": len(table), "distance": distance, "progress": known, "finished": finished,
        }  # fmt: skip


def _setup(task: Task, level: str, reward: Reward) -> Setup:
    """What machines play of a task in a level."""
    policy = task.policy
    assert isinstance(policy, Watching)
    seen, outputs = policy.observation, policy.outputs
    view = View(INPUTS, 1, seen.shape, Box(-np.inf, np.inf, seen.shape, np.float32), seen)
    return Setup(
        find_level(level), outputs.bytes, view, outputs.every, reward, task.settings.noise.noise,
        task.limits, task.settings.lives, outputs.jump_again,
    )  # fmt: skip
