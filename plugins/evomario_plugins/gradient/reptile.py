"""Reptile: a start from which a few steps of learning suffice, in any of several tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from pydantic import Field

from evomario.registry import register

from .ppo import PPO, PPOSettings

if TYPE_CHECKING:
    from evomario.environment.task import TaskEnv

    from .machines import Machines


class ReptileSettings(PPOSettings):
    """The `algorithm:` part of a config whose type is `reptile`."""

    type: str = "reptile"
    inner: Literal["ppo", "policy_gradient"] = Field(
        default="ppo", description="how it learns a task; a policy gradient learns once from a step"
    )
    inner_rounds: int = Field(
        default=4,
        ge=1,
        le=1000,
        description="times `steps` of each machine in a task, before the next",
    )
    outer_rate: float = Field(
        default=1.0, gt=0, le=1, description="epsilon: how far it goes towards what a task taught"
    )
    outer_schedule: Literal["constant", "linear"] = Field(
        default="linear", description="of epsilon; linear: down to 0 at the budget's end"
    )
    start_spacing: int = Field(
        default=0, ge=0, le=100_000,
        description="pixels of distance between the starts of tasks in a level; 0: its start alone",
    )  # fmt: skip

    def epsilon(self, spent: float) -> float:
        """The outer step where a share of the budget is spent."""
        return self.outer_rate * (1 - spent if self.outer_schedule == "linear" else 1)


@register("learner", "reptile", settings=ReptileSettings)
class Reptile(PPO):
    """Reptile: after learning one task, a step from where it began towards where that has led.

    Source: A. Nichol, J. Achiam and J. Schulman, On First-Order Meta-Learning Algorithms, arXiv
    1803.02999 (2018), algorithm 1: theta <- theta + epsilon (theta' - theta). Tasks are the levels
    of training, or places in them: where a machine was when it was last seen to have passed one.
    The optimiser begins anew in each task.
    """

    settings: ReptileSettings
    #: Where tasks begin, by level and by which start: a machine's kind, and its bytes.
    _starts: dict[tuple[int, int], Any]

    def _parts(self, env: TaskEnv) -> list[TaskEnv]:
        self._starts = {}
        return [env.only(place) for place in range(len(env.levels))]

    def _new(self, machines: Machines) -> Any:
        if self.settings.inner == "ppo":
            return super()._new(machines)
        import stable_baselines3

        from . import nets

        chosen = self.settings
        return stable_baselines3.A2C(
            "MlpPolicy", machines, learning_rate=lambda _: chosen.rate(self.spent),
            n_steps=chosen.steps, gamma=chosen.gamma, gae_lambda=chosen.gae_lambda,
            ent_coef=chosen.entropy, vf_coef=chosen.value, max_grad_norm=chosen.max_gradient,
            use_rms_prop=False, normalize_advantage=True, device="cpu",
            policy_kwargs=nets.policy_arguments(chosen),
        )  # fmt: skip

    def _advance(self) -> None:
        """Learn a task, and take the outer step."""
        import torch

        place = int(np.random.randint(len(self._machines)))
        machines, model = self._machines[place], self._model
        self._begin_task(place)
        model.set_env(machines)
        model.policy.optimizer.state.clear()
        before = [each.detach().clone() for each in model.policy.parameters()]
        for _ in range(self.settings.inner_rounds):
            super()._advance()
            self._note(place)
        epsilon = self.settings.epsilon(self.spent)
        with torch.no_grad():
            for now, then in zip(model.policy.parameters(), before, strict=True):
                now.copy_(then + epsilon * (now - then))

    def _begin_task(self, place: int) -> None:
        """Let the machines of a level begin at one of the starts that are known."""
        if not self.settings.start_spacing:
            return
        known = [None, *(saved for (level, _), saved in self._starts.items() if level == place)]
        start = known[int(np.random.randint(len(known)))]
        machines = self._machines[place]
        machines.stacks.begin(machines.env.begin_from(start))

    def _note(self, place: int) -> None:
        """Keep where machines are, as starts."""
        spacing, env = self.settings.start_spacing, self._machines[place].env
        for number, distance in enumerate(env.distances.tolist() if spacing else ()):
            if distance >= spacing:
                self._starts[place, distance // spacing] = env.save(number)
        self._starts = dict(sorted(self._starts.items()))

    def state(self) -> dict[str, Any]:
        """All that it goes on from: numbers and arrays, the starts of tasks among them."""
        kept = super().state()
        if self._model is None:
            return kept
        starts = [
            [*key, saved.kind, np.frombuffer(saved.data, np.uint8)]
            for key, saved in self._starts.items()
        ]
        return {**kept, "starts_of_tasks": starts}

    def _put_back(self, state: dict[str, Any]) -> None:
        from evomario.environment import SavedMachine

        super()._put_back(state)
        self._starts = {
            (level, number): SavedMachine(kind, data.tobytes())
            for level, number, kind, data in state["starts_of_tasks"]
        }
