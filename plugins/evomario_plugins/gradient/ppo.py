"""PPO: proximal policy optimisation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field

from evomario.registry import register

from .base import OnTorch
from .settings import GradientSettings

if TYPE_CHECKING:
    from .machines import Machines


class PPOSettings(GradientSettings):
    """The `algorithm:` part of a config whose type is `ppo`."""

    type: str = "ppo"
    steps: int = Field(default=128, ge=2, le=65_536, description="of each machine, then it learns")
    batch: int = Field(
        default=256, ge=2, le=1_000_000, description="steps that are learnt from at once"
    )
    epochs: int = Field(default=4, ge=1, le=1000, description="how often it learns from each step")
    gae_lambda: float = Field(default=0.95, ge=0, le=1)
    clip: float = Field(default=0.2, gt=0, le=10)
    entropy: float = Field(default=0.01, ge=0, le=10, description="weight of its entropy")
    value: float = Field(default=0.5, ge=0, le=10, description="weight of the value's loss")
    max_gradient: float = Field(default=0.5, gt=0, le=1e6, description="norm of gradients, at most")


@register("learner", "ppo", settings=PPOSettings)
class PPO(OnTorch):
    """PPO: policy gradients, clipped so that a step never goes far from what has played.

    Source: J. Schulman et al., Proximal Policy Optimization Algorithms, arXiv 1707.06347 (2017),
    equation 7, with generalised advantages (arXiv 1506.02438, equation 16), as Stable-Baselines3
    has it: A. Raffin et al., Journal of Machine Learning Research 22 (2021).
    """

    settings: PPOSettings

    @property
    def _steps(self) -> int:
        return self.settings.steps * int(self._model.n_envs)

    def _new(self, machines: Machines) -> Any:
        import stable_baselines3

        from . import nets

        chosen = self.settings
        return stable_baselines3.PPO(
            "MlpPolicy", machines, learning_rate=lambda _: chosen.rate(self.spent),
            n_steps=chosen.steps, batch_size=min(chosen.batch, chosen.steps * machines.num_envs),
            n_epochs=chosen.epochs, gamma=chosen.gamma, gae_lambda=chosen.gae_lambda,
            clip_range=chosen.clip, ent_coef=chosen.entropy, vf_coef=chosen.value,
            max_grad_norm=chosen.max_gradient, device="cpu",
            policy_kwargs=nets.policy_arguments(chosen),
        )  # fmt: skip

    def _decides(self) -> Any:
        from torch import nn

        policy = self._model.policy
        return nn.ModuleList(
            [policy.features_extractor, policy.mlp_extractor.policy_net, policy.action_net]
        )
