"""Mario in your own neat-python code: Population.run as it comes, with your own genome class.

python docs/examples/neat_own_loop.py [GENERATIONS] [POPULATION]
"""

import random
import sys
from typing import Any

import neat

from evomario.neat import config, fitness_function
from evomario.runs import Champion


class Forgetful(neat.DefaultGenome):
    """A genome of one's own: now and then all that a node hears is turned off or on.

    What it describes is a network as before, so that compiled kernels play it. One with an
    `activate(inputs)` of its own would play by that, in Python.
    """

    def mutate(self, config: Any) -> None:
        """neat-python's mutations, and this one."""
        super().mutate(config)
        if random.random() < 0.1:
            node, heard = random.choice(list(self.nodes)), random.random() < 0.5
            for connection in self.connections.values():
                if connection.key[1] == node:
                    connection.enabled = heard


def main(generations: int = 10, population: int = 50) -> Champion:
    """Evolve under neat-python's reporters, check the winner on gym-super-mario-bros, return it."""
    judge = fitness_function("neat/1-1")
    own = config("neat/1-1")  # or neat.Config(Forgetful, ..., "your.ini"), of the task's size:
    print(f"num_inputs = {judge.inputs}, num_outputs = {judge.outputs}")
    own.genome_type, own.pop_size = Forgetful, population

    loop = neat.Population(own, seed=0)
    loop.add_reporter(neat.StdOutReporter(False))
    winner = loop.run(judge, generations)

    champion = judge.champion(winner, own)
    recording = champion.recordings[0]
    differences = recording.differences(recording.again("gym"))
    told = "; ".join(differences) or "as recorded on gym-super-mario-bros"
    print(f"best: {winner.fitness:.3f} in {len(recording.moves)} moves, {told}")
    return champion


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
