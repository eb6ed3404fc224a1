"""How many runs show themselves: a live picture on a terminal, plain lines elsewhere."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from .conduct import Told
from .folder import ExperimentFolder
from .plan import Plan, Planned
from .words import duration, finished_line, line_of, seconds_left, summary
from .work import Done


class Shown:
    """What is known of a plan while it is run.

    Args:
        plan: what is run.
        folder: where.
        at_once: how many runs at once.
    """

    def __init__(self, plan: Plan, folder: ExperimentFolder, at_once: int) -> None:
        self._plan, self._folder, self._at_once = plan, folder, at_once
        self.over: dict[str, Done] = {}

    def heard(self, planned: Planned, done: Done) -> None:
        """Take in what became of a run."""
        self.over[planned.name] = done

    def lines(self) -> list[str]:
        """How it stands: a line for all, and one for each run at work."""
        over = dict(self.over)  # another thread adds to it
        left = [each for each in self._plan.runs if each.name not in over]
        at_work = {each.name: line_of(each, self._folder) for each in left[: self._at_once]}
        spent = {name: seconds for name, (_, seconds) in at_work.items()}
        more = seconds_left(self._plan.runs, over, spent, self._at_once)
        end = f", about {duration(more)} left" if left and more is not None else ""
        head = f"{self._plan.name}: {summary(self._plan, over)}{end}"
        return [head, *(f"  {line}" for line, _ in at_work.values())]


@contextmanager
def display(shown: Shown, quiet: bool = False) -> Iterator[Told]:
    """What to call of every run that is over, while they go on."""
    if quiet:
        yield shown.heard
    elif sys.stdout.isatty():
        with _live(shown) as told:
            yield told
    else:
        yield _plain(shown)


def _plain(shown: Shown) -> Told:
    def told(planned: Planned, done: Done) -> None:
        shown.heard(planned, done)
        if not done.before:
            head = shown.lines()[0].partition(": ")[2]
            print(f"{finished_line(planned, done)} ({head})", flush=True)

    return told


@contextmanager
def _live(shown: Shown) -> Iterator[Told]:
    from rich.live import Live
    from rich.text import Text

    with Live(get_renderable=lambda: Text("\n".join(shown.lines())), refresh_per_second=2) as live:

        def told(planned: Planned, done: Done) -> None:
            shown.heard(planned, done)
            if not done.before:
                live.console.print(Text(finished_line(planned, done)))

        yield told
