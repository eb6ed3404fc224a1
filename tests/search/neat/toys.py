"""XOR and other games in the place of Mario, for NEAT."""

from typing import Any

import neat
import numpy as np

from evomario import registry
from evomario.fitness import Evaluation
from evomario.fitness.handling import Handling
from evomario.mario.outcome import OUTCOME
from evomario.search.neat import Neat, genome_bytes

XOR = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], float)
WANTED = np.array([0, 1, 1, 0], float)

#: What keeps a small population in several species.
LIVELY: dict[str, Any] = {
    "population": 30,
    "genome": {
        "initial_connection": "full_direct",
        "activation_options": ["tanh", "sigmoid", "relu"],
        "activation_mutate_rate": 0.1,
        "aggregation_options": ["sum", "max", "product"],
        "aggregation_mutate_rate": 0.1,
        "response_init_stdev": 0.2,
        "response_mutate_rate": 0.2,
        "response_mutate_power": 0.1,
        "weight_init_type": "uniform",
        "enabled_mutate_rate": 0.1,
    },
    "species": {"compatibility_threshold": 1.8},
    "stagnation": {"species_fitness_func": "max", "max_stagnation": 4, "species_elitism": 2},
    "reproduction": {"elitism": 2, "survival_threshold": 0.3, "min_species_size": 2},
}
WIDE = {"compatibility_threshold": 3.5}
RECURRENT = {
    **LIVELY,
    "genome": {**LIVELY["genome"], "feed_forward": False, "num_hidden": 1},
    "species": WIDE,
}
SPARSE = {
    **LIVELY,
    "species": WIDE,
    "genome": {
        "initial_connection": "partial 0.6",
        "num_hidden": 2,
        "single_structural_mutation": True,
        "structural_mutation_surer": True,
        "enabled_default": "random",
        "bias_init_type": "uniform",
    },
}
#: Nothing keeps species from dying, and the population then begins anew.
MORTAL = {
    **LIVELY,
    "reset_on_extinction": True,
    "stagnation": {"species_fitness_func": "mean", "max_stagnation": 2},
}
SOLVES_XOR = {
    "population": 100,
    "fitness_threshold": 3.8,
    "genome": {
        "initial_connection": "full_direct",
        "activation_options": ["sigmoid"],
        "conn_add_prob": 0.3,
        "conn_delete_prob": 0.1,
        "node_add_prob": 0.3,
        "node_delete_prob": 0.1,
    },
    "species": {"compatibility_threshold": 2.5},
    "stagnation": {"species_fitness_func": "max", "max_stagnation": 20, "species_elitism": 2},
    "reproduction": {"elitism": 2},
}
KINDS = {"lively": LIVELY, "recurrent": RECURRENT, "sparse": SPARSE, "mortal": MORTAL}


def algorithm(
    seed: int = 0, sizes: tuple[int, int] = (2, 1), handling: Handling | None = None,
    **settings: Any,
) -> Neat:  # fmt: skip
    """NEAT as a config makes it."""
    create = registry.build("algorithm", registry.choose("algorithm", "neat", **settings))
    made: Neat = create(sizes, seed, handling=handling)
    return made


def xor(one: Neat, genome: Any) -> float:
    """4 less the squared errors."""
    network = one.network(genome)
    errors = [
        float(network.activate(row)[0] - wanted)
        for row, wanted in zip(XOR, WANTED, strict=True)
    ]  # fmt: skip
    return 4 - sum(error * error for error in errors)


def weigh(one: Neat, genome: Any) -> float:
    """Cheap, and different for nearly all genomes."""
    return sum(gene.weight for gene in genome.connections.values() if gene.enabled) - len(
        genome.nodes
    )


def evaluation(values: Any, violations: Any = None) -> Evaluation:
    """What a genome each is worth, and violates."""
    column = np.array(values, float).reshape(-1, 1)
    count = len(column)
    kept = np.zeros((count, 0)) if violations is None else np.array(violations, float)
    return Evaluation(
        column, kept.reshape(count, -1), np.zeros((count, 0)), np.zeros((count, 1), OUTCOME)
    )


def step(one: Neat, judge: Any = weigh) -> list[Any]:
    """One generation; its genomes."""
    genomes = one.ask()
    one.tell(genomes, evaluation([judge(one, genome) for genome in genomes]))
    return genomes


def digest(one: Neat, generations: int, judge: Any = weigh) -> list[bytes]:
    """The genomes of each generation."""
    found = []
    for _ in range(generations):
        found.append(b"".join(genome_bytes(genome) for genome in one.ask()))
        step(one, judge)
    return found


def species_of(found: neat.DefaultSpeciesSet) -> list[Any]:
    """All there is to know of species."""
    return [
        (key, one.created, one.last_improved, one.representative.key, list(one.members),
         one.fitness, one.adjusted_fitness, one.fitness_history)
        for key, one in found.species.items()
    ]  # fmt: skip
