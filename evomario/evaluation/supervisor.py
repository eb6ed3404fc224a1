"""A supervisor over worker processes: jobs and results in order, whatever becomes of workers.

A pool of `multiprocessing` waits for ever where a worker is killed in the middle of a job. Here
each worker has a pipe of its own, so that its death ends that pipe and nothing else: it is
replaced, and its job is done once more. Processes are spawned: neither numba nor threads go well
with a fork.
"""

import signal
import time
import weakref
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple

from multiprocess import get_context
from multiprocess.connection import wait

from evomario.errors import UserError

from .worker import Make, Reply, serve

TRIES = 2  #: of a job that kills its worker
STILLBORN = 4  #: workers in a row that may end by themselves before they have begun
KILLED = 16  #: or be killed


class Failed(NamedTuple):
    """In the place of a result: what became of the job, such as `killed its worker twice`."""

    reason: str


class _Worker:
    """A worker, and the job that it does: its number, or None."""

    def __init__(self, make: Make, parent: bool) -> None:
        context = get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(theirs, make), daemon=not parent)
        with _uninterrupted():
            self.process.start()
        theirs.close()
        self.job: int | None = None
        self.ready = False
        self.deadline = float("inf")

    def kill(self) -> None:
        """End it, wherever it is."""
        self.process.kill()

    def end(self) -> None:
        """End it, and wait for that."""
        self.kill()
        self.process.join()
        self.connection.close()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Start a process that no interrupt reaches until it has said how it takes one."""
    if not hasattr(signal, "pthread_sigmask"):  # on Windows, which has no such signal
        yield
        return
    from multiprocess import resource_tracker

    resource_tracker.ensure_running()  # once, since it unblocks the signal
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Supervisor:
    """Worker processes that are started when they are needed, and kept.

    Args:
        make: called in each worker, makes what does its jobs: `make()(job)` is a result. It travels
            there as a pickle, as jobs and results do.
        limit: seconds that a job may take; None: any number.
        parents: whether jobs may start processes of their own.

    Attributes:
        pids: of the workers that there are now.
    """

    def __init__(self, make: Make, limit: float | None = None, *, parents: bool = False) -> None:
        self._make, self._limit, self._parents = make, limit, parents
        self._workers: list[_Worker] = []
        self._stillborn = 0
        weakref.finalize(self, _end, self._workers)

    @property
    def pids(self) -> list[int]:
        """The ids of the worker processes."""
        return [int(each.process.pid) for each in self._workers]

    def run(
        self, jobs: Sequence[Any], workers: int, told: Callable[[int, Any], None] | None = None
    ) -> list[Any]:
        """Do jobs on so many workers; their results in order, whatever the number.

        A worker that dies is replaced, and its job done once more; that of one that dies then too,
        or outruns the limit and is killed, has `Failed` for a result. `told` hears the number and
        the result of each job as it comes.

        Raises:
            UserError: a job is a user's error, or the user's code has raised something; or no
                worker can be started. RuntimeError: our code has. All workers are ended then, and
                before an interrupt goes on to the caller.
        """
        if workers < 1:
            raise UserError(f"workers must be 1 or more, got {workers}")
        task = _Task(jobs, told)
        try:
            while not task.over:
                self._hand_out(task, workers)
                self._attend(task)
        except BaseException:
            self.close()
            raise
        return task.results

    def close(self) -> None:
        """End all workers, and wait for that."""
        _end(self._workers)

    def _hand_out(self, task: "_Task", workers: int) -> None:
        """See that there are workers, and that those that are ready have something to do."""
        for worker in [each for each in self._workers if not each.process.is_alive()]:
            if worker.job is None:
                self._bury(task, worker)
        while len(self._workers) < min(workers, task.open):
            self._workers.append(_Worker(self._make, self._parents))
        for worker in self._workers[:workers]:
            if worker.ready and worker.job is None and task.todo:
                self._give(worker, task)

    def _give(self, worker: _Worker, task: "_Task") -> None:
        number = task.todo.popleft()
        try:
            worker.connection.send(task.jobs[number])
        except OSError:  # it has died since; the job did nothing to it
            task.todo.appendleft(number)
            self._bury(task, worker)
            return
        except Exception as error:
            problem = f"{type(error).__name__}: {error}"
            raise UserError(f"cannot be sent to a worker process: {problem}") from error
        worker.job = number
        worker.deadline = time.monotonic() + self._limit if self._limit else float("inf")

    def _attend(self, task: "_Task") -> None:
        """Wait until a worker has something to say, or has died, or its time is up."""
        busy = {each.connection: each for each in self._workers if each.job is not None
                or not each.ready}  # fmt: skip
        if not busy:
            return
        first = min(each.deadline for each in busy.values())
        timeout = None if first == float("inf") else max(0.0, first - time.monotonic())
        for connection in wait(list(busy), timeout):
            self._hear(task, busy[connection])
        for worker in [each for each in self._workers if each.deadline <= time.monotonic()]:
            self._stop(task, worker)

    def _hear(self, task: "_Task", worker: _Worker) -> None:
        try:
            reply: Reply = worker.connection.recv()
        except (EOFError, OSError):
            self._bury(task, worker)
            return
        if reply.kind == "ready":
            worker.ready, self._stillborn = True, 0
        elif reply.kind == "done":
            self._free(worker, task, reply.content)
        else:
            raise _error(reply)

    def _free(self, worker: _Worker, task: "_Task", result: Any) -> None:
        """Take a job from a worker, with what came of it."""
        assert worker.job is not None
        number, worker.job, worker.deadline = worker.job, None, float("inf")
        task.close(number, result)

    def _stop(self, task: "_Task", worker: _Worker) -> None:
        """Take a job from a worker whose time is up."""
        self._free(worker, task, Failed(f"outran its limit of {self._limit:g} s"))
        self._bury(task, worker)

    def _bury(self, task: "_Task", worker: _Worker) -> None:
        """Forget a worker that has died, or is to; its job is done once more, or has failed."""
        worker.end()
        self._workers.remove(worker)
        if worker.job is not None:
            self._once_more(task, worker.job, worker.process.exitcode)
        elif not worker.ready:
            self._stillborn += 1
            self._check_births(worker.process.exitcode)

    def _check_births(self, code: int) -> None:
        """See that workers come to work at all; the last one did not, and ended with a code.

        Raises:
            UserError: too many did not.
        """
        if code < 0 and self._stillborn >= KILLED:
            raise UserError(f"worker processes are killed before they begin ({_code(code)})")
        if code >= 0 and self._stillborn >= STILLBORN:
            problem = f"worker processes end before they begin ({_code(code)})"
            raise UserError(f'{problem}: a script needs `if __name__ == "__main__":`')

    def _once_more(self, task: "_Task", number: int, code: int) -> None:
        task.deaths[number] += 1
        if task.deaths[number] < TRIES:
            task.todo.appendleft(number)
            return
        task.close(number, Failed(f"killed its worker twice ({_code(code)})"))


class _Task:
    """Jobs, their results so far, and how often each has killed its worker."""

    def __init__(self, jobs: Sequence[Any], told: Callable[[int, Any], None] | None = None) -> None:
        self.jobs, self._told = jobs, told
        self.results: list[Any] = [None] * len(jobs)
        self.todo = deque(range(len(jobs)))
        self.open = len(jobs)
        self.deaths: Counter[int] = Counter()

    @property
    def over(self) -> bool:
        """Whether every job has its result."""
        return not self.open

    def close(self, number: int, result: Any) -> None:
        """Keep the result of a job."""
        self.results[number] = result
        self.open -= 1
        if self._told:
            self._told(number, result)


def _end(workers: list[_Worker]) -> None:
    """End workers, all at once."""
    for each in workers:
        with suppress(ValueError):
            each.kill()
    while workers:
        workers.pop().end()


def _error(reply: Reply) -> Exception:
    """The exception of a worker, with the traceback that it had there."""
    ours = reply.kind == "broken"
    error = RuntimeError(reply.content) if ours else UserError(reply.content)
    error.__cause__ = RuntimeError(f"in a worker process\n{reply.trace}")
    return error


def _code(code: int) -> str:
    """An exit code in words."""
    if code < 0:
        with suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit code {code}"
