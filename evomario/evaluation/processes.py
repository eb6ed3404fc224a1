"""The evaluator `processes`: a player a job, on worker processes that a supervisor watches."""

from __future__ import annotations

import hashlib
import pickle
import warnings
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Annotated, Literal

from multiprocess.reduction import ForkingPickler
from pydantic import Field

from evomario.errors import UserError
from evomario.registry import register

from .evaluator import Evaluator, Request
from .outcomes import Outcomes, joined
from .reuse import Reuse
from .supervisor import Failed, Supervisor
from .threads import cores

if TYPE_CHECKING:
    from .task import Task
    from .worker import Work

Engine = Literal["compiled", "gym"]


class FailedPlayer(UserWarning):
    """What plays for a genome has killed its worker twice, or outran its time: it is the worst."""


@register("evaluator", "processes")
class Processes(Evaluator):
    """Supervised worker processes; the engine may be gym, gym-super-mario-bros itself.

    Args:
        engine: what emulates the game.
        limit: seconds that a genome may take for all of its episodes. It is the one thing that can
            make two runs of a seed differ.
    """

    def __init__(
        self, *, engine: Engine = "compiled",
        limit: Annotated[float | None, Field(gt=0, le=86_400)] = None,
    ) -> None:  # fmt: skip
        self.engine, self.limit = engine, limit
        self._supervisor: Supervisor | None = None

    @property
    def pids(self) -> list[int]:
        """The ids of the worker processes that there are now."""
        return self._supervisor.pids if self._supervisor else []

    def play(self, task: Task, request: Request) -> Outcomes:
        """Let every player play, see `Evaluator`; one that fails has no moves, and says why.

        Raises:
            UserError: the task was not read from a config; or a player raises an exception.
        """
        if not len(request.players):
            raise UserError("nothing to play")
        workers = cores() if request.workers is None else request.workers
        one = request._replace(workers=1)
        jobs = [one._replace(players=[player]) for player in request.players]
        found = self._supervised(task, workers).run(jobs, workers)
        return joined([
            _failed(task, job, number, result) if isinstance(result, Failed) else result
            for number, (job, result) in enumerate(zip(jobs, found, strict=True), 1)
        ])  # fmt: skip

    def close(self) -> None:
        """End the workers."""
        if self._supervisor:
            self._supervisor.close()
            self._supervisor = None

    def _supervised(self, task: Task, workers: int) -> Supervisor:
        if self._supervisor is None:
            if task.recipe is None:
                raise UserError("worker processes need a task that was read from a config")
            make = partial(working, task.recipe, self.engine, workers)
            self._supervisor = Supervisor(make, self.limit)
        return self._supervisor


def working(recipe: Callable[[], Task], engine: Engine, workers: int) -> Work:
    """What a worker does its jobs by, made in its process; it is one of so many."""
    from . import judging
    from .here import play_here
    from .stepwise import Stepwise

    task = recipe()
    if task.reuse:
        task.reuse = Reuse(task.memory // workers)
    task.prepare()
    judging.load()
    return Stepwise(task, engine).play if engine == "gym" else partial(play_here, task)


def _failed(task: Task, job: Request, number: int, result: Failed) -> Outcomes:
    """The outcomes of a player that failed, which is told of."""
    from .stepwise import unplayed

    data = ForkingPickler.dumps(job.players[0], pickle.HIGHEST_PROTOCOL)
    name = hashlib.sha256(data).hexdigest()[:8]
    text = f"genome {number} ({name}) {result.reason}: it failed, and counts as the worst"
    warnings.warn(text, FailedPlayer, stacklevel=2)
    return unplayed(task, job)
