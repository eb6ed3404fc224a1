"""What a run leaves to look at: its champion's film, and the sections of its report."""

from pathlib import Path

from evomario.runs import Champion, Result, RunFolder
from evomario.runs.acting import Acting

from .level.generation import draw_ghosts
from .networks.episodes import film_episodes
from .page.run import write_page
from .record import Record
from .sections import draw_run


def illustrate(result: Result, title: str) -> None:
    """Film a run's champion, draw the run, and write its page.

    Args:
        result: of the run.
        title: of the pictures.

    Raises:
        UserError: the film or the page cannot be written.
    """
    film_champion(result.folder.video, result.folder, result.champion)
    write_page(result.folder, title, draw_run(result.folder, title))


def report_run(folder: RunFolder, title: str, generation: int | None = None) -> list[Path]:
    """Draw all that there is of a run, and write its page.

    Args:
        folder: the run's.
        title: of the pictures.
        generation: that is filmed as ghosts; default: the last one in which somebody finished, or
            else the last.

    Returns:
        The files, the page last.

    Raises:
        UserError: there is no history, or an empty one, or nothing of that generation in it; or a
            file cannot be written.
    """
    made = [*draw_run(folder, title), *draw_ghosts(Record(folder), title, generation)]
    return [*made, write_page(folder, title, made)]


def film_champion(path: Path, folder: RunFolder, champion: Champion) -> None:
    """Film a champion of a run, in the first episode of each level; a network beside the game.

    Raises:
        UserError: the film cannot be written.
    """
    first = {each.level: each for each in reversed(champion.recordings)}
    acting = Acting.of(folder, champion)
    film_episodes(path, [*reversed(first.values())], acting=acting)
