"""A policy of one's own: Python that turns numbers, which an algorithm evolves, into decisions."""

from typing import Any, ClassVar

import numpy as np

from evomario import registry
from evomario.registry import Entry, register

from .watching import Actor, PolicySettings

NETWORK = "network"  #: the type of a policy that says none


class Policy:
    """What plays by weights that are evolved; one is registered as the kind `policy`.

    Its parameters are the keyword-only arguments of `__init__`. What it cannot do with it says by
    raising `Unfit` there or in `weights`, with the parameter's name as the path.

    Attributes:
        spread: the standard deviation of the first weights, where an algorithm draws them.
    """

    spread: ClassVar[float] = 1.0

    def weights(self, inputs: int, outputs: int) -> int:
        """How many weights it is made of, where it sees and answers so many numbers."""
        raise NotImplementedError

    def player(self, weights: np.ndarray, inputs: int, outputs: int) -> Actor:
        """What plays with some weights; called anew for each episode.

        Args:
            weights: `float64[n]`, not to be written to.
            inputs: how many numbers it sees.
            outputs: how many it must answer.

        Returns:
            What has `activate(inputs) -> outputs`, from `float64[inputs]` to as many numbers as
            there are outputs, none of them nan, and perhaps `reset()`; or a `Network`, which
            kernels play.
        """
        raise NotImplementedError


class MadeNetworks:
    """Networks, which the algorithm makes of its genomes."""


def _check(new: Entry) -> None:
    """See that what is registered as a policy is one.

    Raises:
        ValueError: it is not.
    """
    target: Any = new.target
    if target is MadeNetworks:
        return
    named = f"policy {new.name!r}"
    own = isinstance(target, type) and issubclass(target, Policy)
    if not own or target.weights is Policy.weights or target.player is Policy.player:
        raise ValueError(f"{named}: expected a Policy with its own `weights` and `player`")
    if new.takes_more():
        raise ValueError(f"{named}: expected parameters that are keyword-only")
    for taken in PolicySettings.model_fields.keys() & new.fields().keys():
        raise ValueError(f"{named}: every policy has {taken!r}: expected another name")


registry.define("policy", PolicySettings, check=_check)
register("policy", NETWORK)(MadeNetworks)
