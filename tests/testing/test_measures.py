"""Toys that each break a law of measures."""

import itertools
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from evomario.registry import register
from evomario.testing import MeasureContract
from tests.plugins.registered import unchanged
from tests.testing.laws import broken

_calls = itertools.count()


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with unchanged(monkeypatch):
        yield


def laws_broken_by(toy: Callable, **traits: set) -> set[str]:
    register("measure", "toy", **traits)(toy)

    class Contract(MeasureContract):
        name = "toy"

    return broken(Contract())


def jumps_and_path(evaluation):
    """It keeps every law."""
    lengths = [sum(map(len, paths)) for paths in evaluation.paths]
    return np.stack([evaluation.outcomes["jumps"].mean(axis=1), lengths], axis=1)


def shares_of_all(evaluation):
    coins = evaluation.outcomes["coins"].sum(axis=1)
    return coins / max(1, coins.sum())


def as_many_as_there_are(evaluation):
    count = len(evaluation.objectives)
    return np.zeros((count, count))


def not_finite(evaluation):
    return np.where(evaluation.outcomes["x"][:, 0] > 0, np.nan, 0.0)


def counts_calls(evaluation):
    return np.full(len(evaluation.objectives), next(_calls))


def draws(evaluation):
    return np.random.rand(len(evaluation.objectives))


def writes(evaluation):
    evaluation.outcomes["x"][:] = 0
    return np.zeros(len(evaluation.objectives))


def writes_paths(evaluation):
    evaluation.paths[1][0][:] = 0
    return np.zeros(len(evaluation.objectives))


def first_of_path(evaluation):
    """It forgets that an episode may end before its path begins."""
    return [paths[0][0, 1] for paths in evaluation.paths]


def test_one_that_keeps_all_passes() -> None:
    assert laws_broken_by(jumps_and_path, needs={"paths"}) == set()


def test_the_path_passes() -> None:
    class Contract(MeasureContract):
        name, parameters = "path", {"points": 3}

    assert broken(Contract()) == set()


@pytest.mark.parametrize(
    ("toy", "law"),
    [
        (shares_of_all, "who_is_beside_does_not_count"),
        (as_many_as_there_are, "each_individual_has_its_numbers"),
        (not_finite, "each_individual_has_its_numbers"),
        (counts_calls, "the_same_gives_the_same"),
        (draws, "the_same_gives_the_same"),
        (writes, "it_only_looks"),
        (writes_paths, "it_only_looks"),
        (first_of_path, "each_individual_has_its_numbers"),
    ],
)
def test_one_that_breaks_a_law_fails_it(toy: Callable, law: str) -> None:
    assert law in laws_broken_by(toy, needs={"paths"})
