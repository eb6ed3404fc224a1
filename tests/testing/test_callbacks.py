"""Toys that each break a law of callbacks."""

import itertools
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from evomario.registry import register
from evomario.runs import Callback
from evomario.testing import CallbackContract
from tests.plugins.registered import unchanged
from tests.testing.laws import broken

_calls = itertools.count()
SAYS = "it_says_why_a_run_is_to_end_or_nothing"
STATE = "a_state_goes_on_exactly"
SAME = "the_same_run_gives_the_same"
LOOKS = "it_only_looks"
FILES = "files_are_left_in_the_run_folder_and_are_its_own"
WAITS = "it_waits_for_the_start"


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    with unchanged(monkeypatch):
        yield


def laws_broken_by(toy: type[Callback], last: int = 5) -> set[str]:
    register("callback", "toy")(toy)

    class Contract(CallbackContract):
        name, generations = "toy", last

    return broken(Contract())


class Counts(Callback):
    """It keeps every law: writes what it has counted, and ends the run at 11 better generations."""

    def __init__(self) -> None:
        self.seen: list[int] = []

    def improvement(self, run, progress):
        assert run.champion().recordings[0].outcome["moves"] == 40
        self.seen.append(progress.generation)

    def generation(self, run, progress):
        self.seen.append(progress.generation)
        return "enough" if len(self.seen) == 11 else None

    def checkpoint(self, run, progress):
        (run.folder.path / "seen.txt").write_text(repr(self.seen))

    def end(self, run, result):
        assert result.stopped_by == "enough" and run.folder.champion.exists()

    def state(self):
        return {"seen": self.seen}

    def load(self, state):
        self.seen = state["seen"]


class Number(Callback):
    def generation(self, run, progress):
        return progress.generation


class Truth(Callback):
    def generation(self, run, progress):
        return progress.generation > 2


class Forgets(Counts):
    def state(self):
        return None


class ForgetsSome(Counts):
    def load(self, state):
        self.seen = state["seen"][:3]


class StartsAnew(Counts):
    """Of a run that goes on it forgets what it has loaded."""

    def start(self, run):
        self.seen = []


class Unsaved(Callback):
    def state(self):
        return {"self": self}


class Asked(Callback):
    asked = 0

    def state(self):
        self.asked += 1
        return self.asked


class Draws(Callback):
    def start(self, run):
        random.random()


class Chance(Callback):
    def generation(self, run, progress):
        state = random.getstate()
        self.drawn = random.random()
        random.setstate(state)

    def state(self):
        return getattr(self, "drawn", 0.0)


class CountsCalls(Callback):
    def state(self):
        return None

    def generation(self, run, progress):
        return f"{next(_calls)}" if progress.generation == 4 else None


class WritesOutcomes(Callback):
    def generation(self, run, progress):
        progress.best_outcomes["moves"] = 0


class WritesMoves(Callback):
    def improvement(self, run, progress):
        run.champion().recordings[0].moves[:] = 0


class WritesAtTheEnd(Callback):
    def end(self, run, result):
        result.champion.recordings[0].outcome["moves"] = 0


class WritesConfig(Callback):
    def start(self, run):
        run.config.settings.__dict__["seed"] = 99


class LeavesHere(Callback):
    def end(self, run, result):
        Path("best.txt").write_text("1")


class LeavesBeside(Callback):
    def start(self, run):
        (run.folder.path.parent / "all.csv").touch()


class LeavesTemporary(Callback):
    def checkpoint(self, run, progress):
        tempfile.mkstemp()


class Overwrites(Callback):
    def end(self, run, result):
        run.folder.champion.write_text("{}")


class Sweeps(Callback):
    def end(self, run, result):
        for path in run.folder.checkpoints.iterdir():
            path.unlink()


class Eager(Callback):
    def __init__(self):
        Path("log.txt").touch()


def test_one_that_keeps_all_passes() -> None:
    assert laws_broken_by(Counts, last=12) == set()


@pytest.mark.parametrize(
    ("toy", "law"),
    [
        (Number, SAYS), (Truth, SAYS), (Forgets, STATE), (ForgetsSome, STATE), (StartsAnew, STATE),
        (Unsaved, STATE), (Asked, STATE), (Draws, SAME), (Chance, SAME), (CountsCalls, SAME),
        (WritesOutcomes, LOOKS), (WritesMoves, LOOKS), (WritesAtTheEnd, LOOKS),
        (WritesConfig, LOOKS), (LeavesHere, FILES), (LeavesBeside, FILES),
        (LeavesTemporary, FILES), (Overwrites, FILES), (Sweeps, FILES), (Eager, WAITS),
    ],
)  # fmt: skip
def test_one_that_breaks_a_law_fails_it(toy: type[Callback], law: str) -> None:
    assert law in laws_broken_by(toy)


def test_where_the_tests_run_nothing_has_changed(tmp_path: Path) -> None:
    before = Path.cwd(), tempfile.gettempdir()
    assert FILES in laws_broken_by(LeavesHere)
    assert (Path.cwd(), tempfile.gettempdir()) == before and not Path("best.txt").exists()
