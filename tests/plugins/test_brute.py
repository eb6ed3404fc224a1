from math import log
from pathlib import Path

import numpy as np
import pytest
from evomario_plugins.brute import Chance, Tree

from evomario.fitness.handling import ConstrainedDominance, FeasibilityRules
from evomario.registry import Unfit
from evomario.search import ConstrainedFitness
from tests.plugins.toys import goes_on_exactly, judge, made, play

LENGTH, VALUES = 6, 3
SMALL = {"length": 50, "hold": 1}


def worth(objective: float, violation: float = 0.0) -> ConstrainedFitness:
    return ConstrainedFitness((objective,), violation)


def tree(*played: tuple[list[int], float]) -> Tree:
    made = Tree()
    for choices, objective in played:
        made.back_up(bytes(choices), worth(objective))
    return made


def chance(choice: list[int], stray: float | list[float] = 1.0, tie: float = 0.0) -> Chance:
    return Chance(
        np.full(LENGTH, stray) if isinstance(stray, float) else np.array(stray),
        np.array(choice), np.full(LENGTH, tie),
    )  # fmt: skip


ONWARDS = [2, 2, 2, 2, 2, 2]
KNOWN = (([0, 1, 0], 5.0), ([0, 1, 1, 0], 7.0), ([1, 0], 6.0))


@pytest.mark.parametrize(
    ("choices", "stray", "expected"),
    [
        (ONWARDS, 1.0, [0, 1, 1, 0, 2, 2]),  # the best of all, and on at random
        (ONWARDS, 0.0, [2, 2, 2, 2, 2, 2]),  # it strays at once
        ([1, 2, 2, 2, 2, 2], [0, 1, 1, 1, 1, 1], [1, 0, 2, 2, 2, 2]),  # into what is known
        ([2, 2, 0, 2, 2, 2], [1, 1, 0, 1, 1, 1], [0, 1, 0, 2, 2, 2]),  # to an end
        ([2, 0, 2, 2, 2, 2], [1, 0, 1, 1, 1, 1], [0, 0, 2, 2, 2, 2]),  # where there is one way
        ([2, 1, 2, 2, 2, 2], [1, 0, 1, 1, 1, 1], [0, 1, 1, 0, 2, 2]),  # into the same way
    ],
)
def test_a_walk_by_hand(choices: list, stray: float | list, expected: list) -> None:
    assert tree(*KNOWN).walk(chance(choices, stray), 1.0).tolist() == expected


def test_equals_are_drawn_among() -> None:
    even = tree(([0], 3.0), ([1], 3.0), ([2], 1.0))
    assert [even.walk(chance(ONWARDS, tie=t), 1.0)[0] for t in (0.0, 0.49, 0.5, 0.99)] == [
        0,
        0,
        1,
        1,
    ]


def test_what_is_allowed_goes_first() -> None:
    known = tree(([0], 3.0))
    known.back_up(b"\1", worth(9.0, 0.5))
    assert known.walk(chance(ONWARDS), 1.0)[0] == 0
    known.back_up(b"\2", worth(1.0))
    known.back_up(b"\1", worth(4.0))
    assert known.value(0, 3) == (0.0, 4.0) and known.visits.tolist() == [1, 2, 1]


def slow_walk(played: list, chances: Chance, exploration: float) -> list[int]:
    """The same on a tree of nodes, a step at a time: value, visits and children of each prefix."""
    nodes: dict[bytes, tuple[float, int]] = {}
    for choices, value in played:
        for depth in range(len(choices) + 1):
            best, visits = nodes.get(choices[:depth], (-np.inf, 0))
            nodes[choices[:depth]] = max(best, value), visits + 1
    way = b""
    for stray, choice, tie in zip(*chances, strict=True):
        children = {
            c: nodes[way + bytes([c])][0] for c in range(VALUES) if way + bytes([c]) in nodes
        }
        if children and stray >= exploration / log(nodes[way][1] + 2):
            best = [c for c, value in children.items() if value == max(children.values())]
            choice = best[int(tie * len(best))]
        way += bytes([choice])
    return [*way]


@pytest.mark.parametrize("seed", range(60))
def test_a_walk_is_that_on_a_tree_of_nodes(seed: int) -> None:
    draw = np.random.default_rng(seed)
    known, played = Tree(), []
    for _ in range(30):
        exploration = draw.choice([0.0, 0.3, 1.0])
        chances = Chance.of(draw, LENGTH, VALUES)
        way = known.walk(chances, exploration)
        assert way.tolist() == slow_walk(played, chances, exploration)
        choices = way[: draw.integers(1, LENGTH + 1)].tobytes()
        played.append((choices, float(draw.integers(4))))
        known.back_up(choices, worth(played[-1][1]))
    assert known.played == sorted({choices for choices, _ in played})


def test_it_comes_further_than_random_search() -> None:
    brute, floor = made("brute", 1, **SMALL, exploration=0.5), made("brute", 1, **SMALL)
    play(brute, 60)
    for _ in range(60):
        genomes = floor.ask()
        floor.tell(genomes, judge(genomes))
        floor.tree = Tree()
    assert brute.best.fitness.values[0] > floor.best.fitness.values[0] + 1
    assert brute.tree.visits.sum() == 60 * 20


def test_without_exploration_the_best_is_played_again() -> None:
    one = made("brute", 1, **SMALL, exploration=0.0)
    play(one, 1)
    best = one.best.genome[:40].tobytes()
    assert {genome[:40].tobytes() for genome in one.ask()} == {best}


def test_a_choice_is_held() -> None:
    one = made("brute", 0, length=50, hold=4)
    genomes = one.ask()
    one.tell(genomes, judge(genomes))
    assert len(one.policy.moves(genomes[0])) == 200
    assert {len(each) for each in one.tree.played} == {10}  # 40 moves


def test_it_repeats_by_its_seed() -> None:
    assert play(made("brute", 1, **SMALL), 3) == play(made("brute", 1, **SMALL), 3)
    assert play(made("brute", 1, **SMALL), 3) != play(made("brute", 2, **SMALL), 3)


@pytest.mark.parametrize("generations", [0, 1, 8])
def test_a_state_goes_on_exactly(tmp_path: Path, generations: int) -> None:
    settings = {**SMALL, "exploration": 0.2}
    one = made("brute", 5, **settings)
    play(one, generations)
    assert goes_on_exactly(one, made("brute", 99, **settings), tmp_path)


def test_it_has_an_order_of_its_own() -> None:
    made("brute", handling=FeasibilityRules())
    with pytest.raises(Unfit, match="one objective, and does not order by constrained_dominance"):
        made("brute", handling=ConstrainedDominance())
