"""Callbacks in runs: called in order, resumed exactly, and without effect on what is found."""

import csv
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evomario.config import ConfigError
from evomario.errors import UserError
from evomario.registry import register
from evomario.runs import (
    Callback,
    Champion,
    Progress,
    Result,
    RunFolder,
    Running,
    evolve,
    load_config,
)
from evomario.runs.checkpoint import newest_checkpoint, write_checkpoint
from evomario.runs.history import generations
from tests.plugins.registered import unchanged

ROOT = Path(__file__).parents[3]
SMALL = ("task.limits.moves=400", "evaluation.memory=16", "stop={generations: 6}")


class Listening(Callback):
    """Keeps what it is told, and does as its parameters say."""

    heard: list[str]

    def __init__(self, *, fail: int = 0, at: str = "generation", stop: int = 0) -> None:
        self._fail, self._at, self._stop, self._seen = fail, at, stop, []

    def _hears(self, method: str, generation: int) -> None:
        self.heard.append(f"{method} {generation}")
        random.random(), np.random.random()
        random.seed(0)
        if method == self._at and generation == self._fail:
            raise ZeroDivisionError("one\nline")

    def start(self, run: Running) -> None:
        self._hears("start", run.progress.generation if run.progress else 0)
        assert (run.champion() is None) == (run.progress is None)

    def improvement(self, run: Running, progress: Progress) -> None:
        self._hears("improvement", progress.generation)
        champion = run.champion()
        assert champion is not None and champion.objectives[0] == progress.best

    def generation(self, run: Running, progress: Progress) -> str | None:
        self._hears("generation", progress.generation)
        self._seen.append(progress.generation)
        assert run.progress is progress and not progress.best_outcomes.flags.writeable
        return "enough" if progress.generation == self._stop else None

    def checkpoint(self, run: Running, progress: Progress) -> None:
        self._hears("checkpoint", progress.generation)

    def end(self, run: Running, result: Result) -> None:
        self._hears("end", result.progress.generation)
        assert Champion.read(run.folder.champion).recordings

    def state(self) -> Any:
        return {"seen": self._seen}

    def load(self, state: Any) -> None:
        self._seen = state["seen"]


@pytest.fixture(autouse=True)
def heard(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What callbacks of the name `listening` hear."""
    with unchanged(monkeypatch):
        Listening.heard = []
        register("callback", "listening")(Listening)
        yield Listening.heard


def folder(tmp_path: Path, name: str = "run") -> RunFolder:
    return RunFolder.create(name, 0, tmp_path / name)


def run(where: RunFolder, callbacks: str = "[]", *more: str, **options: Any) -> Result:
    config = load_config("ga/1-1", [*SMALL, f"callbacks={callbacks}", *more])
    return evolve(config, where, threads=1, **options)


def digests(where: RunFolder) -> list[tuple]:
    return generations(where.history)[["generation", "evaluations", "best", "digest"]].tolist()


def rows(where: RunFolder) -> list[dict[str, str]]:
    with (where.path / "history.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def kept(where: RunFolder) -> list[dict[str, Any]]:
    state = newest_checkpoint(where.checkpoints)
    assert state is not None
    return state["callbacks"]


def test_what_is_heard_and_that_it_changes_nothing(tmp_path: Path, heard: list[str]) -> None:
    plain, told = folder(tmp_path, "plain"), folder(tmp_path, "told")
    run(plain)
    before = random.getstate(), repr(np.random.get_state())
    result = run(told, "[{type: listening}, {type: csv}]", save_seconds=1e9)
    assert (random.getstate(), repr(np.random.get_state())) == before
    assert result.stopped_by == "generations spent" and digests(told) == digests(plain)
    improved = [each for each in heard if each.startswith("improvement")]
    assert improved[0] == "improvement 1"
    assert heard[:3] == ["start 0", "improvement 1", "generation 1"]
    assert heard[-2:] == ["checkpoint 6", "end 6"]
    rest = [each for each in heard if each not in improved]
    assert rest[1:-2] == [f"generation {i}" for i in range(1, 7)]


def test_the_first_reason_ends_the_run_and_lasts(tmp_path: Path, heard: list[str]) -> None:
    where, both = folder(tmp_path), "[{type: listening}, {type: listening, stop: 3}]"
    assert run(where, both).stopped_by == "enough"
    heard.clear()
    assert run(where, both, resume=True).progress.generation == 3
    assert heard == ["start 3", "start 3", "checkpoint 3", "checkpoint 3", "end 3", "end 3"]
    # with other parameters it goes on
    result = run(where, both.replace("3", "5"), resume=True)
    assert (result.progress.generation, result.stopped_by) == (5, "enough")
    assert [each["state"]["seen"] for each in kept(where)] == [[1, 2, 3, 4, 5]] * 2


@pytest.mark.parametrize("at", ["generation", "checkpoint", "improvement", "end"])
def test_one_that_fails_is_told_and_leaves_a_run_to_go_on_with(
    tmp_path: Path, heard: list[str], at: str
) -> None:
    whole, where = folder(tmp_path, "whole"), folder(tmp_path)
    run(whole)
    fails = {"improvement": 2, "end": 6}.get(at, 3)
    one = f"[{{type: listening, at: {at}, fail: {fails}}}, {{type: csv}}, {{type: listening}}]"
    place = rf"{Path(__file__).name}:\d+$"
    told = rf"^callback 'listening' failed in {at}: ZeroDivisionError: one\\nline, at .*{place}"
    with pytest.raises(UserError, match=told):
        run(where, one, save_seconds=0)
    state = newest_checkpoint(where.checkpoints)
    assert state is not None and state["algorithm"]["generation"] == fails - (
        at in "generation improvement"
    )
    assert where.champion.exists() and len(rows(where)) >= fails - 1
    run(where, one.replace(f"fail: {fails}", "fail: 0"), resume=True)
    assert digests(where) == digests(whole)
    assert [row["generation"] for row in rows(where)] == list("123456")
    assert [each["state"] for each in kept(where)] == [
        {"seen": [1, 2, 3, 4, 5, 6]}, None, {"seen": [1, 2, 3, 4, 5, 6]}
    ]  # fmt: skip


@pytest.mark.parametrize("value", [{1}, np.array([None]), Path()])
def test_a_state_that_no_checkpoint_takes_is_told(tmp_path: Path, value: Any) -> None:
    register("callback", "odd")(type("Odd", (Callback,), {"state": lambda self: value}))
    with pytest.raises(UserError, match=r"^callback 'odd' failed in state: TypeError"):
        run(folder(tmp_path), "[{type: odd}, {type: csv}]")


def test_a_reason_is_a_text(tmp_path: Path) -> None:
    register("callback", "odd")(type("Odd", (Callback,), {"generation": lambda *_: True}))
    with pytest.raises(UserError, match=r"^callback 'odd': generation returned 'True'; expected a"):
        run(folder(tmp_path), "[{type: odd}]")
    with pytest.raises(ValueError, match="expected a class that derives from Callback"):
        register("callback", "odder")(type("Odder", (), {}))


def test_early_stopping_goes_on_exactly(tmp_path: Path) -> None:
    whole, parted = folder(tmp_path, "whole"), folder(tmp_path, "parted")
    stops = "[{type: early_stopping, generations: 2, min_delta: 0.05}]"
    more = "stop={generations: 50}"
    first = run(whole, stops, more)
    assert first.stopped_by == "no improvement in 2 generations"

    def interrupt(progress: Progress) -> None:
        if progress.generation == first.progress.generation - 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(parted, stops, more, each=interrupt)
    again = run(parted, stops, more, resume=True)
    assert again.stopped_by == first.stopped_by and digests(parted) == digests(whole)


def test_a_checkpoint_from_before_there_were_callbacks_goes_on(tmp_path: Path) -> None:
    whole, where = folder(tmp_path, "whole"), folder(tmp_path)
    run(whole)
    run(where, "[]", "stop.generations=3")
    state = newest_checkpoint(where.checkpoints)
    assert state is not None
    write_checkpoint(
        where.checkpoints, 3, {k: v for k, v in state.items() if k not in ("callbacks", "rules")}
    )
    run(where, "[{type: csv}]", resume=True)
    assert digests(where) == digests(whole) and len(rows(where)) == 6


KILLER = """
import os, signal
from evomario.registry import register
from evomario.runs import Callback

@register("callback", "killer")
class Killer(Callback):
    def generation(self, run, progress):
        if progress.generation == 4:
            os.kill(os.getpid(), signal.SIGKILL)
"""


def test_rows_are_neither_lost_nor_doubled_when_a_run_is_killed(tmp_path: Path) -> None:
    whole, where = folder(tmp_path, "whole"), folder(tmp_path)
    run(whole)
    (tmp_path / "killer.py").write_text(KILLER)
    csvs, changes = "callbacks=[{type: csv}, {type: killer}]", list(SMALL)
    code = (
        "from pathlib import Path\n"
        "from evomario import registry\n"
        "from evomario.runs import RunFolder, evolve, load_config\n"
        f"registry.load_file(Path({str(tmp_path / 'killer.py')!r}))\n"
        f"config = load_config('ga/1-1', {[*changes, csvs]!r})\n"
        f"evolve(config, RunFolder(Path({str(where.path)!r})), save_seconds=0, threads=1)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert [row["generation"] for row in rows(where)] == list("123")
    (where.path / "history.csv").write_text("half a li")  # nothing depends on what is in it
    run(where, "[{type: csv}]", resume=True)
    assert digests(where) == digests(whole)
    found = rows(where)
    assert [row["generation"] for row in found] == list("123456")
    table = generations(where.history)
    assert [float(row["best"]) for row in found] == table["best"].tolist()
    assert all(row["hypervolume"] == "" for row in found) and "digest" not in found[0]


@pytest.mark.parametrize(
    ("callbacks", "told"),
    [
        ("[{type: csvv}]", "did you mean 'csv'?"),
        ("[{type: csv, file: x}]", "unknown key 'file'"),
        ("[{type: early_stopping}]", "the key 'callbacks.0.generations' is missing"),
        ("[{type: early_stopping, generations: 1.5}]", "is 1.5; expected a whole number"),
        ("[{type: mine.py}]", "names code, and a config brings none in"),
        ("{type: csv}", "callbacks is a mapping; expected a list"),
        ("csv", "callbacks is 'csv'; expected a list"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_place(callbacks: str, told: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config("ga/1-1", [f"callbacks={callbacks}"])
    assert told in str(caught.value) and str(caught.value).startswith("--set callbacks")


def test_a_config_that_extends_another_can_change_them(tmp_path: Path) -> None:
    base = tmp_path / "base.yaml"
    base.write_text("extends: ga/1-1\ncallbacks: [{type: early_stopping, generations: 3}]\n")
    (tmp_path / "own.yaml").write_text("extends: base\nstop: {rules: [{type: frames, most: 9}]}\n")
    settings = load_config(str(tmp_path / "own.yaml"), ["callbacks.0.generations=7"]).settings
    assert settings.callbacks[0].generations == 7 and settings.stop.limit("frames") == 9
