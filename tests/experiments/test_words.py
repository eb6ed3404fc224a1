"""How an experiment stands, in words."""

import pytest

from evomario.experiments.plan import Planned
from evomario.experiments.words import duration, finished_line, seconds_left
from evomario.experiments.work import Done


def planned(name: str, method: str) -> Planned:
    return Planned(name, method, "1-1", 0, None, None)  # type: ignore[arg-type]


RUNS = [planned("a0", "a"), planned("a1", "a"), planned("b0", "b"), planned("c0", "c")]


def test_nothing_is_known_before_the_first_run_is_over() -> None:
    assert seconds_left(RUNS, {}, {}, 2) is None
    assert seconds_left(RUNS, {"a0": Done(seconds=3, error="failed")}, {}, 2) is None


def test_what_is_left_takes_what_its_method_took_or_else_what_all_took() -> None:
    over = {"a0": Done(seconds=10.0), "b0": Done(seconds=30.0)}
    # a1: 10 as a0, of which 4 are spent; c0: the mean of 10 and 30
    assert seconds_left(RUNS, over, {"a1": 4.0}, 1) == 6 + 20
    assert seconds_left(RUNS, over, {"a1": 4.0}, 2) == 20  # no run is split


def test_nothing_is_left_at_the_end() -> None:
    assert seconds_left(RUNS, {each.name: Done(seconds=1.0) for each in RUNS}, {}, 2) == 0


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.34, "0.3 s"), (40, "40 s"), (59.7, "1 min"), (720, "12 min"), (12_000, "3 h 20 min")],
)
def test_durations(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_a_run_that_is_over_is_a_line() -> None:
    done = Done(True, 96, 102_792, 0.4)
    words = "a0: solved after 96 evaluations, 102,792 frames, 0.4 s"
    assert finished_line(RUNS[0], done) == words
    assert finished_line(RUNS[0], Done(error="no ROM")) == "a0: failed: no ROM"
