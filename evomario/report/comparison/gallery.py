"""The best champion of each method on each level, on film or as a still."""

from collections.abc import Iterator
from math import isnan
from pathlib import Path

from evomario.report.page import shell
from evomario.report.page.films import poster

from .comparison import Comparison
from .groups import groups_of
from .read import Run
from .values import best_fitness

MOST = 24  #: champions that are shown
_BASE64 = 1.4  # times as many bytes as a film has, with its still


def gallery(comparison: Comparison, room: shell.Room, folder: Path) -> Iterator[str]:
    """Figures of champions that have a film; a still and a link where a page has no room for it.

    Args:
        comparison: of the runs.
        room: what the page has left.
        folder: where stills are written.
    """
    found = [each for each in _best_of_each(comparison) if each[1].folder.video.is_file()]
    for number, (caption, run) in enumerate(found[:MOST], 1):
        film = run.folder.video
        if film.stat().st_size * _BASE64 <= room.left:
            yield shell.film(film, caption, room=room)
        else:
            yield _still(film, caption, room, folder / f"champion-{number}.jpg")
    if len(found) > MOST:
        yield f"<p>{len(found) - MOST} more are in their run folders.</p>"


def _still(film: Path, caption: str, room: shell.Room, path: Path) -> str:
    """A picture of a film; a link to it where none can be had, or there is no room for it."""
    data = poster(film)
    if not data or len(data) * _BASE64 > room.left:
        return shell.film(film, caption, room=room)
    path.write_bytes(data)
    return shell.figure(path, f"{caption} The film is {film}.", caption, room=room)


def _best_of_each(comparison: Comparison) -> Iterator[tuple[str, Run]]:
    """The best run of each method on each level, with what is said of it."""
    for section in comparison.sections:
        for group in groups_of(section.methods) if section.in_training else ():
            if len(group.strata) == 1:
                run = max(group.runs, key=_worth)
                noise = ", with noise" if run.noisy else ""
                end = "solved" if run.champion.solved else "not solved"
                yield f"{group.method} on {group.level}{noise}, seed {run.seed}: {end}.", run


def _worth(run: Run) -> tuple[bool, float]:
    best = best_fitness(run)
    return run.champion.solved, float("-inf") if isnan(best) else best
