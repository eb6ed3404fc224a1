"""One-point crossover within what both parents played."""

import random

from evomario.registry import register

from ..individual import Individual


@register("mate")
def one_point_used(one: Individual, other: Individual) -> tuple[Individual, Individual]:
    """Swap what follows a random gene that both parents played."""
    cut = random.randint(0, max(min(one.used, other.used), 1))
    one[cut:], other[cut:] = other[cut:], one[cut:]
    one.used, other.used = other.used, one.used
    return one, other
