"""Genomes of action sequences."""

from typing import Annotated

import numpy as np
from pydantic import Field

from evomario.policies import ActionSequence, MacroSequence
from evomario.registry import register

from .individual import Genome

Length = Annotated[int, Field(ge=2, le=100_000)]


@register("genome", "actions")
def actions(buttons: np.ndarray, *, length: Length = 5000) -> Genome:
    """One choice of buttons a move."""
    return Genome(length, ActionSequence(buttons))


@register("genome", "macro_actions")
def macro_actions(
    buttons: np.ndarray,
    *,
    length: Length = 500,
    max_hold: Annotated[int, Field(ge=1, le=255)] = 30,
) -> Genome:
    """Choices of buttons, each with the number of moves for which it is held."""
    return Genome(length, MacroSequence(buttons, max_hold))
