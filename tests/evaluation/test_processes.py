"""Runs on worker processes: their digests are those of threads, whatever becomes of workers."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from evomario import registry
from evomario.errors import UserError
from evomario.evaluation.processes import FailedPlayer, Processes
from evomario.mario.state import REASONS
from evomario.runs import RunConfig, RunFolder, evolve, load_config
from evomario.runs.history import generations, individuals
from evomario.testing import EvaluatorContract
from tests.evaluation import toys
from tests.plugins.registered import unchanged
from tests.signals import hear_interrupts

ROOT = Path(__file__).parents[2]
GENERATIONS = 4
SHORT = (f"stop={{generations: {GENERATIONS}}}", "task.limits.moves=300")
PROCESSES = "evaluation.evaluator={type: processes}"
GYM = "evaluation.evaluator={type: processes, engine: gym}"


class TestThreads(EvaluatorContract):
    name = "threads"


class TestProcesses(EvaluatorContract):
    name, survives = "processes", True


def digests(folder: RunFolder) -> list[tuple]:
    table = generations(folder.history)
    return table[["generation", "evaluations", "frames", "best", "mean", "digest"]].tolist()


def run(path: Path, config: str, *changes: str, threads: int = 1) -> list[tuple]:
    folder = RunFolder.create("run", 0, path)
    evolve(load_config(config, changes), folder, threads=threads)
    return digests(folder)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> list[tuple]:
    found = run(tmp_path_factory.mktemp("whole") / "run", "ga/1-1", *SHORT)
    assert len({row[-1] for row in found}) == GENERATIONS
    return found


@pytest.mark.parametrize("workers", [1, 2])
def test_processes_give_the_digest_of_threads(
    workers: int, whole: list[tuple], tmp_path: Path
) -> None:
    assert run(tmp_path / "run", "ga/1-1", *SHORT, PROCESSES, threads=workers) == whole


@pytest.mark.parametrize(
    ("config", "changes"),
    [
        ("ga/1-1", ["task.limits.moves=60", "algorithm.population=4", "stop={generations: 2}"]),
        ("neat/1-1", ["task.limits.moves=60", "algorithm.population=4", "stop={generations: 1}",
                      "task.noise={sticky: 0.25, episodes: 2}", "task.lives=3"]),
    ],
)  # fmt: skip
def test_gym_as_the_engine_gives_the_digest_of_ours(
    config: str, changes: list[str], tmp_path: Path
) -> None:
    ours = run(tmp_path / "ours", config, *changes)
    assert run(tmp_path / "gym", config, *changes, GYM, threads=2) == ours


def kill_while_it_runs(
    path: Path, whole: list[tuple], seed: int, kills: int = 2, changes: tuple[str, ...] = SHORT
) -> None:
    """Kill workers of a run at random moments: its digests do not show it."""
    config, moments, over = load_config("ga/1-1", [*changes, PROCESSES]), random.Random(seed), False
    evaluator = config.task.evaluator
    assert isinstance(evaluator, Processes)

    def kill() -> None:
        left = kills
        while left and not over:
            time.sleep(moments.uniform(0.05, 0.4))
            if len(pids := evaluator.pids) == 2:
                os.kill(moments.choice(pids), signal.SIGKILL)
                left -= 1
                time.sleep(1.0)

    killer = threading.Thread(target=kill)
    killer.start()
    folder = RunFolder.create("run", 0, path)
    try:
        evolve(config, folder, threads=2)
    finally:
        over = True
        killer.join()
    assert digests(folder) == whole
    assert evaluator.pids == []


def test_killed_workers_do_not_show(whole: list[tuple], tmp_path: Path) -> None:
    kill_while_it_runs(tmp_path / "run", whole, 0)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1, 21))
def test_killed_workers_do_not_show_many_times(
    seed: int, whole: list[tuple], tmp_path: Path
) -> None:
    kill_while_it_runs(tmp_path / "run", whole, seed)


POISON = '''
import os, signal, time
from evomario.mario.python_metrics import PythonMetric
from evomario.registry import register

HOME = {home}


@register("metric")
class {name}(PythonMetric):
    """Is fatal where Mario has come far."""

    def after(self, ram, last):
        if ram[0x6D] >= 1:
            {deed}
        return float(ram[0x86])
'''
DEEDS = {
    "poison": "os.getpid() != HOME and os.kill(os.getpid(), signal.SIGKILL)",
    "hang": "time.sleep(1000)",
    "mistaken": "return ram[5000]",
}


@pytest.fixture
def fatal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Metrics that are fatal to a genome which comes further than a screen."""
    with unchanged(monkeypatch):
        for name, deed in DEEDS.items():
            path = tmp_path / f"{name}.py"
            path.write_text(POISON.format(home=os.getpid(), name=name, deed=deed))
            registry.load_file(path)
        yield


def fatal_config(name: str, *changes: str) -> RunConfig:
    objective = f"fitness.objectives=[{{maximize: x - 0*{name}}}]"
    return load_config("ga/1-1", [
        "stop={generations: 1}", "task.limits={moves: 100}", "algorithm.population=4",
        "algorithm.initialise.hold=60", objective, *changes,
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("name", "changes", "told"),
    [
        ("poison", PROCESSES, r"genome \d \(\w{8}\) killed its worker twice \(SIGKILL\): it"),
        ("hang", "evaluation.evaluator={type: processes, limit: 2}",
         r"genome \d \(\w{8}\) outran its limit of 2 s: it failed, and counts as the worst"),
    ],
)  # fmt: skip
def test_a_genome_that_fails_is_the_worst_and_the_run_goes_on(
    name: str, changes: str, told: str, fatal: None, tmp_path: Path
) -> None:
    config, folder = fatal_config(name, changes), RunFolder(tmp_path / "run")
    folder.path.mkdir()
    with pytest.warns(FailedPlayer, match=told):
        result = evolve(config, folder, threads=2)
    assert result.progress.generation == 1 and 0 < result.progress.best < 256
    kept = individuals(folder.history, 1)
    failed = kept["reason"] == REASONS.index("failed")
    assert failed.tolist().count(True) == 1 and len(kept) == 4
    assert kept["moves"][failed].tolist() == [0] and (kept["moves"][~failed] == 100).all()
    assert config.task.evaluator.pids == []  # type: ignore[attr-defined]


def test_an_error_of_a_metric_is_told_with_its_place(fatal: None) -> None:
    for changes in (PROCESSES, "evaluation.evaluator={type: threads}"):
        config = fatal_config("mistaken", changes)
        with pytest.raises(UserError, match=r"metric 'mistaken': IndexError: .*mistaken.py:15"):
            config.task.evaluate(config.algorithm().ask(), threads=1)


def test_a_task_of_no_config_cannot_travel() -> None:
    config = load_config("ga/1-1", [PROCESSES])
    config.task.recipe = None
    with pytest.raises(UserError, match="need a task that was read from a config"):
        config.task.evaluate(config.algorithm().ask()[:1])


def interrupt_and_resume(path: Path, sent: int, seconds: float) -> None:
    """Stop `evomario run` by a signal: a checkpoint is left, no process, and resume goes on."""
    changes = ("task.limits.moves=400", "stop.target=null", "stop.generations=12")
    options = [word for each in (*changes, PROCESSES) for word in ("--set", each)]
    command = [sys.executable, "-m", "evomario", "run", "ga/1-1", "--output", str(path / "run")]
    process = subprocess.Popen(
        [*command, "--workers", "2", *options], text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)},
        preexec_fn=hear_interrupts,
    )  # fmt: skip
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("generation 1/"):
            break
    assert len(toys.session(process.pid)) >= 3
    time.sleep(seconds)
    if sent == signal.SIGINT:
        os.killpg(process.pid, sent)  # as a terminal does
    else:
        process.send_signal(sent)
    _, err = process.communicate(timeout=60)
    assert toys.session_ends(process.pid)
    assert (process.returncode, err.splitlines()[-1:]) == (130, ["evomario: interrupted"])
    assert list((path / "run" / "checkpoints").iterdir())
    folder = RunFolder(path / "run")
    evolve(load_config(str(folder.config)), folder, threads=2, resume=True)
    assert digests(folder) == run(path / "whole", "ga/1-1", *changes)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_run_leaves_no_process_and_goes_on_exactly(sent: int, tmp_path: Path) -> None:
    interrupt_and_resume(tmp_path, sent, 0.05)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(20))
def test_a_stopped_run_goes_on_exactly_many_times(seed: int, tmp_path: Path) -> None:
    draw = random.Random(seed)
    sent = draw.choice([signal.SIGINT, signal.SIGTERM])
    interrupt_and_resume(tmp_path, sent, draw.uniform(0.0, 1.5))


RUN = """
import sys
from pathlib import Path
from evomario.runs import RunFolder, evolve, load_config

if __name__ == "__main__":
    folder, *changes = sys.argv[1:]
    config = load_config("ga/1-1", changes)
    config.task.prepare()
    print("generation 0", flush=True)

    def each(progress):
        print("generation", progress.generation, flush=True)

    evolve(config, RunFolder(Path(folder)), each=each, save_seconds=0, threads=2, resume=True)
"""


def killed(folder: RunFolder, draw: random.Random) -> None:
    """Run on worker processes, or go on; SIGKILL at a random moment takes the workers along."""
    after = draw.randrange(GENERATIONS)  # the workers start in the first generation
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, str(folder.path), *SHORT, PROCESSES], text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)},
        start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("generation ") and int(line.split()[1]) >= after:
            break
    time.sleep(draw.uniform(0.0, 0.5 if after else 4.0))
    process.kill()
    _, err = process.communicate(timeout=60)
    assert process.returncode in (-signal.SIGKILL, 0), err
    assert toys.session_ends(process.pid)


def kill_and_resume(path: Path, whole: list[tuple], seed: int) -> None:
    """Kill a run on worker processes twice: it leaves none of them, and goes on exactly."""
    folder, draw = RunFolder.create("run", 0, path), random.Random(seed)
    for _ in range(2):
        killed(folder, draw)
    config = load_config("ga/1-1", [*SHORT, PROCESSES])
    evolve(config, folder, threads=2, resume=True)
    assert digests(folder) == whole
    assert config.task.evaluator.pids == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("seed", range(2))
def test_a_killed_run_leaves_no_worker_and_goes_on_exactly(
    seed: int, whole: list[tuple], tmp_path: Path
) -> None:
    kill_and_resume(tmp_path / "run", whole, seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 22))
def test_a_killed_run_leaves_no_worker_many_times(
    seed: int, whole: list[tuple], tmp_path: Path
) -> None:
    kill_and_resume(tmp_path / "run", whole, seed)
