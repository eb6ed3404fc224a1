"""Workers that are killed, hang, fail: their supervisor goes on, and leaves none behind."""

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

from evomario.errors import UserError
from evomario.evaluation.supervisor import Failed, Supervisor
from tests.evaluation import toys
from tests.signals import hear_interrupts

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def kept() -> Iterator[Supervisor]:
    """A supervisor whose workers go on from test to test."""
    made = Supervisor(toys.making)
    yield made
    pids = made.pids
    made.close()
    assert not any(map(toys.alive, pids))


def squares(count: int) -> list[tuple[str, int]]:
    return [("square", i) for i in range(count)]


def test_results_are_in_order_and_workers_are_kept(kept: Supervisor) -> None:
    sleepy = [("sleep", 0.2), ("sleep", 0.0), *squares(8)]
    assert kept.run(sleepy, 2) == [0.2, 0.0, *(i * i for i in range(8))]
    before = set(kept.pids)
    assert len(before) == 2
    assert set(kept.run([("pid", 0)] * 6, 2)) <= before
    assert kept.run([], 2) == [] and set(kept.pids) == before


def test_results_are_told_of_as_they_come(kept: Supervisor) -> None:
    told: list[tuple[int, object]] = []
    jobs = [("sleep", 0.5), *squares(3), ("die", None)]
    found = kept.run(jobs, 2, lambda number, result: told.append((number, result)))
    assert sorted(told, key=lambda each: each[0]) == list(enumerate(found))
    assert told[0] == (1, 0)  # while the first one slept


def test_jobs_of_parents_may_start_processes() -> None:
    for parents in (False, True):
        supervisor = Supervisor(toys.making, parents=parents)
        assert supervisor.run([("parent", None)], 1) == [parents]
        supervisor.close()


def test_a_killed_worker_is_replaced_and_its_job_done_again(
    kept: Supervisor, tmp_path: Path
) -> None:
    jobs = [*squares(3), ("die once", str(tmp_path / "died")), *squares(3)]
    assert kept.run(jobs, 2) == [0, 1, 4, "done", 0, 1, 4]


def test_an_idle_worker_that_was_killed_is_replaced(kept: Supervisor) -> None:
    kept.run(squares(2), 1)
    for pid in kept.pids:
        os.kill(pid, signal.SIGKILL)
    while any(map(toys.alive, kept.pids)):
        time.sleep(0.01)
    assert kept.run(squares(4), 1) == [0, 1, 4, 9]


def test_a_job_that_kills_its_worker_twice_has_failed(kept: Supervisor) -> None:
    jobs = [("die", 0), *squares(3), ("exit", 0)]
    assert kept.run(jobs, 2) == [
        Failed("killed its worker twice (SIGKILL)"), 0, 1, 4,
        Failed("killed its worker twice (exit code 3)"),
    ]  # fmt: skip


def test_a_job_that_hangs_has_failed() -> None:
    made = Supervisor(toys.making, limit=0.5)
    began = time.monotonic()
    found = made.run([*squares(2), ("sleep", 1000), ("square", 5)], 1)
    made.close()
    assert found == [0, 1, Failed("outran its limit of 0.5 s"), 25]
    assert time.monotonic() - began < 60


@pytest.mark.parametrize(
    ("job", "error", "told"),
    [
        (("raise", "key"), UserError, rf"KeyError: 'key', at .*{os.sep}toys.py:\d+"),
        (("generator", 0), RuntimeError, "a result cannot be sent: TypeError: cannot pickle"),
    ],
)
def test_an_exception_is_told_with_its_place(job, error, told, kept: Supervisor) -> None:
    with pytest.raises(error, match=told) as caught:
        kept.run([*squares(2), job, ("sleep", 1000)], 2)
    assert "Traceback" in str(caught.value.__cause__)
    assert kept.pids == []
    assert kept.run(squares(2), 1) == [0, 1]


def test_a_job_that_cannot_be_sent_is_told_of(kept: Supervisor) -> None:
    with pytest.raises(UserError, match="cannot be sent to a worker process: TypeError"):
        kept.run([("square", (i for i in range(3)))], 1)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (toys.dying, r"end before they begin \(exit code 7\)"),
        (toys.refusing, r"ValueError: cannot be made, at .*toys.py:\d+"),
    ],
)
def test_workers_that_cannot_begin_are_told_of(make, told) -> None:
    made = Supervisor(make)
    with pytest.raises(UserError, match=told):
        made.run(squares(2), 1)
    assert made.pids == []


def test_there_must_be_a_worker() -> None:
    with pytest.raises(UserError, match="workers must be 1 or more, got 0"):
        Supervisor(toys.making).run(squares(2), 0)


def kill_at_random(seed: int, times: int) -> None:
    """Kill workers at random moments: the results are what they would have been."""
    made, moments, done = Supervisor(toys.making), random.Random(seed), threading.Event()

    def kill() -> None:
        for _ in range(times):
            if done.wait(moments.uniform(0.6, 1.2)):
                return
            if pids := made.pids:
                os.kill(moments.choice(pids), signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        waits = [0.004 + i / 1e6 for i in range(1000)]  # so short that none is hit twice
        assert made.run([("sleep", each) for each in waits], 2) == waits
    finally:
        done.set()
        killer.join()
        made.close()


def test_workers_killed_at_random_moments_change_nothing() -> None:
    kill_at_random(0, 3)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1, 21))
def test_workers_killed_at_random_moments_change_nothing_many_times(seed: int) -> None:
    kill_at_random(seed, 10)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_worker_outlives_its_supervisor(sent: signal.Signals) -> None:
    code = (
        "import signal, threading\n"
        "from evomario.evaluation.supervisor import Supervisor\n"
        "from tests.evaluation import toys\n"
        "if __name__ == '__main__':\n"
        "    signal.signal(signal.SIGTERM, signal.default_int_handler)\n"
        "    made = Supervisor(toys.making)\n"
        "    made.run([('square', 1)] * 9, 2)\n"
        "    print(*made.pids, flush=True)\n"
        "    made.run([('sleep', 1000)] * 2, 2)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, start_new_session=True,
        preexec_fn=hear_interrupts,
    )  # fmt: skip
    assert process.stdout is not None
    pids = [int(word) for word in process.stdout.readline().split()]
    assert set(pids) <= set(toys.session(process.pid))
    time.sleep(0.3)
    if sent == signal.SIGINT:
        os.killpg(process.pid, sent)  # as a terminal does
    else:
        process.send_signal(sent)
    _, err = process.communicate(timeout=30)
    assert toys.session_ends(process.pid)
    assert err.count("Traceback") == (sent != signal.SIGKILL)
