"""Rewards: an expression of the fitness language, whose difference from step to step is given."""

from typing import NamedTuple

import numpy as np

from evomario.config import Mark, Node
from evomario.evaluation.task import Task
from evomario.fitness import Expression
from evomario.fitness.metrics import added
from evomario.fitness.rules import Rules
from evomario.fitness.settings import expression

from .settings import EnvironmentSettings

GYM = "reward"  #: the metric that adds up gym-super-mario-bros 7.4's reward


class Reward(NamedTuple):
    """What is rewarded.

    Attributes:
        text: the expression.
        program: it, as kernels run it, `int64[n, 2]`.
        table: what is counted after moves for it, as `score.move` takes it.
    """

    text: str
    program: np.ndarray
    table: np.ndarray


def reward(node: Node, settings: EnvironmentSettings) -> Reward:
    """The reward that arguments choose; `node` is all of them.

    Raises:
        UserError: the expression is malformed, or a metric of it unknown or wrong.
    """
    text = GYM if settings.reward == "gym" else str(settings.reward)
    given = node.child("reward")
    named = given if given is not None and text != GYM else Node(text, Mark("argument reward"))
    metrics = node.child("metrics") or Node({}, node.mark)
    config = Node({"task": Node({"metrics": metrics}, node.mark), "fitness": named}, node.mark)
    more = added(config, settings.metrics)
    found = expression(config, ("fitness",), text, more.names, "number")
    return Reward(text, found.program, Rules(users=more.users, own=more.own).table())


def of_task(task: Task, rewarded: Expression | None) -> Reward:
    """The reward of a task: an expression over its metrics, or its first objective.

    What its limits watch is followed as in the task.
    """
    rules = task.fitness.rules._replace(holds=(), bests=())
    if rewarded is not None:
        return Reward(rewarded.text, rewarded.program, rules.table())
    first = task.fitness.objectives[0]
    return Reward(first.expression.text, first.program(), rules.table())
