"""The page of a run: report.html."""

import shlex
from collections.abc import Sequence
from pathlib import Path

from evomario import __version__
from evomario.runs import RunFolder
from evomario.runs.files import write_text

from ..level.generation import NAME as GHOSTS
from ..record import Record
from ..style import brief
from . import headline as top
from .origin import origin
from .shell import Room, escape, figure, film, page, section
from .words import CURVES, FRONT, MORE, NETWORK, chosen, words_of

_LEVEL = "level"  # what the names of pictures of levels begin with
_TITLE = 200  # characters


def write_page(folder: RunFolder, title: str, files: Sequence[Path]) -> Path:
    """Write the page of a run.

    Args:
        folder: the run's.
        title: of the page.
        files: the pictures and films that were made of the run, beside its champion's film.

    Returns:
        The page, in the folder.

    Raises:
        UserError: it cannot be written, or something of the run cannot be read.
    """
    write_text(folder.page, run_page(Record(folder), title, files))
    return folder.page


def run_page(record: Record, title: str, files: Sequence[Path], script: str = "") -> str:
    """The page of a run; `script` as of `shell.page`, the rest as of `write_page`."""
    room, shown = Room(record.run.drawn), brief(title, _TITLE)
    levels = [path for path in files if _is_level(path)]
    films = [path for path in files if path.name == GHOSTS]
    rest = chosen([path for path in files if path not in (*levels, *films)])
    body = [
        f"<header><h1>{escape(shown)}</h1>{_lead(record)}</header>",
        top.headline(record),
        _champion(record, room),
        _everybody(record, levels, films, room),
        _pictures(CURVES, rest, room),
        section("What Mario did", top.deeds(record)),
        section(FRONT, *_figures(FRONT, rest, room), top.front(record), beside=True),
        _pictures(NETWORK, rest, room),
        _pictures(MORE, rest, room),
        origin(record),
        f"<footer>evomario {escape(__version__)}</footer>",
    ]
    return page(shown, "\n".join(body), script)


def _is_level(path: Path) -> bool:
    return path.stem == _LEVEL or path.stem.startswith(f"{_LEVEL}-")


def _lead(record: Record) -> str:
    goals = "; ".join(f"{verb} {brief(text, 160)}" for verb, text in record.objectives)
    played = record.champion.recordings if record.champion else ()
    levels = ", ".join(dict.fromkeys(each.level for each in played))
    return f'<p class="lead">{escape(f"{levels}: {goals}" if levels else goals)}</p>'


def _champion(record: Record, room: Room) -> str:
    champion, filmed = record.champion, record.run.video
    moving = film(filmed, "The champion.", room=room) if filmed.exists() else ""
    said = top.champion_in_words(champion) if champion else ""
    figures = top.episodes(champion) if champion else ""
    several = bool(champion and len(champion.recordings) > 1)  # a table that is wide
    told = said if several else said + figures
    beside = f'<div class="beside">{moving}<div>{told}</div></div>' if moving else told
    return section("The champion", beside, figures if several else "")


def _everybody(record: Record, levels: Sequence[Path], films: Sequence[Path], room: Room) -> str:
    """The levels, and a generation's ghosts."""
    about = (
        "The level, as far as champions saw it: the champion's way, a mark where each episode "
        "ended, and below how many ended in each tile."
    )
    alt = "A map of the level with the champion's way and the places where episodes ended"
    drawn = [figure(path, about, alt, wide=True, room=room) for path in levels]
    run = (
        "A generation, everybody at once, at twice the game's speed: the best is solid, who died "
        "fades and leaves a red dot."
    )
    drawn += [film(path, run, room=room) for path in films]
    if drawn and not films:
        again = f"evomario report {shlex.quote(str(record.run.path))}"
        drawn.append(f"<p><code>{escape(again)}</code> adds a film of a whole generation.</p>")
    return section("Everybody", *drawn)


def _figures(part: str, files: Sequence[Path], room: Room) -> list[str]:
    """The pictures that belong to a part of the page."""
    found = [(path, words_of(path)) for path in files]
    return [
        figure(path, words.caption, words.alt, room=room)
        for path, words in found
        if words.part == part
    ]


def _pictures(part: str, files: Sequence[Path], room: Room) -> str:
    return section(part, *_figures(part, files, room), beside=True)
