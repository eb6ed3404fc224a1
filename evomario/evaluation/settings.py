"""The parts of a config that say what is played, and how."""

from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field

from evomario import registry
from evomario.config import Node, Settings
from evomario.errors import UserError, unknown
from evomario.mario import LEVELS
from evomario.mario.actions import ACTION_SETS, action_bytes
from evomario.mario.noise import Noise
from evomario.registry import Chosen, Of

from . import evaluator, processes  # noqa: F401, they register themselves
from .reuse import MEMORY

# What sets draws of seeds apart from all others of a root.
_PLAYED, _UNSEEN, _CHOSEN = 0x504C4159, 0x554E5345, 0x43484F53


class NoProgressSettings(Settings):
    """End an episode after so many moves without a rise of a metric, or of the fitness."""

    metric: str = "distance"
    moves: int = Field(ge=1)


class LimitSettings(Settings):
    """When an episode ends, besides the game's own rules."""

    moves: int = Field(ge=1, le=100_000)
    frames: int | None = Field(default=None, ge=1)
    no_progress: NoProgressSettings | None = None


class NoiseSettings(Settings):
    """What disturbs an episode, and how many episodes of a level are played."""

    sticky: float = Field(
        default=0, ge=0, le=1, description="probability that a move keeps the buttons before it"
    )
    noop_max: int = Field(
        default=0, ge=0, le=1000, description="up to so many moves at the start press nothing"
    )
    episodes: int = Field(default=1, ge=1, le=1000, description="of each level, with noise each")
    seeds: Literal["fixed", "per_generation"] = Field(
        default="fixed", description="whether each generation meets the same noise"
    )
    validation: int = Field(
        default=0, ge=0, le=1000,
        description="episodes of each level, with noise of their own, that the best of each "
        "generation plays to become the champion; 0: training alone chooses it",
    )  # fmt: skip

    @property
    def noise(self) -> Noise:
        """The noise."""
        return Noise(self.sticky, self.noop_max)

    def drawn(self, root: int, generation: int) -> tuple[int, ...]:
        """The noise seeds of a generation, common to all of its individuals."""
        if not self.noise:
            return (0,) * self.episodes
        moment = 0 if self.seeds == "fixed" else generation + 1
        return _seeds(root, (_PLAYED, moment), self.episodes)

    def choosing(self, root: int) -> tuple[int, ...]:
        """The seeds by which the champion is chosen, which no generation meets; () for none."""
        return _seeds(root, (_CHOSEN,), self.validation)

    def unseen(self, root: int, count: int) -> tuple[int, ...]:
        """Seeds that neither a generation nor a choice meets, to judge a champion by."""
        return _seeds(root, (_UNSEEN,), count) if self.noise else (0,)


def _seeds(root: int, key: tuple[int, ...], count: int) -> tuple[int, ...]:
    words = np.random.SeedSequence(root, spawn_key=key).generate_state(count, np.uint64)
    return tuple(words.tolist())


class TaskSettings(Settings):
    """The `task:` part of a config."""

    train: tuple[str, ...] = Field(min_length=1, max_length=64)
    test: tuple[str, ...] = Field(
        default=(), max_length=64, description="levels held out, to judge the champion by"
    )
    actions: str | tuple[str, ...] = "right_only"
    action_repeat: int = Field(
        default=1, ge=1, le=60, description="moves for which a chosen action is held"
    )
    lives: int = Field(default=1, ge=1, le=100)
    limits: LimitSettings
    noise: NoiseSettings = Field(default=NoiseSettings(), description="what disturbs an episode")
    metrics: dict[str, dict[str, Any]] = Field(
        default={}, description="metrics of your own: a RAM address and a reduction, or a plug-in's"
    )


class EvaluationSettings(Settings):
    """The `evaluation:` part of a config: how a task is played, which changes no result."""

    evaluator: Annotated[Chosen, Of("evaluator")] = Field(
        default_factory=lambda: registry.choose("evaluator", "threads"),
        description="what lets players play",
    )
    reuse: bool = True
    memory: int = Field(
        default=MEMORY, ge=0, le=65_536, description="MB of states kept for reuse, at most"
    )


def check_names(node: Node, settings: TaskSettings) -> None:
    """See that levels and buttons exist; `node` is the whole config.

    Raises:
        ConfigError: one does not, or a level is both trained on and held out; located.
    """
    for part in ("train", "test"):
        for i, level in enumerate(getattr(settings, part)):
            if level not in LEVELS:
                raise node.error(("task", part, i), unknown("level", level, LEVELS))
            if part == "test" and level in settings.train:
                raise node.error(("task", part, i), f"{level} is trained on: not held out")
    if settings.noise.validation and not settings.noise.noise:
        text = "there is no noise to be validated under; expected sticky or noop_max, or 0 here"
        raise node.error(("task", "noise", "validation"), text)
    if isinstance(settings.actions, str):
        if settings.actions not in ACTION_SETS:
            text = unknown("action set", settings.actions, ACTION_SETS)
            raise node.error(("task", "actions"), text)
        return
    for i, action in enumerate(settings.actions):
        try:
            action_bytes([action.split()])
        except UserError as error:
            raise node.error(("task", "actions", i), str(error)) from None
