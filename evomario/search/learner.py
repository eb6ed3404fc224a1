"""What a run asks of a learner: of what learns by gradients, from every move that it makes.

One is registered as the kind `learner`, and stands in a config where an algorithm does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from pydantic import Field

from evomario import registry
from evomario.errors import UserError
from evomario.policies.learnt import Spaces
from evomario.policies.watching import Actor
from evomario.registry import Chosen, Entry

#: An `evomario.environment.task.TaskEnv`, which is made further up, where Gymnasium is needed.
TaskEnv = Any


class LearnerSettings(Chosen):
    """What the `algorithm:` part of a config says for every learner."""

    machines: int = Field(
        default=16, ge=1, le=1024, description="that play each training level at the same time"
    )
    frames: int = Field(
        default=20_000, ge=1, description="of learning, at least, between two looks at the policy"
    )
    reward: str | None = Field(
        default=None,
        description="an expression over metrics: a step is rewarded by how much it rises; default: "
        "the first objective",
    )


class Learner:
    """What a class registered as `learner` derives from.

    It is made with `Spaces` and the root seed, its parameters being keyword-only arguments, or, if
    it is registered with `settings` (a `LearnerSettings`), these as the first of all. It is made
    whenever a config is checked; what it needs much time for it does in `learn`.

    Attributes:
        spent: the used share of the budget, 0 to 1, as the run last said: schedules follow it.
    """

    spent: float = 0.0

    def learn(self, env: TaskEnv, frames: int) -> None:
        """Play and learn until at least so many more frames are played, `env.frames` says.

        Where it stops, `state` must hold all that it goes on from; the env's own is kept by the
        run. Whatever it draws comes from its seed.
        """
        raise NotImplementedError

    @property
    def policy(self) -> Actor:
        """What plays by what was learnt so far, without chance: a `Network`, or a `Learnt`."""
        raise NotImplementedError

    def state(self) -> dict[str, Any]:
        """All that it goes on from: numbers, text, lists, dicts and arrays."""
        raise NotImplementedError

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a state."""
        raise NotImplementedError

    def begin_with(self, state: dict[str, Any]) -> None:
        """Begin with what another has learnt, of its state, and with nothing else of it.

        Raises:
            UserError: there is nothing in it that this can begin with.
        """
        raise UserError("it always begins anew")

    def summary(self) -> dict[str, Any]:
        """What it has to tell of the last `learn`, as an algorithm's `summary`; may be empty."""
        return {}

    @classmethod
    def player(cls, chosen: Any, model: Mapping[str, np.ndarray], spaces: Spaces) -> Any:
        """What plays with the arrays of a `Learnt`: it has `activate(inputs)`, and `reset()`.

        Args:
            chosen: its settings.
            model: arrays by name.
            spaces: what it sees and can do.
        """
        raise NotImplementedError


def _check(new: Entry) -> None:
    """See that what is registered as a learner is one.

    Raises:
        ValueError: it is not.
    """
    target: Any = new.target
    own = isinstance(target, type) and issubclass(target, Learner)
    wanted = "learn", "policy", "state", "load"
    if not own or any(getattr(target, each) is getattr(Learner, each) for each in wanted):
        raise ValueError(f"learner {new.name!r}: expected a Learner with its own {wanted}")
    if new.settings is not None and not issubclass(new.settings, LearnerSettings):
        raise ValueError(f"learner {new.name!r}: expected settings that are LearnerSettings")


registry.define("learner", LearnerSettings, check=_check, beside="algorithm")
