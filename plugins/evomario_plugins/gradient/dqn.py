"""DQN: deep Q-learning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from evomario.registry import register

from .base import OnTorch
from .settings import GradientSettings

if TYPE_CHECKING:
    from .machines import Machines


class DQNSettings(GradientSettings):
    """The `algorithm:` part of a config whose type is `dqn`."""

    type: str = "dqn"
    activation: Literal["tanh", "relu"] = Field(default="relu", description="of hidden layers")
    machines: int = Field(
        default=4, ge=1, le=1024, description="that play each training level at the same time"
    )
    replay: int = Field(default=100_000, ge=100, le=10_000_000, description="steps remembered")
    warm_up: int = Field(default=2_000, ge=1, description="steps before it learns, at random")
    batch: int = Field(
        default=32, ge=1, le=100_000, description="steps that are learnt from at once"
    )
    learn_every: int = Field(default=4, ge=1, le=100_000, description="steps, of all machines")
    updates: int = Field(default=1, ge=1, le=10_000, description="how often it learns then")
    target_every: int = Field(
        default=2_000, ge=1, description="steps after which the target is made the same again"
    )
    epsilon_first: float = Field(default=1.0, ge=0, le=1, description="share of random actions")
    epsilon_last: float = Field(default=0.02, ge=0, le=1)
    epsilon_share: float = Field(
        default=0.2, gt=0, le=1, description="of the budget, over which it falls from first to last"
    )
    max_gradient: float = Field(default=10, gt=0, le=1e6, description="norm of gradients, at most")

    def epsilon(self, spent: float) -> float:
        """The share of random actions where a share of the budget is spent."""
        way = min(1.0, spent / self.epsilon_share)
        return self.epsilon_first + way * (self.epsilon_last - self.epsilon_first)


@register("learner", "dqn", settings=DQNSettings)
class DQN(OnTorch):
    """DQN: what each action is worth, learnt from steps that are remembered.

    Source: V. Mnih et al., Human-level control through deep reinforcement learning, Nature 518
    (2015), algorithm 1, as Stable-Baselines3 has it: A. Raffin et al., Journal of Machine Learning
    Research 22 (2021). Steps are drawn evenly: Stable-Baselines3 has no priorities.
    """

    settings: DQNSettings
    _counts = ("num_timesteps", "_n_updates", "_n_calls", "_episode_num", "exploration_rate")

    @property
    def _steps(self) -> int:
        return max(self.settings.learn_every, self._machines[0].num_envs)

    def _new(self, machines: Machines) -> Any:
        import stable_baselines3

        from . import nets
        from .replay import FrameReplay

        chosen = self.settings
        arguments = nets.policy_arguments(chosen)
        made = stable_baselines3.DQN(
            "MlpPolicy", machines, learning_rate=lambda _: chosen.rate(self.spent),
            buffer_size=chosen.replay, learning_starts=chosen.warm_up, batch_size=chosen.batch,
            gamma=chosen.gamma, train_freq=max(1, chosen.learn_every // machines.num_envs),
            gradient_steps=chosen.updates, target_update_interval=chosen.target_every,
            max_grad_norm=chosen.max_gradient, device="cpu", replay_buffer_class=FrameReplay,
            replay_buffer_kwargs={"depth": chosen.stack}, policy_kwargs=arguments,
        )  # fmt: skip
        made.exploration_schedule = lambda _: chosen.epsilon(self.spent)
        made.exploration_rate = chosen.epsilon(self.spent)
        return made

    def _put_back(self, state: dict[str, Any]) -> None:
        super()._put_back(state)
        self._model.replay_buffer.load(state["replay"])
        # The seed of its random actions, which are drawn from the space itself.
        self._model.action_space.np_random.bit_generator.state = state["actions"]

    def state(self) -> dict[str, Any]:
        """All that it goes on from: numbers and arrays, what it remembers among them."""
        kept = super().state()
        if self._model is None:
            return kept
        actions = self._model.action_space.np_random.bit_generator.state
        return {**kept, "replay": self._model.replay_buffer.state(), "actions": actions}

    def _decides(self) -> Any:
        from torch import nn

        return nn.ModuleList([self._model.q_net.features_extractor, self._model.q_net.q_net])
