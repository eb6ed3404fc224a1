"""A mutation where the episode ended: what lies far before has carried Mario so far."""

import array
import random

from evomario.registry import register

from ..individual import Individual
from ..operator import Count


def hold_values(individual: Individual, start: int, stop: int, hold: int) -> None:
    """Write random values from start to stop, each for 1 to `hold` genes."""
    values = individual.genome.values
    while start < stop:
        end = min(stop, start + random.randint(1, hold))
        value = array.array(individual.typecode, [random.randrange(values)])
        individual[start:end] = value * (end - start)
        start = end


@register("mutate")
def window(
    individual: Individual, *, before: Count = 90, length: Count = 120, hold: Count = 29
) -> tuple[Individual]:
    """New values, each held for up to `hold` genes, from up to `before` genes before the end on."""
    start = max(0, individual.used - random.randint(1, before))
    stop = min(len(individual), start + random.randint(1, length))
    hold_values(individual, start, stop, hold)
    return (individual,)
