"""Running what is left of a plan, several runs at once."""

from collections.abc import Callable

from evomario.evaluation.supervisor import Failed, Supervisor
from evomario.evaluation.threads import cores

from .folder import ExperimentFolder
from .plan import Plan, Planned
from .work import Done, Job, done, work

Told = Callable[[Planned, Done], None]


def working() -> Callable[[Job], Done]:
    """What a worker process does its jobs by."""
    return work


def conduct(plan: Plan, folder: ExperimentFolder, jobs: int, told: Told) -> list[Done]:
    """Run all that is not over; runs that were broken off go on exactly.

    Each run is a process, with the share of the cores that is left to it. One that fails is told
    of, and the others go on.

    Args:
        plan: what to run.
        folder: where to, see `folder.at_work`.
        jobs: how many runs at once.
        told: hears of each run that is over, of those from before first.

    Returns:
        What became of the runs, in their order.

    Raises:
        UserError: a run that is over was of another config, or cannot be read; or one began with
            another that has gone on since.
    """
    folder.check_starts(plan.runs)
    over = {each.name: done(folder.done(each))._replace(before=True)
            for each in plan.runs if folder.is_done(each)}  # fmt: skip
    folder.begin(plan)
    for each in plan.runs:
        if each.name in over:
            told(each, over[each.name])
    left = [each for each in plan.runs if each.name not in over]
    at_once = min(jobs, max(1, len(left)))
    pictures, threads = plan.pictures, max(1, cores() // at_once)
    supervisor = Supervisor(working, parents=True)

    def heard(number: int, result: Done | Failed) -> None:
        lost = isinstance(result, Failed)
        over[left[number].name] = Done(error=result.reason) if lost else result  # type: ignore
        told(left[number], over[left[number].name])

    try:
        supervisor.run([_job(folder, each, threads, pictures) for each in left], at_once, heard)
    finally:
        supervisor.close()
    return [over[each.name] for each in plan.runs]


def _job(folder: ExperimentFolder, planned: Planned, threads: int, pictures: bool) -> Job:
    half, whole = folder.half(planned).path, folder.done(planned).path
    return Job(planned, half.absolute(), whole.absolute(), threads, pictures)
