"""A task: what is played, and how a genome's episodes are judged."""

from collections.abc import Sequence

import numpy as np
from pydantic import Field

from evomario.config import Node, Settings
from evomario.errors import UserError, unknown
from evomario.fitness import Evaluation, Fitness
from evomario.fitness.kernel import run_rows
from evomario.fitness.settings import FitnessSettings, MetricSettings, build, user_metrics
from evomario.mario import LEVELS
from evomario.mario.actions import ACTION_SETS, action_bytes
from evomario.mario.state import USERS
from evomario.policies import Actions, ActionSequence, Sequences

from .limits import Limits
from .outcomes import Outcomes
from .reuse import MEMORY, Reuse
from .sequences import play_sequences


class NoProgressSettings(Settings):
    """End an episode after so many moves without a rise of a metric, or of the fitness."""

    metric: str = "distance"
    moves: int = Field(ge=1)


class LimitSettings(Settings):
    """When an episode ends, besides the game's own rules."""

    moves: int = Field(ge=1, le=100_000)
    frames: int | None = Field(default=None, ge=1)
    no_progress: NoProgressSettings | None = None


class TaskSettings(Settings):
    """The `task:` part of a config."""

    train: tuple[str, ...] = Field(min_length=1, max_length=64)
    actions: str | tuple[str, ...] = "right_only"
    action_repeat: int = Field(
        default=1, ge=1, le=60, description="moves for which a chosen action is held"
    )
    lives: int = Field(default=1, ge=1, le=100)
    limits: LimitSettings
    metrics: dict[str, MetricSettings] = Field(default={}, max_length=USERS)


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
        fitness: what judges the episodes.
        actions: the button byte of each action, and for how many moves one is held.
        policy: how genomes become moves; a gene is an action unless an algorithm has other genomes.
        reuse: states kept so that no frame is played twice; None where that is off.
    """

    def __init__(
        self,
        settings: TaskSettings,
        fitness: Fitness,
        evaluation: EvaluationSettings | None = None,
    ) -> None:
        evaluation = evaluation or EvaluationSettings()
        self.reuse = Reuse(evaluation.memory) if evaluation.reuse else None
        self.settings = settings
        self.fitness = fitness
        named = settings.actions
        buttons = action_bytes(
            named if isinstance(named, str) else [action.split() for action in named]
        )
        self.actions = Actions(buttons, settings.action_repeat)
        self.policy: Sequences = ActionSequence(*self.actions)
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
        fitness: FitnessSettings,
        evaluation: EvaluationSettings | None = None,
    ) -> "Task":
        """The task of a config, its names and expressions checked.

        Raises:
            ConfigError: an unknown level, action set, button or metric, or a wrong expression.
        """
        _check_names(node, settings)
        users = user_metrics(node, settings.metrics)
        rule = settings.limits.no_progress
        watch = rule.metric if rule else "distance"
        return cls(settings, build(node, fitness, users, watch), evaluation)

    def prepare(self) -> None:
        """Compile and boot what playing takes, so that clocks started later do not see it."""
        begin = np.zeros(1, np.uint8)
        play_sequences(self.settings.train, [begin], limits=Limits(moves=1))
        run_rows.load()

    def moves(self, genome: np.ndarray) -> np.ndarray:
        """The button bytes that a genome stands for, as far as an episode can go."""
        return self.policy.moves(np.asarray(genome))[: self.settings.limits.moves]

    def play(
        self,
        genomes: Sequence[np.ndarray],
        threads: int | None = None,
        paths: bool = False,
        reuse: bool = True,
    ) -> Outcomes:
        """Play genomes that `policy` reads; keep their paths if asked to.

        Results depend neither on `threads` nor on `reuse` (of what has been played before).
        """
        return play_sequences(
            self.settings.train, [self.moves(genome) for genome in genomes], limits=self.limits,
            lives=self.settings.lives, score=self.fitness.rules, paths=paths, threads=threads,
            reuse=self.reuse if reuse else None,
        )  # fmt: skip

    def evaluate(
        self,
        genomes: Sequence[np.ndarray],
        threads: int | None = None,
        paths: bool = False,
        reuse: bool = True,
    ) -> Evaluation:
        """Play and judge genomes that `policy` reads; arguments as of `play`."""
        played = self.play(genomes, threads, paths, reuse)
        return self.fitness.judge(played.states, played.records)._replace(
            paths=[list(each) for each in zip(*played.paths, strict=True)] if paths else None,
            frames_emulated=int(played.frames_emulated.sum()),
        )
