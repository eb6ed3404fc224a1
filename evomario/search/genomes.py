"""Genomes of action sequences."""

from typing import Annotated

from pydantic import Field

from evomario.policies import Actions, ActionSequence, MacroSequence
from evomario.registry import register

from .individual import Genome

Length = Annotated[int, Field(ge=2, le=100_000)]


@register("genome", "actions")
def actions(actions: Actions, *, length: Length = 5000) -> Genome:
    """One choice of buttons a gene, held for a move, or for the task's `action_repeat` moves."""
    return Genome(length, ActionSequence(*actions))


@register("genome", "macro_actions")
def macro_actions(
    actions: Actions,
    *,
    length: Length = 500,
    max_hold: Annotated[int, Field(ge=1, le=255)] = 30,
) -> Genome:
    """Choices of buttons, each with the number of moves for which it is held."""
    return Genome(length, MacroSequence(actions.buttons, max_hold, actions.repeat))
