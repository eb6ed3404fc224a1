"""The `fitness:` part of a config."""

from pydantic import Field

from evomario.config import Node, Settings
from evomario.mario.outcome import OUTCOME

from .expression import Expression, ExpressionError

#: What an expression may speak of: an Outcome's numbers.
METRICS = tuple(name for name in OUTCOME.names or () if name != "reason")


class Objective(Settings):
    """One thing to maximise: an expression over an episode's metrics, at its end."""

    maximize: str


class FitnessSettings(Settings):
    """The objectives: one for now."""

    objectives: tuple[Objective] = Field(description="a list of one `- maximize: EXPRESSION`")


def objective(node: Node) -> Expression:
    """The expression of a config's one objective; `node` is the whole config.

    Raises:
        ConfigError: the expression is malformed, or names an unknown metric; located in the file.
    """
    path = ("fitness", "objectives", 0, "maximize")
    text = node.at(path)
    try:
        return Expression(str(text.value) if text else "", METRICS)
    except ExpressionError as error:
        raise node.error(path, str(error), offset=error.offset) from None
