"""Mario in your own pyribs code: pyribs' CMA-ME on the weights of a network, on 1-1.

python docs/examples/ribs_own_loop.py [ITERATIONS] [BATCH]
"""

import sys

import numpy
from ribs.archives import GridArchive
from ribs.emitters import EvolutionStrategyEmitter
from ribs.schedulers import Scheduler

import evomario


def main(iterations: int = 20, batch: int = 15) -> GridArchive:
    """Fill a map of jumps and kills with networks that come far, print it, and return it."""
    config = evomario.load("weights/1-1-measures")
    (first, *_) = config.algorithm().ask()  # an algorithm knows how many weights there are

    archive = GridArchive(solution_dim=first.size, dims=(24, 8), ranges=[(0, 48), (0, 8)])
    emitters = [
        EvolutionStrategyEmitter(
            archive, x0=numpy.zeros(first.size), sigma0=0.5, es="sep_cma_es", batch_size=batch,
            seed=seed,
        )
        for seed in range(2)
    ]  # fmt: skip
    scheduler = Scheduler(archive, emitters)
    for iteration in range(iterations):
        solutions = scheduler.ask()
        objective, measures = config.task.evaluate_measures(solutions)
        scheduler.tell(objective, measures)
        print(f"{iteration + 1:3}: {archive.stats.num_elites:3} cells, best {objective.max():.3f}")
    best = archive.best_elite
    jumps, kills = best["measures"]
    print(
        f"the best comes {best['objective']:.0%} of the way: {jumps:.0f} jumps, {kills:.0f} kills"
    )
    return archive


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
