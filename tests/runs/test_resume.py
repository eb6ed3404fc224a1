"""Promise 1: killed at any moment and resumed, a run goes on as if it had never stopped."""

import os
import random
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import pytest

from evomario.errors import UserError
from evomario.runs import Progress, RunConfig, RunFolder, evolve, load_config
from evomario.runs.history import generations

ROOT = Path(__file__).parents[2]
GENERATIONS = 6
CHANGES = (f"stop={{generations: {GENERATIONS}}}", "task.limits.moves=600")
LEARNERS = (*CHANGES, "algorithm.machines=3", "algorithm.frames=1500")
STACKED = "algorithm.stack=2"  # what was seen is kept too then, and a champion is a model
CONFIGS = {
    "ga/1-1": CHANGES,
    "neat/1-1": (*CHANGES, "algorithm.population=30"),
}
if find_spec("torch"):
    CONFIGS |= {
        "gradient/1-1-ppo": (*LEARNERS, "algorithm.steps=32", STACKED),
        "gradient/1-1-dqn": (*LEARNERS, "algorithm.warm_up=100", STACKED, "algorithm.replay=500"),
        "gradient/1-1-reptile": (*LEARNERS, "algorithm.steps=16", "algorithm.start_spacing=50"),
    }


class Case(NamedTuple):
    """A config that is run with changes, and the digests of a run that was never stopped."""

    config: str
    changes: tuple[str, ...]
    digests: list[tuple]

    def load(self) -> RunConfig:
        return load_config(self.config, self.changes)


def digests(folder: RunFolder) -> list[tuple]:
    """What must be equal: all of a generation but its time."""
    table = generations(folder.history)
    return table[["generation", "evaluations", "frames", "best", "mean", "digest"]].tolist()


@pytest.fixture(scope="module", params=CONFIGS)
def whole(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder = RunFolder.create("whole", 0, tmp_path_factory.mktemp("run") / "whole")
    case = Case(request.param, CONFIGS[request.param], [])
    evolve(case.load(), folder, save_seconds=1e9)
    found = digests(folder)
    assert len({row[-1] for row in found}) == GENERATIONS
    return case._replace(digests=found)


@pytest.mark.parametrize("save_seconds", [0.0, 1e9])
@pytest.mark.parametrize("threads", [1, 2, 8])
def test_neither_saving_nor_threads_change_anything(
    tmp_path: Path, whole: Case, save_seconds: float, threads: int
) -> None:
    folder = RunFolder.create("run", 0, tmp_path / "run")
    evolve(whole.load(), folder, save_seconds=save_seconds, threads=threads)
    assert digests(folder) == whole.digests


@pytest.mark.parametrize("stop_after", [1, 3, 5])
def test_an_interrupted_run_goes_on_exactly(tmp_path: Path, whole: Case, stop_after: int) -> None:
    folder = RunFolder.create("run", 0, tmp_path / "run")

    def stop(progress: Progress) -> None:
        if progress.generation == stop_after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        evolve(whole.load(), folder, each=stop, save_seconds=1e9)
    assert folder.champion.exists()
    evolve(load_config(str(folder.config)), folder, resume=True)
    assert digests(folder) == whole.digests


def killed(case: Case, folder: Path, seconds: float) -> None:
    """Start or resume a run in another process, and kill it after a while."""
    code = (
        "import sys; from pathlib import Path\n"
        "from evomario.runs import RunFolder, evolve, load_config\n"
        f"folder = RunFolder(Path({str(folder)!r}))\n"
        f"config = load_config({case.config!r}, {case.changes!r})\n"
        "config.task.prepare(); print('ready', flush=True)\n"
        "evolve(config, folder, resume=True, save_seconds=0)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert process.stdout is not None and process.stdout.readline() == "ready\n"
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait()


def kill_and_resume(tmp_path: Path, whole: Case, seed: int) -> None:
    folder = RunFolder.create("run", 0, tmp_path / "run")
    moments = random.Random(seed)
    for _ in range(2):
        killed(whole, folder.path, moments.uniform(0.0, 1.0))
    evolve(whole.load(), folder, resume=True)
    assert digests(folder) == whole.digests


@pytest.mark.parametrize("seed", range(3))
def test_a_killed_run_goes_on_exactly(tmp_path: Path, whole: Case, seed: int) -> None:
    kill_and_resume(tmp_path, whole, seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3, 23))
def test_a_killed_run_goes_on_exactly_many_times(tmp_path: Path, whole: Case, seed: int) -> None:
    kill_and_resume(tmp_path, whole, seed)


def test_a_run_killed_before_its_first_checkpoint_begins_anew(tmp_path: Path, whole: Case) -> None:
    folder = RunFolder.create("run", 0, tmp_path / "run")
    evolve(whole.load(), folder, resume=True)
    assert digests(folder) == whole.digests


def test_a_champion_without_a_run_is_not_begun_anew(tmp_path: Path, whole: Case) -> None:
    folder = RunFolder.create("run", 0, tmp_path / "run")
    folder.champion.write_text("{}")
    with pytest.raises(UserError, match="a champion without a checkpoint"):
        evolve(whole.load(), folder, resume=True)
    assert folder.champion.read_text() == "{}"
