from pathlib import Path
from typing import Any

import numpy as np
import pytest
from evomario_plugins.mate_choice import differences
from pydantic import ValidationError

from evomario.policies import ActionSequence
from evomario.search import Genome, Individual
from tests.plugins.toys import SMALL, goes_on_exactly, judge, made, play
from tests.search.toys import BUTTONS, LENGTH

STILL = {"type": "mutUniformInt", "indpb": 0.0}


def mates(seed: int = 0, **settings: Any) -> Any:
    return made("mate_choice", seed, **{**SMALL, **settings})


def individual(genes: list[int], used: int) -> Individual:
    one = Individual(Genome(len(genes), ActionSequence(BUTTONS)), genes)
    one.used = used
    return one


def test_differences_by_hand() -> None:
    ideal = individual([1, 2, 3, 4, 0, 0], 0)
    candidates = [
        individual([1, 2, 3, 4, 4, 4], 2), individual([1, 2, 0, 0, 0, 0], 4),
        individual([1, 2], 2), individual([0, 0, 0, 0, 0, 0], 3),
    ]  # fmt: skip
    assert differences(ideal, candidates).tolist() == [0, 2, 2, 4]  # of the first four genes


def test_a_chooser_takes_the_candidate_that_is_most_like_its_ideal() -> None:
    one = mates(population=8, candidates=7)
    play(one, 2)
    for place in range(8):
        others = [i for i in range(8) if i != place]
        found = differences(one._ideals[place], [one._population[i] for i in others])
        with one._random.installed():
            chosen = one._mate_of(place)
        assert found[others.index(chosen)] == found.min()
        one._ideals[place] = one._population[others[3]].copy()
        with one._random.installed():
            assert differences(one._ideals[place], [one._population[one._mate_of(place)]]) == [0]


def test_nobody_is_its_own_mate_and_any_other_is_at_random() -> None:
    one = mates(population=6, candidates=2, choose="random")
    play(one, 1)
    with one._random.installed():
        assert {one._mate_of(2) for _ in range(100)} == {0, 1, 3, 4, 5}


def test_children_inherit_the_ideals_of_their_parents_apart_from_their_genes() -> None:
    one = mates(population=13, mutate=STILL, mate={"type": "cxUniform", "indpb": 0.5, "cxpb": 1.0})
    play(one, 1)
    before = np.stack([ideal.numpy() for ideal in one._ideals])
    genes = np.stack([each.numpy() for each in one._population])
    play(one, 1)
    for ideal, each in zip(one._ideals[1:], one._population[1:], strict=True):
        assert (before == ideal.numpy()).any(axis=0).all()
        assert (genes == each.numpy()).any(axis=0).all()
        assert not (before == ideal.numpy()).all(axis=1).any()


def test_without_variation_ideals_stay_with_their_owners() -> None:
    one = mates(population=12, mutate=STILL, mate={"type": "cxOnePoint", "cxpb": 0.0})
    play(one, 1)
    owned = {each.tobytes(): ideal.tobytes()
             for each, ideal in zip(one._population, one._ideals, strict=True)}  # fmt: skip
    play(one, 4)
    for each, ideal in zip(one._population, one._ideals, strict=True):
        assert owned[each.tobytes()] == ideal.tobytes()


def test_the_ideal_is_no_part_of_what_is_evaluated() -> None:
    assert {len(genome) for genome in mates().ask()} == {LENGTH}
    assert len(mates(elitism=3).ask()) == 20
    one = mates(elitism=3)
    play(one, 1)
    assert len(one.ask()) == 17


@pytest.mark.parametrize("choose", ["ideal", "random"])
def test_the_best_never_gets_worse_and_improves(choose: str) -> None:
    one, values = mates(choose=choose), []
    for _ in range(30):
        play(one, 1)
        values.append(one.best.fitness.values[0])
        assert max(each.objectives[0] for each in one._population) == values[-1]
    assert values == sorted(values) and values[-1] > values[0]


def test_the_choice_makes_a_difference_and_the_seed_repeats() -> None:
    runs = [play(mates(seed, choose=choose), 4) for seed, choose in
            ((1, "ideal"), (1, "ideal"), (1, "random"), (2, "ideal"))]  # fmt: skip
    assert runs[0] == runs[1]
    assert runs[0][0] == runs[2][0] and runs[0] != runs[2] and runs[0] != runs[3]


def test_what_is_allowed_beats_what_is_not() -> None:
    one = mates()
    genomes = one.ask()
    judged = judge(genomes)
    order = np.argsort(judged.objectives[:, 0])
    violations = np.ones((20, 1))
    violations[order[0]] = 0
    one.tell(genomes, judged._replace(violations=violations))
    assert one.best.genome.tobytes() == genomes[order[0]].tobytes()


@pytest.mark.parametrize("generations", [0, 1, 6])
@pytest.mark.parametrize(
    "settings", [{}, {"mate": {"type": "same_x"}, "mutate": [{"type": "adaptive_window"}]}]
)
def test_a_state_goes_on_exactly(tmp_path: Path, generations: int, settings: dict) -> None:
    one = mates(5, **settings)
    play(one, generations)
    assert goes_on_exactly(one, mates(99, **settings), tmp_path)


@pytest.mark.parametrize("settings", [{"population": 5}, {"elitism": 20}])
def test_numbers_that_do_not_go_together_are_refused(settings: dict) -> None:
    with pytest.raises(ValidationError, match="must be less than population"):
        mates(**settings)
