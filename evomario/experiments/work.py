"""One run of a plan, in a process of its own."""

import shutil
import warnings
from pathlib import Path
from typing import NamedTuple

from evomario.errors import UserError, raised
from evomario.runs import Champion, RunFolder, evolve
from evomario.runs.checkpoint import newest_checkpoint
from evomario.runs.history import generations
from evomario.runs.starting import keep_start, start_of

from .plan import Planned


class Done(NamedTuple):
    """What became of a run.

    Attributes:
        solved: whether its champion, played again, finishes.
        evaluations: it had.
        frames: of its episodes.
        seconds: that it took.
        error: why it failed, in a line; "" if it did not.
        warnings: what was warned of, each once.
        before: whether it was over when the plan was begun this time.
    """

    solved: bool = False
    evaluations: int = 0
    frames: int = 0
    seconds: float = 0.0
    error: str = ""
    warnings: tuple[str, ...] = ()
    before: bool = False


class Job(NamedTuple):
    """A run to be done.

    Attributes:
        planned: which.
        half: where it is until it is over.
        done: where it is then.
        threads: of its evaluations.
        pictures: whether to film its champion and to draw it.
    """

    planned: Planned
    half: Path
    done: Path
    threads: int
    pictures: bool


def work(job: Job) -> Done:
    """Run it, or go on with what is there of it; what goes wrong is told, not raised."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            _run(job)
            found = done(RunFolder(job.done))
        except UserError as error:
            found = Done(error=str(error))
        except Exception as error:
            found = Done(error=raised(error))
    return found._replace(warnings=tuple(dict.fromkeys(str(each.message) for each in caught)))


def done(folder: RunFolder) -> Done:
    """What a run that is over came to.

    Raises:
        UserError: it is not whole.
    """
    table, champion = generations(folder.history), Champion.read(folder.champion)
    last = table[-1]
    numbers = int(last["evaluations"]), int(last["frames"]), float(last["seconds"])
    return Done(champion.solved, *numbers)


def _run(job: Job) -> None:
    if job.done.exists():  # whoever did it was killed before it could say so
        return
    config, folder = job.planned.recipe.read(), RunFolder(job.half)
    resume = _can_go_on(job)
    if not resume:
        shutil.rmtree(job.half, ignore_errors=True)
        RunFolder.create(config.settings.name, config.settings.seed, job.half)
        if job.planned.start:
            keep_start(folder, start_of(config, RunFolder(Path(job.planned.start))))
    result = evolve(config, folder, threads=job.threads, resume=resume)
    if job.pictures:
        from evomario.report.pictures import illustrate

        illustrate(result, f"{config.settings.name}, seed {config.settings.seed}")
    job.half.replace(job.done)


def _can_go_on(job: Job) -> bool:
    """Whether there is a part of the run, by the same config."""
    folder = RunFolder(job.half)
    if not folder.config.exists() or newest_checkpoint(folder.checkpoints) is None:
        return False
    return folder.config.read_text("utf-8") == job.planned.recipe.config
