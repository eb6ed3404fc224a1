"""What an environment is made of: its arguments, checked as configs are."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import Field

from evomario.config import Mark, Node, Settings
from evomario.emulator.machine import SCREEN
from evomario.errors import UserError

_Height = Annotated[int, Field(ge=1, le=SCREEN[0])]
_Width = Annotated[int, Field(ge=1, le=SCREEN[1])]


class EnvironmentSettings(Settings):
    """The arguments of `MarioEnv` and `MarioVectorEnv`.

    Attributes:
        level: "1-1" to "8-4", "lost-1-1" to "lost-4-4", or "game".
        actions: an action set's name, or a list of button combinations such as "right A".
        observation: "pixels" (grey pictures), "ram" (the console's 2,048 bytes), "tiles" or
            another observation's name, or what a config says under `observation`.
        size: of pixels: one number for a square, or rows and columns.
        skip: moves for which an action is held.
        stack: how many observations are given together; default: 4 of pixels, else 1.
        reward: "gym", gym-super-mario-bros 7.4's, or an expression over metrics, whose difference
            from step to step is the reward.
        metrics: metrics of your own that the expression names, as in `task.metrics` of a config.
        moves: moves after which an episode is truncated; 0: never.
        no_progress: moves without a rise in distance after which it is; 0: never.
        sticky: probability that a move keeps the buttons of the move before.
        noop_max: up to so many moves at the start press nothing.
        lives: on a level, how often Mario may try in an episode.
        jump_again: whether A is let go where holding it on would do nothing (on the ground,
            swimming), so that who answers A jumps wherever he can.
    """

    level: str = "1-1"
    actions: str | tuple[str | tuple[str, ...], ...] = "simple_movement"
    observation: str | dict[str, Any] | list[dict[str, Any]] = "pixels"
    size: _Height | tuple[_Height, _Width] = 84
    skip: int = Field(default=4, ge=1, le=60)
    stack: int | None = Field(default=None, ge=1, le=64)
    reward: str | int | float = "gym"
    metrics: dict[str, dict[str, Any]] = Field(default={})
    moves: int = Field(default=0, ge=0)
    no_progress: int = Field(default=0, ge=0)
    sticky: float = Field(default=0, ge=0, le=1)
    noop_max: int = Field(default=0, ge=0, le=1000)
    lives: int = Field(default=1, ge=1, le=100)
    jump_again: bool = False


def read(arguments: Mapping[str, Any]) -> tuple[Node, EnvironmentSettings]:
    """Arguments as located nodes, and checked.

    Raises:
        UserError: one is unknown or does not fit.
    """
    node = _node(arguments, "")
    return node, node.validate(EnvironmentSettings)


def _node(value: Any, name: str) -> Node:
    """A value as a node, which errors call by the argument's name."""
    mark = Mark(f"argument {name}" if name else "arguments")
    if isinstance(value, str):
        return Node(value, Mark(mark.file, 1, 1), text_column=1)
    if value is None or isinstance(value, bool | int | float):
        return Node(value, mark)
    if isinstance(value, Mapping):
        named = {str(key): _node(each, f"{name}.{key}".strip(".")) for key, each in value.items()}
        return Node(named, mark)
    if isinstance(value, Sequence):
        return Node([_node(each, f"{name}.{i}") for i, each in enumerate(value)], mark)
    raise UserError(f"{mark}: expected numbers, texts, lists and mappings, got {value!r}")
