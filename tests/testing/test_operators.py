"""Toys that each break a law of operators."""

import random
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from evomario import registry
from evomario.registry import register
from evomario.testing import OperatorContract
from tests.plugins.registered import unchanged
from tests.testing.laws import broken


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with unchanged(monkeypatch):
        yield


def returns_nothing(one):
    """Returns nothing of use."""
    return one


def makes_new(one):
    """Changes a copy."""
    return (one.copy(),)


def out_of_range(one):
    """A gene too high."""
    one[0] = one.genome.values
    return (one,)


def too_long(one):
    """Grows."""
    one.append(0)
    return (one,)


def used_up(one):
    """Says that more was used than there is."""
    one.used = len(one) + 1
    return (one,)


def writes_paths(one):
    """Writes to what a copy shares with its parent."""
    one.path[:] = 0
    return (one,)


def from_numpy(one):
    """Draws from numpy's global generator."""
    one[0] = np.random.randint(2)
    return (one,)


def from_outside(one):
    """Draws from nowhere that a seed reaches."""
    one[0] = random.SystemRandom().randrange(2)
    one[1] = random.SystemRandom().randrange(2)
    return (one,)


def untyped(one, *, times: Any = 1):
    """Takes anything."""
    return (one,)


class forgets:
    """Keeps a count that no state has."""

    count = 0

    def __call__(self, one):
        one[0] = self.count
        return (one,)

    def told(self, improved):
        self.count = (self.count + 1) % 5


def only_one(one, other):
    """Leaves one out."""
    return (one,)


def crosswise(one, other):
    """Returns them the wrong way round."""
    return other, one


def too_few(individuals, k):
    """One too few."""
    return individuals[1:k]


def copies(individuals, k):
    """What it was not given."""
    return [one.copy() for one in individuals[:k]]


def sorts(individuals, k):
    """Sorts the list that it was given."""
    individuals.sort(key=lambda one: one.fitness.values)
    return individuals[:k]


def spoils(individuals, k):
    """Changes what it selects."""
    individuals[0][0] ^= 1
    return individuals[:k]


def keeps_all(one):
    """Keeps every law."""
    one[random.randrange(len(one))] = random.randrange(one.genome.values)
    return (one,)


def of(kind: str, toy: Callable) -> OperatorContract:
    if not registry.registered(kind, toy.__name__):
        register(kind, toy.__name__)(toy)

    class Contract(OperatorContract):
        name = toy.__name__

    Contract.kind = kind
    return Contract()


def test_one_that_keeps_all_passes() -> None:
    assert broken(of("mutate", keeps_all)) == set()


@pytest.mark.parametrize(
    ("kind", "toy", "law"),
    [
        ("mutate", returns_nothing, "children_are_individuals"),
        ("mutate", makes_new, "children_are_individuals"),
        ("mate", only_one, "children_are_individuals"),
        ("mate", crosswise, "children_are_individuals"),
        ("select", too_few, "children_are_individuals"),
        ("select", copies, "children_are_individuals"),
        ("mutate", out_of_range, "children_have_genes"),
        ("initialise", too_long, "children_have_genes"),
        ("mutate", used_up, "children_have_genes"),
        ("mutate", writes_paths, "parents_stay_as_they_were"),
        ("select", sorts, "parents_stay_as_they_were"),
        ("select", spoils, "parents_stay_as_they_were"),
        ("mutate", from_numpy, "the_same_seed_gives_the_same_children"),
        ("mutate", from_outside, "the_same_seed_gives_the_same_children"),
        ("mutate", forgets, "a_state_goes_on_exactly"),
        ("mutate", untyped, "wrong_parameters_are_told_at_their_place"),
    ],
)
def test_one_that_breaks_a_law_fails_it(kind: str, toy: Callable, law: str) -> None:
    assert law in broken(of(kind, toy))
