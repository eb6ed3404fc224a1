"""Mario in your own DEAP code: eaSimple as it comes, with your own mutation, on level 1-1.

python docs/examples/deap_own_loop.py [GENERATIONS] [POPULATION]
"""

import random
import sys

import numpy
from deap import algorithms, tools

from evomario.deap import Individual, toolbox


def hold_longer(individual: Individual, longest: int = 40) -> tuple[Individual]:
    """A mutation of one's own: an action of the last second played is held for longer.

    `used` is the move at which the episode ended; what lies behind it was never played.
    """
    start = random.randrange(max(individual.used - 60, 0), max(individual.used, 1))
    stop = min(start + random.randint(1, longest), len(individual))
    individual[start:stop] = individual[start : start + 1] * (stop - start)
    return (individual,)


def main(generations: int = 20, population: int = 20) -> tools.Logbook:
    """Evolve, print DEAP's logbook and the best, and return the logbook."""
    random.seed(0)
    box = toolbox("ga/1-1")
    ours = box.mutate
    box.register("mutate", lambda one: random.choice([ours, hold_longer])(one))

    stats = tools.Statistics(lambda one: one.fitness.values[0])
    stats.register("best", numpy.max)
    stats.register("mean", numpy.mean)
    best = tools.HallOfFame(3)
    _, logbook = algorithms.eaSimple(
        box.population(population), box, cxpb=0.3, mutpb=0.9, ngen=generations,
        stats=stats, halloffame=best, verbose=False,
    )  # fmt: skip
    print(logbook)
    print(f"best: {best[0].fitness.values[0]:.1f} in {best[0].used} moves")
    return logbook


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
