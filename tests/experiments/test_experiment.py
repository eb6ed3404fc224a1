"""Experiments from the command line: run, broken off, gone on with, and told of."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from evomario.cli import main
from evomario.experiments import load_experiment
from evomario.experiments.folder import at_work
from evomario.runs.history import generations

ROOT = Path(__file__).parents[2]
NAMES = [f"{method}-{seed}" for seed in (0, 1) for method in ("one", "two")]
YAML = """\
name: tiny
configs:
  - {config: ga/1-1, name: one, set: {algorithm.population: 6}}
  - {config: ga/1-1, name: two, set: {algorithm.population: 8}}
seeds: 2
set: {task.limits.moves: 200}
stop: {generations: 6}
"""

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(
    capfd: pytest.CaptureFixture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Command:
    """Runs `evomario experiment` in an empty folder: its exit code, output and errors."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tiny.yaml").write_text(YAML)

    def call(*arguments: str) -> tuple[int, str, str]:
        capfd.readouterr()
        with pytest.raises(SystemExit) as stop:
            main(["experiment", *arguments])
        out, err = capfd.readouterr()
        return int(stop.value.code or 0), out, err

    return call


def digests(folder: Path) -> dict[str, list[tuple]]:
    """What must be equal of all runs: everything but time."""
    fields = ["generation", "evaluations", "frames", "best", "digest"]
    return {
        name: generations(folder / "runs" / name / "history.sqlite")[fields].tolist()
        for name in NAMES
    }


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple]]:
    """The digests of an experiment that was never stopped."""
    place = tmp_path_factory.mktemp("whole")
    (place / "tiny.yaml").write_text(YAML)
    with pytest.raises(SystemExit) as stop:
        main(["experiment", str(place / "tiny.yaml"), "--output", str(place / "out"), "--json"])
    assert not stop.value.code
    found = digests(place / "out")
    assert all(len(rows) == 6 for rows in found.values())
    assert len({rows[-1][-1] for rows in found.values()}) == len(NAMES)
    return found


def test_it_runs_all_and_then_nothing_again(command: Command, whole: dict) -> None:
    code, out, _ = command("tiny.yaml", "--jobs", "2")
    folder = Path("experiments/tiny")
    assert code == 0 and f"4 of 4 runs done: {folder}" in out.splitlines()
    assert digests(folder) == whole
    assert sorted(path.name for path in (folder / "runs").iterdir()) == sorted(NAMES)
    before = {path: path.stat().st_mtime_ns for path in (folder / "runs").rglob("*")}
    code, out, _ = command("tiny.yaml", "--json")
    found = json.loads(out)
    assert code == 0 and (found["done"], found["failed"]) == (4, 0)
    assert [(run["name"], run["before"]) for run in found["runs"]] == [(n, True) for n in NAMES]
    assert {path: path.stat().st_mtime_ns for path in (folder / "runs").rglob("*")} == before


def test_a_seed_more_runs_that_alone(command: Command) -> None:
    assert command("tiny.yaml", "--set", "seeds=1", "--json")[0] == 0
    runs = json.loads(command("tiny.yaml", "--json")[1])["runs"]
    assert [run["before"] for run in runs] == [True, True, False, False]


def test_runs_of_another_config_are_not_taken_for_its_own(command: Command) -> None:
    command("tiny.yaml", "--set", "seeds=1")
    code, out, err = command("tiny.yaml", "--set", "seeds=1", "--set", "stop.generations=7")
    assert code == 2 and "one-0: " not in out
    assert "not what the experiment says now of one-0; choose another --output" in err
    assert "generations: 6" in Path("experiments/tiny/experiment.yaml").read_text()


def test_one_that_fails_is_told_of_and_the_others_go_on(command: Command) -> None:
    Path("luck.py").write_text(
        "from evomario.registry import register\n"
        "from evomario.runs import Callback\n"
        "@register('callback', 'luck')\n"
        "class Luck(Callback):\n"
        "    def generation(self, run, progress):\n"
        "        if run.config.settings.algorithm.population == 6:\n"
        "            raise ValueError('out of luck')\n"
    )
    changes = ("--plugin", "luck.py", "--set", "seeds=1", "--set", "set.callbacks=[{type: luck}]")
    code, out, err = command("tiny.yaml", *changes, "--json")
    found = json.loads(out)
    assert code == 1 and (found["done"], found["failed"]) == (1, 1)
    assert "ValueError: out of luck" in found["runs"][0]["error"]
    assert not Path("experiments/tiny/runs/one-0").exists()
    code, out, err = command("tiny.yaml", *changes)
    assert code == 1 and "one-0 failed: " in err and "1 of 2 runs done" in out


def test_an_experiment_is_at_work_once(command: Command) -> None:
    with at_work(load_experiment("tiny.yaml"), None):
        code, _, err = command("tiny.yaml")
        assert not Path("experiments/tiny/experiment.yaml").exists()
    assert code == 2
    assert "experiments/tiny: another evomario is at work there" in err


def test_it_does_not_move_into_a_folder_of_something_else(command: Command) -> None:
    Path("out").mkdir()
    Path("out/letter.txt").write_text("dear")
    code, _, err = command("tiny.yaml", "--output", "out")
    assert code == 2 and "out: holds something else; choose another --output" in err
    assert [path.name for path in Path("out").iterdir()] == ["letter.txt"]


def test_the_plan_runs_nothing(command: Command) -> None:
    code, out, _ = command("tiny.yaml", "--plan")
    assert code == 0 and out.splitlines() == [*NAMES, "4 runs"]
    runs = json.loads(command("tiny.yaml", "--plan", "--json")[1])["runs"]
    assert [run["name"] for run in runs] == NAMES and not Path("experiments").exists()


def test_runs_may_have_worker_processes(command: Command) -> None:
    changed = ("--set", "seeds=1", "--set", "set.evaluation={evaluator: {type: processes}}")
    found = json.loads(command("tiny.yaml", *changed, "--set", "stop.generations=1", "--json")[1])
    assert (found["done"], found["failed"]) == (2, 0)


def killed(folder: Path, draw: random.Random) -> bool:
    """Start it, and kill it at a moment; whether it was over before that."""
    argv = [sys.executable, "-m", "evomario", "experiment", "tiny.yaml", "--output", str(folder)]
    process = subprocess.Popen(
        argv, cwd=folder.parent, stdout=subprocess.PIPE, start_new_session=True,
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'plugins'}"},
    )  # fmt: skip
    deadline, before = time.monotonic() + 300, written(folder)
    while process.poll() is None and written(folder) == before and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(draw.uniform(0.0, 0.6))
    over = process.poll() is not None
    process.kill()
    process.communicate()
    time.sleep(1.0)  # its workers see to it that they end
    return over


def written(folder: Path) -> list[str]:
    return sorted(str(path) for path in folder.glob("runs/*/checkpoints/*"))


@pytest.mark.parametrize("moments", [3, pytest.param(20, marks=pytest.mark.long)])
def test_killed_at_random_moments_it_ends_with_the_same(
    tmp_path: Path, whole: dict, moments: int
) -> None:
    (tmp_path / "tiny.yaml").write_text(YAML)
    folder, draw = tmp_path / "out", random.Random(moments)
    for _ in range(moments):
        if killed(folder, draw):
            assert digests(folder) == whole
            shutil.rmtree(folder)
    with pytest.raises(SystemExit) as stop:
        main(["experiment", str(tmp_path / "tiny.yaml"), "--output", str(folder)])
    assert not stop.value.code and digests(folder) == whole


def test_an_interrupt_leaves_what_can_be_gone_on_with(tmp_path: Path, whole: dict) -> None:
    (tmp_path / "tiny.yaml").write_text(YAML)
    folder = tmp_path / "out"
    argv = [sys.executable, "-m", "evomario", "experiment", "tiny.yaml", "--output", str(folder)]
    process = subprocess.Popen(
        argv, cwd=tmp_path, stderr=subprocess.PIPE, text=True, start_new_session=True,
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'plugins'}"},
    )  # fmt: skip
    deadline = time.monotonic() + 300
    while not folder.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate()
    assert process.returncode == 130 and "interrupted" in err
    with pytest.raises(SystemExit):
        main(["experiment", str(tmp_path / "tiny.yaml"), "--output", str(folder)])
    assert digests(folder) == whole
