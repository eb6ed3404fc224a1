"""Laws that operators keep."""

import random
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evomario import registry
from evomario.policies import ActionSequence, MacroSequence
from evomario.search.individual import Genome, Individual
from evomario.search.operator import Operator
from evomario.search.operators.window import hold_values
from tests.search.toys import BUTTONS, buttons_for, chosen

MATES, MUTATIONS, SELECTIONS = (registry.names(k) for k in ("mate", "mutate", "select"))


def operator(kind: str, name: str, **parameters) -> Operator:
    given = {k: v for k, v in chosen(name, **parameters).items() if k != "type"}
    return Operator(kind, registry.choose(kind, name, **given))


@st.composite
def individuals(draw, count: int, buttons: np.ndarray = BUTTONS) -> list[Individual]:
    """Individuals of one genome, of either kind, with paths."""
    source = random.Random(draw(st.integers(0, 2**32)))
    length = draw(st.integers(2, 60))
    policy = draw(st.sampled_from([ActionSequence(buttons), MacroSequence(buttons, 3),
                                   MacroSequence(buttons, 90)]))  # fmt: skip
    if len(buttons) == 2:
        policy = ActionSequence(buttons)
    genome, found = Genome(length, policy), []
    for i in range(count):
        one = Individual(genome, source.choices(range(genome.values), k=length))
        one.used = draw(st.integers(0, length))
        points = np.cumsum(np.random.default_rng(i).integers(0, 20, one.used // 8))
        one.path = np.array([[2, x, 50] for x in points], np.uint16).reshape(-1, 3)
        one.fitness.values = (draw(st.floats(-1e300, 1e300)),)
        found.append(one)
    return found


def drawn(data, count: int, buttons: np.ndarray = BUTTONS) -> list[Individual]:
    """Individuals, with the global random generator in a state drawn too."""
    found = data.draw(individuals(count, buttons))
    random.seed(data.draw(st.integers(0, 2**32)))
    return found


def snapshot(one: Individual) -> tuple:
    return (one.tobytes(), one.used, one.path.tobytes(), one.fitness.values)


def well_formed(one: Individual, genome: Genome) -> bool:
    return (
        isinstance(one, Individual)
        and one.genome is genome
        and one.used >= 0
        and all(0 <= gene < genome.values for gene in one)
    )


@pytest.mark.parametrize("name", MATES)
@given(data=st.data())
def test_crossovers_keep_every_gene_and_every_length(name: str, data) -> None:
    one, other = drawn(data, 2)
    before = Counter(one) + Counter(other)
    length = len(one)
    children = operator("mate", name)(one, other)
    assert [child is each for child, each in zip(children, (one, other), strict=True)] == [True] * 2
    assert all(well_formed(child, one.genome) for child in children)
    after = Counter(one) + Counter(other)
    if name == "cxMessyOnePoint":
        assert all(2 <= len(child) <= length for child in children)
        assert after <= before
    else:
        assert len(one) == len(other) == length
        assert after == before


@pytest.mark.parametrize("name", MUTATIONS)
@given(data=st.data())
def test_mutations_keep_length_and_bounds(name: str, data) -> None:
    (one,) = drawn(data, 1, buttons_for(name))
    length = len(one)
    (child,) = operator("mutate", name)(one)
    assert child is one and len(one) == length
    assert well_formed(one, one.genome)


@pytest.mark.parametrize("name", SELECTIONS)
@given(data=st.data(), k=st.integers(1, 20))
def test_selections_choose_as_many_as_asked_and_change_nothing(name: str, data, k: int) -> None:
    population = drawn(data, data.draw(st.integers(1, 8)))
    before = [snapshot(one) for one in population]
    selected = operator("select", name)(population, k)
    assert len(selected) == k
    assert all(any(one is each for each in population) for one in selected)
    assert [snapshot(one) for one in population] == before


@pytest.mark.parametrize("name", registry.names("initialise"))
@given(data=st.data())
def test_initialisation_fills_in_bounds(name: str, data) -> None:
    (one,) = drawn(data, 1)
    length = len(one)
    (made,) = operator("initialise", name)(one)
    assert made is one and len(one) == length
    assert well_formed(one, one.genome)


@pytest.mark.parametrize(
    ("kind", "name", "parameters"),
    [
        ("mate", "cxUniform", {"indpb": 0}),
        ("mutate", "mutUniformInt", {"indpb": 0}),
        ("mutate", "mutShuffleIndexes", {"indpb": 0}),
        ("mutate", "mutFlipBit", {"indpb": 0}),
        ("mutate", "adaptive_reset", {"indpb": 0}),
    ],
)
@given(data=st.data())
def test_probability_0_changes_nothing(kind: str, name: str, parameters: dict, data) -> None:
    given = drawn(data, 2 if kind == "mate" else 1, buttons_for(name))
    before = [snapshot(one) for one in given]
    operator(kind, name, **parameters)(*given)
    assert [snapshot(one) for one in given] == before


@pytest.mark.parametrize("name", [*MATES, *MUTATIONS])
@given(data=st.data())
def test_copies_share_nothing_that_operators_change(name: str, data) -> None:
    kind = "mate" if name in MATES else "mutate"
    parents = drawn(data, 2 if kind == "mate" else 1, buttons_for(name))
    before = [snapshot(one) for one in parents]
    copies = [one.copy() for one in parents]
    assert not any(one.fitness.valid for one in copies)
    operator(kind, name)(*copies)
    assert [snapshot(one) for one in parents] == before


@given(data=st.data())
def test_a_window_begins_before_the_end_and_stays_short(data) -> None:
    (one,) = drawn(data, 1)
    before, used = one.tobytes(), one.used
    operator("mutate", "window", before=10, length=15, hold=4)(one)
    start, stop = max(0, used - 10) * one.itemsize, min(len(one), used + 15) * one.itemsize
    assert one.tobytes()[:start] == before[:start]
    assert one.tobytes()[stop:] == before[stop:]


@given(data=st.data())
def test_adaptive_reset_changes_only_the_tail_of_what_was_played(data) -> None:
    (one,) = drawn(data, 1)
    before, used = list(one), one.used
    operator("mutate", "adaptive_reset", indpb=1, tail=0.5, least=7)(one)
    start = max(0, used - max(round(0.5 * used), 7))
    assert list(one[:start]) == before[:start] and list(one[used:]) == before[used:]


@given(data=st.data())
def test_insert_and_delete_shift_what_follows(data) -> None:
    (one,) = drawn(data, 1)
    two, before = one.copy(), list(one)
    operator("mutate", "insert", before=100, hold=5)(one)
    operator("mutate", "delete", before=100, most=5)(two)
    shifts = range(6)
    places = range(len(before) + 1)
    assert any(list(one) == before[:p] + list(one[p : p + n]) + before[p : len(before) - n]
               for p in places for n in shifts)  # fmt: skip
    assert any(list(two) == before[:p] + before[p + n :] + [before[-1]] * min(n, len(before) - p)
               for p in places for n in shifts)  # fmt: skip


def test_same_x_cuts_where_both_stood() -> None:
    genome = Genome(32, ActionSequence(BUTTONS))
    one, other = Individual(genome, [1] * 32), Individual(genome, [2] * 32)
    one.path = np.array([[1, 40, 0], [1, 80, 0]], np.uint16)
    other.path = np.array([[1, 60, 0], [2, 40, 0], [1, 80, 0]], np.uint16)
    one.used, other.used = 20, 30
    operator("mate", "same_x")(one, other)  # at x 80: after move 16 in one, 24 in the other
    assert list(one) == [1] * 16 + [2] * 8 + [1] * 8
    assert list(other) == [2] * 24 + [1] * 8
    assert (one.used, other.used) == (22, 28)


def test_roulette_is_in_proportion_and_takes_fitness_below_0() -> None:
    genome = Genome(2, ActionSequence(BUTTONS))
    population = [Individual(genome) for _ in range(3)]
    for name in ("selRoulette", "selStochasticUniversalSampling"):
        for values, shares in (
            ((1, 2, 5), (1, 2, 5)),
            ((-3, -2, 0), (0, 1, 3)),
            ((0, 0, 0), (1,) * 3),
        ):
            random.seed(1)
            for one, value in zip(population, values, strict=True):
                one.fitness.values = (float(value),)
            selected = operator("select", name)(population, 6000)
            counts = [sum(each is one for each in selected) for one in population]
            expected = [6000 * share / sum(shares) for share in shares]
            assert counts == pytest.approx(expected, abs=150)


def test_held_values_fill_the_stretch_only() -> None:
    random.seed(0)
    one = Individual(Genome(30, ActionSequence(BUTTONS)), [4] * 30)
    hold_values(one, 5, 25, 6)
    assert set(one[:5]) == set(one[25:]) == {4}
    assert len({*one[5:25]}) > 1


def test_an_adaptive_window_reaches_further_until_something_improves() -> None:
    mutate = registry.entry("mutate", "adaptive_window").target(before=10, growth=2, most=35)
    genome = Genome(100, ActionSequence(BUTTONS))

    def furthest() -> int:
        one = Individual(genome, [9 % len(BUTTONS)] * 100)
        before, starts = one.tobytes(), []
        for _ in range(300):
            two = one.copy()
            two.used = 60
            mutate(two)
            starts += [i for i in range(100) if two[i] != one[i]][:1]
        assert one.tobytes() == before
        return 60 - min(starts)

    random.seed(0)
    reached = [furthest()]
    for improved in (False, False, False, True):
        mutate.told(improved)
        reached.append(furthest())
    assert reached == pytest.approx([10, 20, 35, 35, 10], abs=2)
    mutate.told(False)
    other = registry.entry("mutate", "adaptive_window").target(before=10, growth=2, most=35)
    other.load(mutate.state())
    assert other.reach == mutate.reach == 20
