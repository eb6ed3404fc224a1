"""A window that reaches further back, the longer nothing improves."""

import random
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from evomario.registry import register

from ..individual import Individual
from ..operator import Count
from .window import hold_values


@register("mutate", "adaptive_window")
@dataclass(kw_only=True)
class AdaptiveWindow:
    """As `window`, but it reaches further back, the longer nothing improves.

    It begins up to `before` genes before the end; a generation without a new best multiplies that
    by `growth`, up to `most`, and a new best brings it back to `before`.
    """

    before: Count = 90
    growth: Annotated[float, Field(ge=1, le=100)] = 1.1
    most: Count = 1000
    length: Count = 120
    hold: Count = 29

    def __post_init__(self) -> None:
        self.reach = float(self.before)

    def __call__(self, individual: Individual) -> tuple[Individual]:
        """Write new values into the window of now."""
        start = max(0, individual.used - random.randint(1, round(self.reach)))
        stop = min(len(individual), start + random.randint(1, self.length))
        hold_values(individual, start, stop, self.hold)
        return (individual,)

    def told(self, improved: bool) -> None:
        """Reach further, or begin again."""
        self.reach = float(self.before) if improved else min(self.reach * self.growth, self.most)

    def state(self) -> Any:
        """How far it reaches."""
        return self.reach

    def load(self, state: Any) -> None:
        """Go on with a reach."""
        self.reach = float(state)
