"""How the first individuals come to their genes."""

import random

from evomario.registry import register

from ..individual import Individual
from ..operator import Count
from .window import hold_values


@register("initialise")
def uniform(individual: Individual) -> tuple[Individual]:
    """Every gene at random."""
    values = range(individual.genome.values)
    for i, value in enumerate(random.choices(values, k=len(individual))):
        individual[i] = value
    return (individual,)


@register("initialise")
def held(individual: Individual, *, hold: Count = 29) -> tuple[Individual]:
    """Random values, each for 1 to `hold` genes."""
    hold_values(individual, 0, len(individual), hold)
    return (individual,)
