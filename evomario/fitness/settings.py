"""The `fitness:` part of a config."""

from typing import Literal

import numpy as np
from pydantic import Field, model_validator

from evomario.config import Node, Settings
from evomario.errors import unknown
from evomario.mario.state import OBJECTIVES
from evomario.registry import Unfit

from .aggregate import AggregateSettings
from .expression import Expression, Kind
from .fitness import Constraint, Fitness, Objective
from .language import ExpressionError
from .measures import Measure, Measures
from .metrics import Added

Number = str | int | float  # an expression that YAML may take for a number


class ObjectiveSettings(Settings):
    """One thing to maximise or minimise: an expression over an episode's metrics."""

    maximize: Number | None = None
    minimize: Number | None = None
    over_frames: Literal["best", "last"] = "last"
    reference: float | None = Field(
        default=None,
        description="where the hypervolume of several objectives begins: a value that is worse "
        "than any of interest",
    )

    @model_validator(mode="after")
    def _one_of_two(self) -> "ObjectiveSettings":
        if (self.maximize is None) is (self.minimize is None):
            raise ValueError("expected one of `maximize: EXPRESSION` and `minimize: EXPRESSION`")
        return self


class ConstraintSettings(Settings):
    """Something that must hold, at the end of an episode or at every move of it."""

    require: str
    violation: Number | None = None
    at: Literal["end", "every_move"] = "end"

    @model_validator(mode="after")
    def _no_grade_on_the_way(self) -> "ConstraintSettings":
        if self.at == "every_move" and self.violation is not None:
            raise ValueError("`violation` has no use with `at: every_move`, which never violates")
        return self


class FitnessSettings(Settings):
    """Objectives, constraints, and how several episodes become one value."""

    objectives: tuple[ObjectiveSettings, ...] = Field(
        min_length=1, max_length=OBJECTIVES, description="a list of `- maximize: EXPRESSION`"
    )
    constraints: tuple[ConstraintSettings, ...] = Field(default=(), max_length=32)
    handling: dict[str, str | int | float | bool] | None = Field(
        default=None,
        description="a mapping such as {type: epsilon}: how constraints are handled; by default "
        "by feasibility_rules, and where there are several objectives constrained_dominance",
    )
    aggregate: AggregateSettings = AggregateSettings()
    measures: tuple[Measure, ...] = Field(
        default=(), max_length=64,
        description="what individuals did, in numbers: expressions, or measures such as "
        "{type: path}",
    )  # fmt: skip


def build(node: Node, settings: FitnessSettings, more: Added, watch: str = "distance") -> Fitness:
    """The fitness of a config; `node` is the whole of it.

    Raises:
        ConfigError: an expression is malformed, or names an unknown metric; located in the file.
    """
    names = more.names

    def read(kind: Kind, text: Number | None, *path: str | int) -> Expression:
        return expression(node, ("fitness", *path), str(text), names, kind)

    objectives = []
    for i, each in enumerate(settings.objectives):
        verb, text = "maximize", each.maximize
        if text is None:
            verb, text = "minimize", each.minimize
        read_one = read("number", text, "objectives", i, verb)
        reference = np.nan if each.reference is None else each.reference
        best = each.over_frames == "best"
        objectives.append(Objective(read_one, verb == "minimize", best, reference))
    constraints = []
    for i, one in enumerate(settings.constraints):
        path = ("constraints", i)
        grade = read("excess", one.require, *path, "require")
        if one.violation is not None:
            grade = read("number", one.violation, *path, "violation")
        require = read("truth", one.require, *path, "require")
        constraints.append(Constraint(require, grade, one.at == "every_move"))
    watched = _watched(node, watch, names, objectives)
    try:
        measures = Measures(settings.measures, names)
    except Unfit as error:
        raise error.located(node, "fitness", "measures") from None
    return Fitness(objectives, constraints, settings.aggregate, more, watched, measures)


def expression(
    node: Node, path: tuple[str | int, ...], text: str, names: tuple[str, ...], kind: Kind
) -> Expression:
    """An expression at a path of a config.

    Raises:
        ConfigError: it is malformed, or names an unknown metric; located in the file.
    """
    try:
        return Expression(text, names, kind)
    except ExpressionError as error:
        raise node.error(path, str(error), offset=error.offset) from None


def _watched(
    node: Node, watch: str, names: tuple[str, ...], objectives: list[Objective]
) -> Objective | None:
    """What the no-progress rule watches; None for distance."""
    path = ("task", "limits", "no_progress", "metric")
    if watch == "distance":
        return None
    if watch == "fitness":
        if len(objectives) > 1:
            raise node.error(path, "fitness is several objectives here: name a metric instead")
        return objectives[0]
    if watch not in names:
        raise node.error(path, unknown("metric", watch, ("fitness", *names)))
    return Objective(Expression(watch, names))
