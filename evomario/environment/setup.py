"""What a batch of machines plays, and how it is seen and rewarded."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from evomario.errors import UserError
from evomario.evaluation.limits import Limits
from evomario.mario.actions import action_bytes
from evomario.mario.levels import Level, find_level
from evomario.mario.noise import Noise

from .reward import Reward, reward
from .settings import read
from .view import View, view


class Setup(NamedTuple):
    """What machines play.

    Attributes:
        level: where.
        buttons: `uint8[actions]`, the button byte of each action.
        view: what is seen of them.
        skip: moves for which an action is held.
        reward: what is rewarded.
        noise: what disturbs them.
        limits: what ends an episode beside the game's own rules.
        lives: on a level, how often Mario may try in an episode.
        jump_again: whether A is let go where holding it on would do nothing.
        arguments: what it was read from; without them it cannot be pickled.
    """

    level: Level
    buttons: np.ndarray
    view: View
    skip: int
    reward: Reward
    noise: Noise
    limits: Limits
    lives: int = 1
    jump_again: bool = False
    arguments: Mapping[str, Any] | None = None

    @classmethod
    def of(cls, arguments: Mapping[str, Any]) -> "Setup":
        """What arguments choose; see `EnvironmentSettings`.

        Raises:
            UserError: one is wrong.
        """
        node, settings = read(arguments)
        level = find_level(settings.level)
        if settings.lives > 1 and not level.single:
            raise UserError("argument lives: the whole game has its own three, expected 1")
        return cls(
            level, _buttons(settings.actions), view(node, settings), settings.skip,
            reward(node, settings), Noise(settings.sticky, settings.noop_max),
            Limits(settings.moves, 0, settings.no_progress), settings.lives, settings.jump_again,
            dict(arguments),
        )  # fmt: skip


def _buttons(actions: str | Sequence[str | Sequence[str]]) -> np.ndarray:
    if isinstance(actions, str):
        return action_bytes(actions)
    return action_bytes([each.split() if isinstance(each, str) else each for each in actions])
