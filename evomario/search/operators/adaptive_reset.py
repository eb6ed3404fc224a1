"""MarioGA's mutation (S. Jain, arXiv 2312.14963): more of it, the longer nothing improves."""

import random
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from evomario.registry import register

from ..individual import Individual
from ..operator import Probability


@register("mutate", "adaptive_reset")
@dataclass(kw_only=True)
class AdaptiveReset:
    """Random values in the last genes played, at a rate that adapts.

    The rate falls to `floor` when the best improves, and rises by `step`, up to `cap`, when it does
    not. Only the last `tail` of the genes played can change, and at least `least` of them.
    """

    indpb: Probability = 0.01
    floor: Probability = 0.01
    step: Probability = 0.005
    cap: Probability = 0.1
    tail: Probability = 0.8
    least: Annotated[int, Field(ge=0)] = 60

    def __post_init__(self) -> None:
        self.rate = self.indpb

    def __call__(self, individual: Individual) -> tuple[Individual]:
        """Reset genes at the rate of now."""
        used, values = individual.used, individual.genome.values
        for i in range(max(0, used - max(round(self.tail * used), self.least)), used):
            if random.random() < self.rate:
                individual[i] = random.randrange(values)
        return (individual,)

    def told(self, improved: bool) -> None:
        """Adapt the rate."""
        self.rate = self.floor if improved else min(self.rate + self.step, self.cap)

    def state(self) -> Any:
        """The rate."""
        return self.rate

    def load(self, state: Any) -> None:
        """Go on at a rate."""
        self.rate = float(state)
