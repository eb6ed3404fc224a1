"""Networks between torch and the rest: layers for kernels, arrays for files, and what is built."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import torch
from gymnasium.spaces import Box
from stable_baselines3.common.torch_layers import BaseFeaturesExtractor
from torch import nn

from evomario.policies.learnt import Spaces
from evomario.policies.networks import Network

from .lion import Lion
from .settings import GradientSettings
from .stacks import Stacks

_ACTIVATIONS = {"tanh": nn.Tanh, "relu": nn.ReLU}
_OPTIMIZERS = {
    "adam": torch.optim.Adam, "sgd": torch.optim.SGD, "rmsprop": torch.optim.RMSprop, "lion": Lion,
}  # fmt: skip
_STEEPER = 2.5  #: neat-python's tanh, which kernels have, is tanh(2.5 z)


def layers(settings: GradientSettings, shape: Sequence[int]) -> nn.Sequential:
    """The convolutions of a config, and its hidden layers, from what is seen, of a shape."""
    made: list[nn.Module] = []
    channels, activation = shape[0], _ACTIVATIONS[settings.activation]
    for new, size, stride in settings.convolutions:
        made += [nn.Conv2d(channels, new, size, stride), activation()]
        channels = new
    made.append(nn.Flatten())
    with torch.no_grad():
        width = nn.Sequential(*made)(torch.zeros(1, *shape)).shape[1]
    for before, after in pairwise([width, *settings.hidden]):
        made += [nn.Linear(before, after), activation()]
    return nn.Sequential(*made)


class Trunk(BaseFeaturesExtractor):
    """All but the last layer, as Stable-Baselines3 takes it; bytes come scaled to 1."""

    def __init__(self, space: Box, settings: GradientSettings) -> None:
        made = layers(settings, space.shape)
        with torch.no_grad():
            width = made(torch.zeros(1, *space.shape)).shape[1]
        super().__init__(space, width)
        self.layers = made

    def forward(self, seen: torch.Tensor) -> torch.Tensor:
        """From `[n, stack, height, width]` to `[n, features]`."""
        return self.layers(seen)


def policy_arguments(settings: GradientSettings) -> dict[str, Any]:
    """What Stable-Baselines3 is told of the network and its optimiser."""
    more: dict[str, Any] = {"net_arch": [*settings.hidden]}
    if settings.convolutions:  # then policy and value share the layers
        more = {
            "net_arch": [],
            "features_extractor_class": Trunk,
            "features_extractor_kwargs": {"settings": settings},
        }
    decay: dict[str, Any] = {"weight_decay": settings.weight_decay}
    if settings.optimizer == "adam":
        decay["eps"] = 1e-5
    return {
        "activation_fn": _ACTIVATIONS[settings.activation],
        "optimizer_class": _OPTIMIZERS[settings.optimizer], "optimizer_kwargs": decay, **more,
    }  # fmt: skip


def arrays(module: nn.Module) -> dict[str, np.ndarray]:
    """All weights of a module by name, copied."""
    return {name: each.detach().numpy().copy() for name, each in module.state_dict().items()}


def load_arrays(module: nn.Module, found: Mapping[str, np.ndarray]) -> None:
    """Put such arrays back."""
    module.load_state_dict({name: torch.from_numpy(each.copy()) for name, each in found.items()})


def optimizer_state(optimizer: torch.optim.Optimizer) -> dict[str, Any]:
    """What an optimiser has kept of each weight, as a checkpoint takes it."""
    return {
        str(number): {key: np.asarray(value).copy() for key, value in kept.items()}
        for number, kept in optimizer.state_dict()["state"].items()
    }


def load_optimizer(optimizer: torch.optim.Optimizer, state: Mapping[str, Any]) -> None:
    """Go on from such a state."""
    kept = {
        int(number): {key: torch.from_numpy(each.copy()) for key, each in values.items()}
        for number, values in state.items()
    }
    groups = optimizer.state_dict()["param_groups"]
    optimizer.load_state_dict({"state": kept, "param_groups": groups})


def deciding(module: nn.Module) -> dict[str, np.ndarray]:
    """The weights of the layers that decide, in order, by number: those of `built`."""
    layers = [each for each in module.modules() if isinstance(each, nn.Linear | nn.Conv2d)]
    found = {}
    for number, each in enumerate(layers):
        found[f"{number}.weight"] = each.weight.detach().numpy().copy()
        found[f"{number}.bias"] = each.bias.detach().numpy().copy()
    return found


def kernel_network(
    settings: GradientSettings, model: Mapping[str, np.ndarray], spaces: Spaces
) -> Network:
    """Full layers alone as a `Network`, which kernels play."""
    sizes = [spaces.size, *settings.hidden, spaces.actions]
    parts: list[np.ndarray] = []
    for number, _ in enumerate(pairwise(sizes)):
        hidden = number < len(settings.hidden)
        scale = 1 / _STEEPER if hidden and settings.activation == "tanh" else 1.0
        weight = model[f"{number}.weight"].astype(np.float64)
        bias = model[f"{number}.bias"].astype(np.float64)
        parts += [(weight.T * scale).ravel(), bias * scale]
    return Network.layers(sizes, np.concatenate(parts), settings.activation)


class Acting:
    """A network of convolutions, or of several observations, that acts: see `Learner.player`.

    Args:
        settings: what it is built of.
        model: as `deciding` gives it.
        spaces: what it sees and can do.
    """

    def __init__(
        self, settings: GradientSettings, model: Mapping[str, np.ndarray], spaces: Spaces
    ) -> None:
        self._stacks = Stacks(1, settings.stack, spaces, bool(settings.convolutions))
        self._layers = _filled(settings, self._stacks.now.shape[1:], spaces, model)
        self._scale = 255.0 if self._stacks.bytes else 1.0
        self._begun = False

    def reset(self) -> None:
        """An episode begins."""
        self._begun = False

    def activate(self, inputs: np.ndarray) -> np.ndarray:
        """What each action is worth, `float64[actions]`, after all that was seen."""
        seen = inputs[None]
        if self._begun:
            self._stacks.see(seen)
        else:
            self._stacks.begin(seen)
        self._begun = True
        with torch.no_grad():
            shown = torch.from_numpy(self._stacks.now).float() / self._scale
            answer: np.ndarray = self._layers(shown)[0].numpy().astype(np.float64)
        return answer


def _filled(
    settings: GradientSettings, shape: Sequence[int], spaces: Spaces,
    model: Mapping[str, np.ndarray],
) -> nn.Sequential:  # fmt: skip
    """The layers of a config, from what is seen to what each action is worth, with their weights.

    They take no memory until the weights are seen to be those: files may come from strangers.

    Raises:
        ValueError: they are not.
    """
    with torch.device("meta"), torch.no_grad():
        trunk = layers(settings, shape)
        width = trunk(torch.zeros(1, *shape)).shape[1]
        made = nn.Sequential(*trunk, nn.Linear(width, spaces.actions))
    weighed = [each for each in made if hasattr(each, "weight")]
    wanted = {f"{i}.{key}": tuple(value.shape) for i, each in enumerate(weighed)
              for key, value in each.state_dict().items()}  # fmt: skip
    if {name: each.shape for name, each in model.items()} != wanted:
        raise ValueError("the arrays of a model of other layers")
    for i, each in enumerate(weighed):
        arrays_ = {key: torch.from_numpy(model[f"{i}.{key}"].astype(np.float32))
                   for key in each.state_dict()}  # fmt: skip
        each.load_state_dict(arrays_, assign=True)
    return made
