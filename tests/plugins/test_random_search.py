from pathlib import Path

import evomario_plugins.random_search  # noqa: F401, registers it
import numpy as np
import pytest

from evomario.registry import Unfit
from tests.plugins.toys import SMALL, goes_on_exactly, judge, made, play
from tests.search import toys


def test_its_individuals_are_the_first_of_a_genetic_algorithm() -> None:
    ga = toys.algorithm(3, population=20)
    assert play(made("random_search", 3, **SMALL), 1)[0] == [g.tobytes() for g in ga.ask()]


def test_it_repeats_by_its_seed_and_learns_nothing() -> None:
    one, other = made("random_search", 1, **SMALL), made("random_search", 1, **SMALL)
    first = play(one, 3)
    for generation in first:
        genomes = other.ask()
        assert [g.tobytes() for g in genomes] == generation
        worst = judge(genomes)
        other.tell(genomes, worst._replace(objectives=-worst.objectives))
    assert play(made("random_search", 2, **SMALL), 3) != first
    assert len({each for generation in first for each in generation}) == 60


def test_the_best_is_the_best_of_all_that_is_allowed() -> None:
    one = made("random_search", 0, **SMALL)
    best = -np.inf
    for _ in range(5):
        genomes = one.ask()
        judged = judge(genomes)
        violations = np.zeros((20, 1))
        violations[judged.objectives[:, 0].argmax()] = 1.0
        one.tell(genomes, judged._replace(violations=violations))
        best = max(best, judged.objectives[violations[:, 0] == 0].max())
        assert one.best.fitness.values == (best,) and one.best.fitness.violation == 0


@pytest.mark.parametrize("generations", [0, 1, 4])
@pytest.mark.parametrize("genome", [SMALL["genome"], {"type": "macro_actions", "length": 9}])
def test_a_state_goes_on_exactly(tmp_path: Path, generations: int, genome: dict) -> None:
    one = made("random_search", 5, genome=genome)
    play(one, generations)
    assert goes_on_exactly(one, made("random_search", 99, genome=genome), tmp_path)


def test_an_operator_that_does_not_fit_is_told_with_its_place() -> None:
    from evomario import registry
    from evomario.registry import entries

    def fussy(individual):
        """Never content."""

    def check(genome) -> None:
        raise Unfit(("type",), "never content")

    try:
        registry.register("initialise", check=check)(fussy)
        with pytest.raises(Unfit, match="never content") as caught:
            made("random_search", initialise={"type": "fussy"})
        assert caught.value.path == ("initialise", "type")
    finally:
        del entries._entries["initialise"]["fussy"]
        entries.forget()
