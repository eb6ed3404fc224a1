"""A whole config: its parts, each checked by the room that it belongs to."""

from collections.abc import Sequence
from typing import NamedTuple

from pydantic import Field

from evomario.config import Node, Settings, load
from evomario.evaluation.task import EvaluationSettings, Task, TaskSettings
from evomario.fitness.settings import FitnessSettings, objective
from evomario.search import GASettings


class StopSettings(Settings):
    """When a run ends: at whichever comes first."""

    generations: int | None = Field(default=None, ge=1)
    evaluations: int | None = Field(default=None, ge=1)
    frames: int | None = Field(default=None, ge=1)
    seconds: float | None = Field(default=None, gt=0)
    target: str | None = Field(default=None, pattern="^finished$")


class RunSettings(Settings):
    """A config as a whole."""

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")
    seed: int = Field(default=0, ge=0)
    task: TaskSettings
    fitness: FitnessSettings
    algorithm: GASettings
    stop: StopSettings
    evaluation: EvaluationSettings = EvaluationSettings()


class RunConfig(NamedTuple):
    """A checked config: where it was read from, its settings, and the task that they describe."""

    node: Node
    settings: RunSettings
    task: Task


def load_config(source: str, overrides: Sequence[str] = ()) -> RunConfig:
    """Read and check a config: a file, or the name of one that comes with the package.

    Raises:
        ConfigError: it cannot be read or is wrong somewhere; the message says where.
    """
    node = load(source, overrides=overrides)
    settings = node.validate(RunSettings)
    if len(settings.fitness.objectives) != 1:
        raise node.error(("fitness", "objectives"), "expected exactly one objective")
    stop = settings.stop
    if not (stop.generations or stop.evaluations or stop.frames or stop.seconds):
        raise node.error(
            ("stop",), "never ends: expected generations, evaluations, frames or seconds"
        )
    task = Task.of(node, settings.task, objective(node), settings.evaluation)
    return RunConfig(node, settings, task)
