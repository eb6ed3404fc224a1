"""What a generation of NEAT was like, in numbers for a report."""

from typing import Any

from ..algorithm import mutations
from .lineage import Lineage


class Summary:
    """A generation between its evaluation, when this is made, and its offspring.

    Args:
        lineage: the generation; all have a fitness.
    """

    def __init__(self, lineage: Lineage) -> None:
        self._generation = lineage.generation
        self._species = [
            (one, [genome.fitness for genome in one.members.values()])
            for _, one in sorted(lineage.species.species.items())
        ]
        genomes = list(lineage.population.values())
        self._mutations = mutations(genome.mutations for genome in genomes)
        best = max(range(len(genomes)), key=lambda place: genomes[place].fitness)
        genes = [lineage.genes(genome) for genome in genomes]
        self._sizes = {
            "nodes": _mean_and([len(one.nodes) for one in genes], best),
            "connections": _mean_and(
                [int(one.connections["enabled"].sum()) for one in genes], best
            ),
        }

    def after(self, lineage: Lineage) -> dict[str, Any]:
        """The summary, once the next generation is there.

        Returns:
            As JSON takes it: `species`, a list by key, of `key`, `size`, `age` (generations since
            the first), `stagnation` (generations since it was better than ever), `best` and `mean`
            fitness, and whether it `dies` now; `nodes` and `connections` (enabled ones), each as
            the `mean` over the generation and that of its `best` genome; and `mutations`.
        """
        species = [
            {
                "key": one.key,
                "size": len(fitnesses),
                "age": self._generation - one.created,
                "stagnation": self._generation - one.last_improved,
                "best": max(fitnesses),
                "mean": sum(fitnesses) / len(fitnesses),
                "dies": one.key not in lineage.species.species,
            }
            for one, fitnesses in self._species
        ]
        return {"species": species, **self._sizes, **self._mutations}


def _mean_and(counts: list[int], best: int) -> dict[str, float]:
    return {"mean": sum(counts) / len(counts), "best": counts[best]}
