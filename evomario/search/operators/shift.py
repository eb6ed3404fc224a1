"""Insert and delete: the same moves, earlier or later."""

import array
import random

from evomario.registry import register

from ..individual import Individual
from ..operator import Count


@register("mutate")
def insert(individual: Individual, *, before: Count = 90, hold: Count = 29) -> tuple[Individual]:
    """Put in up to `hold` genes of one value; what follows shifts, and the last drop out."""
    place = random.randint(max(0, individual.used - before), individual.used)
    count = min(random.randint(1, hold), len(individual) - place)
    value = array.array(individual.typecode, [random.randrange(individual.genome.values)])
    individual[place:] = value * count + individual[place : len(individual) - count]
    return (individual,)


@register("mutate")
def delete(individual: Individual, *, before: Count = 90, most: Count = 29) -> tuple[Individual]:
    """Take out up to `most` genes; what follows shifts, and the last one's value fills the end."""
    place = random.randint(max(0, individual.used - before), individual.used)
    count = min(random.randint(1, most), len(individual) - place)
    individual[place:] = individual[place + count :] + individual[-1:] * count
    return (individual,)
