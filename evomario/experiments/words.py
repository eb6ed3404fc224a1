"""What is done of a plan and what is left, in words; how long that will take."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import fmean

from evomario.errors import UserError
from evomario.runs.history import generations

from .folder import ExperimentFolder
from .plan import Plan, Planned
from .work import Done


def seconds_left(
    runs: Sequence[Planned], over: Mapping[str, Done], spent: Mapping[str, float], at_once: int
) -> float | None:
    """How many seconds are left, by what runs of the same method took; None if none is over.

    Args:
        runs: all of them.
        over: those that are over, by name.
        spent: the seconds that those at work have taken, by name.
        at_once: how many run at once.
    """
    took: dict[str, list[float]] = defaultdict(list)
    for each in runs:
        if each.name in over and not over[each.name].error:
            took[each.method].append(over[each.name].seconds)
    if not took:
        return None
    usual = {method: fmean(seconds) for method, seconds in took.items()}
    other = fmean(usual.values())
    left = [
        max(0.0, usual.get(each.method, other) - spent.get(each.name, 0.0))
        for each in runs if each.name not in over
    ]  # fmt: skip
    return max(sum(left) / at_once, max(left, default=0.0))


def duration(seconds: float) -> str:
    """Seconds in words: `1.4 s`, `40 s`, `12 min`, `3 h 20 min`."""
    if seconds < 59.5:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def finished_line(planned: Planned, done: Done) -> str:
    """A run that is over, in a line."""
    if done.error:
        return f"{planned.name}: failed: {done.error}"
    end = "solved" if done.solved else "not solved"
    return (
        f"{planned.name}: {end} after {done.evaluations:,} evaluations, "
        f"{done.frames:,} frames, {duration(done.seconds)}"
    )


def summary(plan: Plan, over: Mapping[str, Done]) -> str:
    """How many runs there are, are over and have failed."""
    failed = sum(bool(each.error) for each in over.values())
    words = [f"{len(over) - failed} of {len(plan.runs)} runs done"]
    return ", ".join([*words, *([f"{failed} failed"] if failed else [])])


def line_of(planned: Planned, folder: ExperimentFolder) -> tuple[str, float]:
    """How far a run at work has come, in a line; and the seconds that it has taken."""
    half = folder.half(planned)
    try:
        last = generations(half.history, ("frames", "evaluations", "seconds"))[-1]
    except (UserError, IndexError):
        return f"{planned.name}: begins", 0.0
    of = f" of {planned.frames:,.0f}" if planned.frames else ""
    words = f"{int(last['frames']):,}{of} frames, {int(last['evaluations']):,} evaluations"
    return f"{planned.name}: {words}", float(last["seconds"])
