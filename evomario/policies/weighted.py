"""A policy of the user's at work: fitted to a task, given weights, and kept in files.

Errors of the user's code are told in a line: what it gave, or what it raised and where.
"""

import inspect
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from typing import Any, cast

import numpy as np

from evomario import registry
from evomario.config import Mark, from_plain
from evomario.errors import UserError, raised, told
from evomario.registry import Unfit

from .networks import Network
from .networks.layers import HEAVIEST, WIDEST
from .own import Own
from .policy import Policy
from .watching import Actor, PolicySettings


class Weighted:
    """A policy for as many inputs and outputs as a task has.

    Args:
        chosen: the policy and its parameters, as a config chooses them.
        sizes: how many inputs and outputs there are.

    Attributes:
        count: of how many weights it is made.

    Raises:
        Unfit: it does not say how many weights it has, or fails.
    """

    def __init__(self, chosen: PolicySettings, sizes: tuple[int, int]) -> None:
        self.chosen, self.sizes, self.who = chosen, sizes, f"policy {chosen.type}"
        target = registry.entry("policy", chosen.type).target
        self._file = _file_of(target)
        if not issubclass(target, Policy):  # type: ignore[arg-type]
            raise Unfit(("type",), f"{self.who} is not made of weights")
        try:
            self._policy: Policy = registry.build("policy", chosen)
            count: Any = self._policy.weights(*sizes)
        except Unfit:
            raise
        except Exception as error:
            raise Unfit((), f"{self.who}: {raised(error, self._file)}") from None
        if not isinstance(count, int | np.integer) or not 1 <= count <= HEAVIEST:
            expected = f"a whole number from 1 to {HEAVIEST:,}"
            raise Unfit((), f"{self.who}: weights gave {count!r}", expected)
        self.count = int(count)

    def spread(self) -> np.ndarray:
        """The standard deviation of each weight at first, `float64[n]`."""
        return np.full(self.count, float(self._policy.spread))

    def network(self, weights: Any) -> Actor:
        """What plays with these weights, `float64[n]`: a `Network`, or a `Player`.

        Raises:
            UserError: the weights are not as many as it has, as where a run goes on with other
                parameters; the user's code fails, or what it makes does not fit.
        """
        kept = np.array(weights, np.float64)
        if kept.shape != (self.count,):
            raise UserError(f"{self.who}: {kept.size:,} weights: expected {self.count:,}")
        kept.flags.writeable = False
        player = Player(self, kept)
        made = player.network
        if not isinstance(made, Network):
            return player
        sizes = made.size_inputs, made.size_outputs
        if sizes != self.sizes:
            found, wanted = (f"{each[0]} inputs and {each[1]} outputs" for each in
                             (sizes, self.sizes))  # fmt: skip
            raise UserError(f"{self.who}: a network of {found}: expected {wanted}")
        return made

    def make(self, weights: np.ndarray) -> Any:
        """What the user's code makes of weights."""
        return self._policy.player(weights, *self.sizes)

    def told(self) -> AbstractContextManager[None]:
        """Lets exceptions of the user's code be a line."""
        return told(self.who, self._file)


class Player(Own):
    """A policy with weights as an `Actor`; it is made anew for each episode.

    Attributes:
        weights: `float64[n]`.
    """

    def __init__(self, policy: Weighted, weights: np.ndarray) -> None:
        self.policy, self.weights = policy, weights
        super().__init__(partial(policy.make, weights), policy.sizes[1], policy.who)

    @property
    def size_inputs(self) -> int:
        """How many numbers it sees."""
        return self.policy.sizes[0]

    @property
    def size_outputs(self) -> int:
        """How many numbers it answers."""
        return self.policy.sizes[1]

    def __reduce__(self) -> tuple[Callable[..., Actor], tuple[Any, ...]]:
        # To another process, where the plug-in is loaded as well, it goes by its policy's name.
        return _made, (self.json()["policy"], self.policy.sizes, self.weights)

    def json(self) -> dict[str, Any]:
        """The policy's name and parameters, its sizes and weights as JSON takes them; no code."""
        chosen = self.policy.chosen
        own = registry.parameters("policy", chosen)
        return {
            "policy": chosen.model_dump(mode="json", include={"type", *own}),
            "inputs": self.size_inputs,
            "outputs": self.size_outputs,
            "weights": self.weights.tolist(),
        }

    def _shown(self, inputs: np.ndarray) -> np.ndarray:
        return inputs

    def _noted(self) -> Any:
        return self.policy.told()


def from_json(content: dict[str, Any], source: str) -> Actor:
    """A player from what `Player.json` gave, checked; `source` is what an error names.

    Raises:
        UserError: it is none; or its policy is not registered, or fails.
    """
    chosen = _chosen(content["policy"], source)
    inputs, outputs = (content.get(key) for key in ("inputs", "outputs"))
    for size in (inputs, outputs):
        if type(size) is not int or not 1 <= size <= WIDEST:
            raise UserError(f"{source}: expected inputs and outputs from 1 to {WIDEST:,}")
    try:
        policy = Weighted(chosen, (inputs, outputs))  # type: ignore[arg-type]
    except Unfit as error:
        raise UserError(f"{source}: {error}") from None
    return policy.network(_weights(content.get("weights"), policy.count, source))


def _made(named: dict[str, Any], sizes: tuple[int, int], weights: np.ndarray) -> Actor:
    """What plays with weights, of a policy by its name and parameters."""
    return Weighted(_chosen(named, "a player"), sizes).network(weights)


def _chosen(named: Any, source: str) -> PolicySettings:
    """The policy of a name and parameters.

    Raises:
        UserError: it is not registered, or they do not fit.
    """
    node = from_plain(named, Mark(source), "a policy")
    return cast(PolicySettings, registry.read("policy", node))


def _weights(content: Any, count: int, source: str) -> np.ndarray:
    """The weights in the content of a file."""
    if not isinstance(content, list) or len(content) != count:
        found = f"{len(content):,} weights" if isinstance(content, list) else "no list of weights"
        raise UserError(f"{source}: {found}: expected {count:,}, as the policy has now")
    if not all(type(each) in (int, float) for each in content):
        raise UserError(f"{source}: weights that are no numbers")
    try:
        weights = np.array(content, np.float64)
    except OverflowError:
        weights = np.array([np.inf])
    if not np.isfinite(weights).all():
        raise UserError(f"{source}: weights that are not finite")
    return weights


def _file_of(target: Any) -> str:
    try:
        return inspect.getfile(target)
    except (OSError, TypeError):
        return ""
