"""neat-python's reproduction, with a fault of its 2.0 mended."""

import neat


class Reproduction(neat.DefaultReproduction):  # type: ignore[misc]
    """`neat.DefaultReproduction`, which shares out a population among species to the last genome.

    Where more offspring are to be taken away than one from each species that is larger than the
    least, neat-python 2.0 gives up after one round, with a RuntimeError. Here it goes on, round
    after round. Everywhere else the numbers are neat-python's.
    """

    def _adjust_spawn_exact(
        self, spawn_amounts: list[int], pop_size: int, min_species_size: int
    ) -> list[int]:
        excess = sum(spawn_amounts) - pop_size
        while excess > 0 and (larger := _by_size(spawn_amounts, min_species_size)):
            if len(larger) >= excess:
                break  # the last round, which neat-python does
            for place in larger:
                spawn_amounts[place] -= 1
            excess -= len(larger)
        exact: list[int] = super()._adjust_spawn_exact(spawn_amounts, pop_size, min_species_size)
        return exact


def _by_size(amounts: list[int], least: int) -> list[int]:
    """The places of species that are larger than the least, from the largest."""
    return [i for i in sorted(range(len(amounts)), key=lambda i: -amounts[i]) if amounts[i] > least]
