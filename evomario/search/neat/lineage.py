"""neat-python's species, stagnation and reproduction as one, with a state that can be saved.

neat-python's counters can be looked at only by advancing them, and its checkpoints do so. Here
they are `Counter`s, which its classes call as they call their own.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import neat
import numpy as np
from neat.reporting import ReporterSet
from neat.species import Species

from evomario.errors import UserError

from .genomes import DefaultGenome, Genes, pack, unpack
from .reproduction import Reproduction


class Counter(Iterator[int]):
    """An `itertools.count` whose next number can be seen.

    Attributes:
        following: the number that comes next.
    """

    def __init__(self, following: int) -> None:
        self.following = following

    def __next__(self) -> int:
        self.following += 1
        return self.following - 1


class Lineage:
    """A population in its species, and what breeds the next.

    Args:
        config: neat-python's configuration.

    Attributes:
        generation: the population's number, from 0.
        population: genomes by key, in the order in which they were made; empty before `begin`.
        species: a `neat.DefaultSpeciesSet`.
        reproduction: a `neat.DefaultReproduction`; see `Reproduction`.
    """

    def __init__(self, config: neat.Config) -> None:
        self.config = config
        reporters = ReporterSet()
        stagnation = config.stagnation_type(config.stagnation_config, reporters)
        self.reproduction = Reproduction(config.reproduction_config, reporters, stagnation)
        self.species = config.species_set_type(config.species_set_config, reporters)
        self.reproduction.genome_indexer = Counter(1)
        self.species.indexer = Counter(1)
        config.genome_config.node_indexer = Counter(config.genome_config.num_outputs)
        config.genome_config.innovation_tracker = self.reproduction.innovation_tracker
        self.generation = 0
        self.population: dict[int, Any] = {}
        self._genes: dict[int, Genes] = {}
        self._ancestors = np.zeros((0, 3), np.int64)

    def begin(self) -> None:
        """Make a population from nothing, and sort it into species."""
        config = self.config
        self.population = self.reproduction.create_new(
            config.genome_type, config.genome_config, config.pop_size
        )
        self.species.speciate(config, self.population, self.generation)

    def begin_with(self, state: dict[str, Any]) -> None:
        """Begin with the population of another's state, none of it evaluated.

        Raises:
            UserError: it has none, or its networks have other inputs or outputs.
        """
        self.load(state)
        if not self.population:
            raise UserError("a run whose species all died out, so nothing to begin with")
        self.generation = 0
        for genome in self.population.values():
            genome.fitness, genome.mutations = None, 0
            self._check_sizes(genome)
        self.species.species, self.species.genome_to_species = {}, {}
        self.species.indexer = Counter(1)
        self.species.speciate(self.config, self.population, self.generation)

    def _check_sizes(self, genome: Any) -> None:
        sizes = self.config.genome_config
        lowest = min((source for source, _ in genome.connections), default=0)
        outputs = set(sizes.output_keys)
        if lowest < -sizes.num_inputs or not outputs <= genome.nodes.keys():
            here = f"{sizes.num_inputs} inputs and {sizes.num_outputs} outputs"
            raise UserError(f"networks of other inputs or outputs; expected {here}")

    def breed(self) -> str:
        """Replace the population, all of which has a fitness, by the next one.

        Returns:
            Why there is none, in words; it is empty then. "" if there is one.
        """
        config, before = self.config, self.population
        try:
            self.population = self.reproduction.reproduce(
                config, self.species, config.pop_size, self.generation
            )
        except RuntimeError as error:
            # There is no other way to tell: neat-python has one class for all that goes wrong.
            if "Configuration conflict" not in str(error):
                raise
            return self._end(self._too_many())
        if not self.species.species and not config.reset_on_extinction:
            return self._end(f"all species died out in generation {self.generation}")
        if self.species.species:
            self.species.speciate(config, self.population, self.generation)
        else:
            self.begin()
        for key in before.keys() & self.population.keys():
            self.population[key].mutations = 0  # it lives on as it is
        self.generation += 1
        self._genes = {key: one for key, one in self._genes.items() if key in self.population}
        return ""

    def _end(self, why: str) -> str:
        self.population, self.species.species, self._genes = {}, {}, {}
        return why

    def _too_many(self) -> str:
        of = self.config.reproduction_config
        least = max(of.min_species_size, of.elitism)
        return (
            f"in generation {self.generation}, species of {least} or more do not fit into a "
            f"population of {self.config.pop_size}: raise species.compatibility_threshold"
        )

    def genes(self, genome: Any) -> Genes:
        """A genome's genes as arrays; those of the population, which do not change, are kept."""
        key = genome.key
        if key not in self.population or self.population[key] is not genome:
            return Genes.of(genome)
        if key not in self._genes:
            self._genes[key] = Genes.of(genome)
        return self._genes[key]

    def state(self) -> dict[str, Any]:
        """All that it goes on from: numbers, text and arrays."""
        tracker = self.reproduction.innovation_tracker
        return {
            "generation": self.generation,
            "genomes": pack([self.genes(genome) for genome in self.population.values()]),
            "fitnesses": [genome.fitness for genome in self.population.values()],
            "mutations": [genome.mutations for genome in self.population.values()],
            "species": [_species_state(one) for one in self.species.species.values()],
            "ancestors": self._all_ancestors(),
            "next": {
                "genome": self.reproduction.genome_indexer.following,
                "species": self.species.indexer.following,
                "node": self.config.genome_config.node_indexer.following,
                "innovation": tracker.global_counter,
            },
            "innovations": [[*key, n] for key, n in tracker.generation_innovations.items()],
        }

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a state."""
        self.generation = state["generation"]
        genes = unpack(state["genomes"])
        self._genes = {one.key: one for one in genes}
        self.population = {one.key: one.genome() for one in genes}
        for genome, fitness in zip(self.population.values(), state["fitnesses"], strict=True):
            genome.fitness = fitness
        counts = state.get("mutations") or [0] * len(genes)  # older checkpoints have none
        for genome, count in zip(self.population.values(), counts, strict=True):
            genome.mutations = count
        self._load_species(state["species"])
        self._load_ancestors(state["ancestors"])
        self.reproduction.genome_indexer = Counter(state["next"]["genome"])
        self.species.indexer = Counter(state["next"]["species"])
        self.config.genome_config.node_indexer = Counter(state["next"]["node"])
        tracker = self.reproduction.innovation_tracker
        tracker.global_counter = state["next"]["innovation"]
        tracker.generation_innovations = {
            (start, end, kind): number for start, end, kind, number in state["innovations"]
        }

    def _load_species(self, states: Iterable[dict[str, Any]]) -> None:
        species = [_species(state, self.population) for state in states]
        self.species.species = {one.key: one for one in species}
        self.species.genome_to_species = {
            key: one.key for one in sorted(species, key=lambda s: s.key) for key in one.members
        }

    def _all_ancestors(self) -> np.ndarray:
        """Every genome's key and those of its parents, 0 where it has none, `int64[n, 3]`."""
        known = len(self._ancestors)
        new = [
            (key, *(parents or (0, 0)))
            for key, parents in islice(self.reproduction.ancestors.items(), known, None)
        ]
        if new:
            self._ancestors = np.concatenate([self._ancestors, np.array(new, np.int64)])
        return self._ancestors

    def _load_ancestors(self, table: np.ndarray) -> None:
        self._ancestors = table
        self.reproduction.ancestors = {
            key: (one, other) if one else () for key, one, other in table.tolist()
        }


def _species_state(one: Species) -> dict[str, Any]:
    return {
        "key": one.key,
        "created": one.created,
        "last_improved": one.last_improved,
        "representative": one.representative.key,
        "members": list(one.members),
        "fitness": one.fitness,
        "adjusted_fitness": one.adjusted_fitness,
        "history": np.array(one.fitness_history, np.float64),
    }


def _species(state: dict[str, Any], population: dict[int, DefaultGenome]) -> Species:
    """The species of a state; its genomes are those of the population."""
    one = Species(state["key"], state["created"])
    one.last_improved = state["last_improved"]
    one.update(
        population[state["representative"]], {key: population[key] for key in state["members"]}
    )
    one.fitness, one.adjusted_fitness = state["fitness"], state["adjusted_fitness"]
    one.fitness_history = state["history"].tolist()
    return one
