"""Toys that each break a law of stop rules."""

import itertools
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from evomario.registry import register
from evomario.runs import StopRule
from evomario.testing import StopContract
from tests.plugins.registered import unchanged
from tests.testing.laws import broken

_calls = itertools.count()
SAYS = "it_says_why_a_run_is_to_end_or_nothing"
SHARE = "a_share_is_a_number"
STATE = "a_state_goes_on_exactly"
SAME = "the_same_run_gives_the_same"
LOOKS = "it_only_looks"


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    with unchanged(monkeypatch):
        yield


def laws_broken_by(toy: type[StopRule]) -> set[str]:
    register("stop", "toy")(toy)

    class Contract(StopContract):
        name = "toy"

    return broken(Contract())


class Near(StopRule):
    """It keeps every law: so many generations in which the mean was near the best."""

    count = 0

    def over(self, progress):
        self.count += progress.mean > 0.9 * progress.best
        return "near" if self.count >= 4 else ""

    def share(self, progress):
        return self.count / 4

    def state(self):
        return {"count": self.count}

    def load(self, state):
        self.count = state["count"]


class Silent(Near):
    def over(self, progress):
        super().over(progress)


class Number(Near):
    def over(self, progress):
        return progress.generation


class NoShare(Near):
    def share(self, progress):
        return None


class Endless(Near):
    def share(self, progress):
        return float("nan")


class Below(Near):
    def share(self, progress):
        return -0.5


class CountsShares(Near):
    def share(self, progress):
        self.count += 1
        return 0.5


class Forgets(Near):
    def state(self):
        return None


class Unsaved(Near):
    def state(self):
        return {"rule": self}


class Draws(Near):
    def over(self, progress):
        random.random()
        return ""


class CountsCalls(Near):
    def over(self, progress):
        return f"{next(_calls)}"


class Writes(Near):
    def over(self, progress):
        progress.best_outcomes["moves"] = 0
        return ""


class Leaves(Near):
    def over(self, progress):
        Path("log.txt").touch()
        return ""


def test_one_that_keeps_all_passes() -> None:
    assert laws_broken_by(Near) == set()


@pytest.mark.parametrize(
    ("toy", "law"),
    [
        (Silent, SAYS), (Number, SAYS), (NoShare, SHARE), (Endless, SHARE), (Below, SHARE),
        (CountsShares, SHARE), (Forgets, STATE), (Unsaved, STATE), (Draws, SAME),
        (CountsCalls, SAME), (Writes, LOOKS), (Leaves, LOOKS),
    ],
)  # fmt: skip
def test_one_that_breaks_a_law_fails_it(toy: type[StopRule], law: str) -> None:
    assert law in laws_broken_by(toy)
