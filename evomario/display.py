"""How a run shows itself: a live line on a terminal, plain lines elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from evomario.runs import Progress
from evomario.runs.settings import StopSettings

_QUIET_SECONDS = 10.0  # between two plain lines without news


def line(progress: Progress, stop: StopSettings) -> str:
    """A generation in one line."""
    outcomes = progress.best_outcomes
    most = stop.limit("generations")
    of = f"/{most}" if most else ""
    way = outcomes["progress"].mean()
    far = f"x {outcomes['x'].max()}" if way != way else f"{way:.0%} of the way"
    if progress.front:
        far += f"  front {progress.front}"
    rate = progress.frames / max(progress.seconds, 1e-9)
    end = " FLAG" if progress.finished else ""
    return (
        f"generation {progress.generation}{of}  best {progress.best:.2f}  "
        f"mean {progress.mean:.2f}  {far}{end}  "
        f"{progress.evaluations:,} evaluations  {rate:,.0f} frames/s"
    )


@contextmanager
def display(stop: StopSettings, quiet: bool = False) -> Iterator[Callable[[Progress], None]]:
    """What to call after every generation, while the run lasts."""
    if quiet:
        yield lambda progress: None
    elif sys.stdout.isatty():
        with _live(stop) as each:
            yield each
    else:
        yield _plain(stop)


def _plain(stop: StopSettings) -> Callable[[Progress], None]:
    best, shown = float("-inf"), time.monotonic()

    def each(progress: Progress) -> None:
        nonlocal best, shown
        now = time.monotonic()
        if progress.best > best or now - shown > _QUIET_SECONDS:
            print(line(progress, stop), flush=True)
            best, shown = progress.best, now

    return each


@contextmanager
def _live(stop: StopSettings) -> Iterator[Callable[[Progress], None]]:
    from rich.live import Live
    from rich.text import Text

    with Live(Text("generation 1 ..."), refresh_per_second=8) as live:

        def each(progress: Progress) -> None:
            live.update(Text(line(progress, stop)))

        yield each
