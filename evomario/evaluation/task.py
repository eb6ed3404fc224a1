"""A task: what is played, and how a genome's episodes are judged."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from pydantic import Field

from evomario.config import Node, Settings
from evomario.errors import UserError, unknown
from evomario.fitness import Evaluation, Expression
from evomario.mario import LEVELS
from evomario.mario.actions import ACTION_SETS, action_bytes

from .limits import Limits
from .reuse import MEMORY, Reuse
from .sequences import Outcomes, play_sequences


class NoProgressSettings(Settings):
    """End an episode after so many moves without a rise."""

    metric: Literal["distance"] = "distance"
    moves: int = Field(ge=1)


class LimitSettings(Settings):
    """When an episode ends, besides the game's own rules."""

    moves: int = Field(ge=1, le=100_000)
    frames: int | None = Field(default=None, ge=1)
    no_progress: NoProgressSettings | None = None


class TaskSettings(Settings):
    """The `task:` part of a config."""

    train: tuple[str, ...] = Field(min_length=1, max_length=1)
    actions: str | tuple[str, ...] = "right_only"
    lives: int = Field(default=1, ge=1, le=100)
    limits: LimitSettings


class EvaluationSettings(Settings):
    """The `evaluation:` part of a config: how a task is played, which changes no result."""

    reuse: bool = True
    memory: int = Field(
        default=MEMORY, ge=0, le=65_536, description="MB of states kept for reuse, at most"
    )


def _check_names(node: Node, settings: TaskSettings) -> None:
    """Raise, located, where a level or a button does not exist."""
    for i, level in enumerate(settings.train):
        if level not in LEVELS:
            raise node.error(("task", "train", i), unknown("level", level, LEVELS))
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


class Task:
    """Levels, actions, stop rules and a fitness.

    Attributes:
        settings: the `task:` part of the config.
        actions: `uint8[n]`, the button byte of each action.
        reuse: states kept so that no frame is played twice; None where that is off.
    """

    def __init__(
        self,
        settings: TaskSettings,
        fitness: Expression,
        evaluation: EvaluationSettings | None = None,
    ) -> None:
        evaluation = evaluation or EvaluationSettings()
        self.reuse = Reuse(evaluation.memory) if evaluation.reuse else None
        self.settings = settings
        self.fitness = fitness
        named = settings.actions
        self.actions = action_bytes(
            named if isinstance(named, str) else [action.split() for action in named]
        )
        limits = settings.limits
        self.limits = Limits(
            moves=limits.moves,
            frames=limits.frames or 0,
            no_progress=limits.no_progress.moves if limits.no_progress else 0,
        )

    @classmethod
    def of(
        cls,
        node: Node,
        settings: TaskSettings,
        fitness: Expression,
        evaluation: EvaluationSettings | None = None,
    ) -> "Task":
        """The task of a config, its names checked.

        Raises:
            ConfigError: an unknown level, action set or button.
        """
        _check_names(node, settings)
        return cls(settings, fitness, evaluation)

    def prepare(self) -> None:
        """Compile and boot what playing takes, so that clocks started later do not see it."""
        begin = np.zeros(1, np.uint8)
        play_sequences(self.settings.train, [begin], limits=Limits(moves=1))

    def play(
        self, genomes: Sequence[np.ndarray], threads: int | None = None, reuse: bool = True
    ) -> Outcomes:
        """Play genomes that are sequences of actions (indices into `actions`), `uint8[n]` each.

        Results depend neither on `threads` nor on `reuse` (of what has been played before).
        """
        moves = [self.actions[np.asarray(genome)] for genome in genomes]
        return play_sequences(
            self.settings.train, moves, limits=self.limits, lives=self.settings.lives,
            threads=threads, reuse=self.reuse if reuse else None,
        )  # fmt: skip

    def evaluate(
        self, genomes: Sequence[np.ndarray], threads: int | None = None, reuse: bool = True
    ) -> Evaluation:
        """Play and judge genomes that are sequences of actions; arguments as of `play`."""
        played = self.play(genomes, threads, reuse)
        outcomes = played.records.T
        values = self.fitness(outcomes).mean(axis=1, keepdims=True)
        none = np.zeros((len(outcomes), 0))
        return Evaluation(values, none, outcomes, int(played.frames_emulated.sum()))
