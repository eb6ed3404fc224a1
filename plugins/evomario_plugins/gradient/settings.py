"""What configs say of gradient methods: the network, the optimiser, the schedule of its rate."""

from importlib.util import find_spec
from typing import Annotated, Any, Literal

from pydantic import Field

from evomario.policies.learnt import Spaces
from evomario.registry import Unfit
from evomario.search import LearnerSettings

_Width = Annotated[int, Field(ge=1, le=10_000)]
_Side = Annotated[int, Field(ge=1, le=64)]
_NEEDED = "torch", "stable_baselines3", "gymnasium", "safetensors"


class GradientSettings(LearnerSettings):
    """What the `algorithm:` part of a config says for every gradient method."""

    hidden: tuple[_Width, ...] = Field(
        default=(64, 64), max_length=30, description="sizes of the full layers"
    )
    activation: Literal["tanh", "relu"] = Field(default="tanh", description="of hidden layers")
    convolutions: tuple[tuple[_Width, _Side, _Side], ...] = Field(
        default=(), max_length=10,
        description="before these, of what is seen as a picture: [channels, size, stride] each; "
        "policy and value then share all layers",
    )  # fmt: skip
    stack: int = Field(
        default=1, ge=1, le=64, description="how many observations are seen together"
    )
    learning_rate: float = Field(default=3e-4, gt=0, le=10)
    schedule: Literal["constant", "linear"] = Field(
        default="constant",
        description="of the learning rate; linear: down to 0 at the budget's end",
    )
    optimizer: Literal["adam", "sgd", "rmsprop", "lion"] = "adam"
    weight_decay: float = Field(default=0, ge=0, le=1)
    gamma: float = Field(default=0.99, gt=0, le=1, description="discount of rewards, a step")
    torch_threads: int = Field(
        default=1, ge=1, le=256, description="another number may change the last bits of sums"
    )

    def fit(self, spaces: Spaces) -> None:
        """See that this goes with what is seen, and that what it needs is installed.

        Raises:
            Unfit: it does not, or is not.
        """
        missing = [package for package in _NEEDED if find_spec(package) is None]
        if missing:
            problem = (
                f"{self.type} needs {' and '.join(missing).replace('_', '-')}, which is not "
                "installed: pip install 'evomario[gradient]'"
            )
            raise Unfit(("type",), problem)
        sides: Any = spaces.shape
        if self.convolutions and len(sides) != 2:
            problem = "convolutions need a picture, and several blocks are seen, or a row"
            raise Unfit(("convolutions",), problem, "an observation of one block, such as pixels")
        for place, (_, size, stride) in enumerate(self.convolutions):
            sides = [(side - size) // stride + 1 for side in sides]
            if min(sides) < 1:
                problem = f"a picture of {spaces.shape[0]} x {spaces.shape[1]} is too small for it"
                raise Unfit(("convolutions", place), problem)

    def rate(self, spent: float) -> float:
        """The learning rate where a share of the budget is spent."""
        return self.learning_rate * (1 - spent if self.schedule == "linear" else 1)
