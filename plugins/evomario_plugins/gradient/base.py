"""What gradient methods share: a Stable-Baselines3 model that learns, is kept, and goes on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from evomario.errors import UserError
from evomario.mario.gym import without_banner
from evomario.policies.learnt import Learnt, Spaces
from evomario.policies.watching import Actor
from evomario.search import Learner

from .settings import GradientSettings

if TYPE_CHECKING:
    from evomario.environment.task import TaskEnv

    from .machines import Machines


class OnTorch(Learner):
    """A learner whose model is one of Stable-Baselines3's.

    Args:
        settings: the `algorithm:` part of a config.
        spaces: what it sees and can do.
        seed: root seed.

    Attributes:
        spent: the used share of the budget, which the run says.

    Raises:
        Unfit: it does not go with what is seen, or needs what is not installed.
    """

    def __init__(self, settings: GradientSettings, spaces: Spaces, seed: int) -> None:
        settings.fit(spaces)
        self.settings, self.spaces, self.seed = settings, spaces, seed
        self._model: Any = None
        self._loaded: dict[str, Any] | None = None
        self._first: dict[str, np.ndarray] | None = None  # weights to begin with

    def _new(self, machines: Machines) -> Any:
        """The model at its beginning."""
        raise NotImplementedError

    def _decides(self) -> Any:
        """The part of its network that decides, a module whose layers come in their order."""
        raise NotImplementedError

    @property
    def _steps(self) -> int:
        """How many steps it makes at once, all machines together."""
        raise NotImplementedError

    def _advance(self) -> None:
        """Play and learn a little."""
        self._model.learn(self._steps, log_interval=None, reset_num_timesteps=False)

    def _parts(self, env: TaskEnv) -> list[TaskEnv]:
        """The machines that it takes together, each with what was seen of them."""
        return [env]

    def learn(self, env: TaskEnv, frames: int) -> None:
        """Play and learn until at least so many more frames are played."""
        if self._model is None:
            self._begin(env)
        goal = env.frames + frames
        with self._chance.installed(self.settings.torch_threads):
            while env.frames < goal:
                self._advance()

    def _begin(self, env: TaskEnv) -> None:
        """Make the model, or what a checkpoint keeps of it."""
        with without_banner():
            from stable_baselines3.common.logger import Logger

            from .chance import Chance
            from .machines import Machines

        parts, self._chance = self._parts(env), Chance(self.seed)
        self._machines = [Machines(part, self.settings, self.spaces) for part in parts]
        with self._chance.installed(self.settings.torch_threads):
            self._model = self._new(self._machines[0])
            # Without one of its own it makes a folder under /tmp each time it learns.
            self._model.set_logger(Logger(folder=None, output_formats=[]))
            self._model.action_space.seed(int(np.random.randint(1 << 31)))
        if self._loaded is not None:
            self._put_back(self._loaded)
        elif self._first is not None:
            self._fill(self._first)
        self._loaded = self._first = None

    def _fill(self, weights: Mapping[str, np.ndarray]) -> None:
        """Give the network weights that were learnt before.

        Raises:
            UserError: it has other layers.
        """
        from . import nets

        own, given = ({name: each.shape for name, each in arrays.items()}
                      for arrays in (nets.arrays(self._model.policy), weights))  # fmt: skip
        if own != given:
            same = "expected the same observation, stack and layers"
            raise UserError(
                f"{self.settings.type} cannot go on with what other layers learnt: {same}"
            )
        nets.load_arrays(self._model.policy, weights)

    def begin_with(self, state: dict[str, Any]) -> None:
        """Begin with the weights of another, whose layers must be the same.

        Raises:
            UserError: it has none. What does not fit is told of when it learns.
        """
        if not isinstance(state.get("policy"), dict):
            raise UserError("no weights to begin with: expected a run of ppo, dqn or reptile")
        self._first = state["policy"]

    def _put_back(self, state: dict[str, Any]) -> None:
        from . import nets

        model = self._model
        self._fill(state["policy"])
        nets.load_optimizer(model.policy.optimizer, state["optimizer"])
        for name, value in state["counts"].items():
            setattr(model, name, value)
        for machines, rows in zip(self._machines, state["seen"], strict=True):
            machines.stacks.rows = rows.copy()
        model._last_obs, model._last_episode_starts = self._machines[0].reset(), state["starts"]
        self._chance.load(state["random"])

    @property
    def policy(self) -> Actor:
        """A `Network` where full layers see one observation, else a `Learnt`."""
        from . import nets

        found = nets.deciding(self._decides())
        if self.settings.convolutions or self.settings.stack > 1:
            return Learnt(self.settings, found, self.spaces)
        return nets.kernel_network(self.settings, found, self.spaces)

    _counts: tuple[str, ...] = ("num_timesteps", "_n_updates")

    def state(self) -> dict[str, Any]:
        """All that it goes on from: numbers and arrays."""
        if self._model is None:
            return self._loaded or {}
        from . import nets

        model = self._model
        return {
            "policy": nets.arrays(model.policy),
            "optimizer": nets.optimizer_state(model.policy.optimizer),
            "counts": {name: getattr(model, name) for name in self._counts},
            "seen": [machines.stacks.rows.copy() for machines in self._machines],
            "starts": np.array(model._last_episode_starts),
            "random": self._chance.state(),
        }

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a state."""
        self._model, self._loaded = None, state or None

    def summary(self) -> dict[str, Any]:
        """What its last update was like, as Stable-Baselines3 names it."""
        told = self._model.logger.name_to_value
        found = {key.partition("/")[2]: value for key, value in told.items() if "train/" in key}
        kept = {name: float(value) for name, value in found.items() if np.isfinite(value)}
        return {"training": kept} if kept else {}

    @classmethod
    def player(cls, chosen: Any, model: Mapping[str, np.ndarray], spaces: Spaces) -> Any:
        """What plays with the arrays of a `Learnt`."""
        with without_banner():
            from . import nets

        chosen.fit(spaces)
        return nets.Acting(chosen, model, spaces)
