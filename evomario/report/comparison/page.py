"""A comparison as one page: tables, pictures and champions, with nothing from elsewhere."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from evomario.report.page import shell

from ..table import Table
from .comparison import Comparison
from .gallery import gallery
from .pictures import Picture
from .sections import Section

_TITLE = "Comparison of runs"


def page(comparison: Comparison, pictures: Mapping[str, Sequence[Picture]], path: Path,
         folder: Path) -> str:  # fmt: skip
    """The page.

    Args:
        comparison: what it tells.
        pictures: of each section, by its name.
        path: the folder where the page will lie, from which it links to films.
        folder: where it is written meanwhile, and pictures of champions.
    """
    room = shell.Room(path)
    told = [_section(each, pictures.get(each.name, ()), room) for each in comparison.sections]
    body = [
        f"<h1>{_TITLE}</h1>", f'<p class="lead">{_lead(comparison)}</p>',
        shell.facts(_facts(comparison)), *told,
        shell.section("Champions", *gallery(comparison, room, folder), beside=True),
        shell.section("The runs", shell.details("All runs", table(comparison.runs_table()))),
        shell.section("Left out", _left_out(comparison)),
    ]  # fmt: skip
    return shell.page(_TITLE, "\n".join(part for part in body if part))


def _lead(comparison: Comparison) -> str:
    return shell.escape(", ".join(method.label for method in comparison.methods))


def _facts(comparison: Comparison) -> list[shell.Fact]:
    runs = [run for method in comparison.methods for run in method.runs]
    levels = {level for run in runs for level in run.task.train}
    solved = sum(run.champion.solved for run in runs)
    return [
        shell.Fact("methods", str(len(comparison.methods))),
        shell.Fact("levels", str(len(levels))),
        shell.Fact("runs", str(len(runs))),
        shell.Fact("runs that solved it", f"{solved} of {len(runs)}"),
        shell.Fact("runs left out", str(len(comparison.left_out))),
    ]


def _section(section: Section, pictures: Sequence[Picture], room: shell.Room) -> str:
    """A section: what it supports, its tables and its pictures."""
    parts = [f'<p class="lead">{shell.escape(section.about)}</p>', _notes(section.notes)]
    parts += [f"<h3>{shell.escape(each.title)}</h3>{table(each)}" for each in section.tables]
    parts += ["<h3>Over frames</h3>"] if pictures else []
    for picture in pictures:
        drawing = next(file for file in picture.files if file.suffix == ".svg")
        parts.append(shell.figure(drawing, picture.caption, picture.caption, room=room))
    return shell.section(section.title, *parts)


def table(of: Table) -> str:
    """A table, with what is said of it below."""
    heads = "".join(_cell("th", each.head, each.right) for each in of.columns)
    rows = "".join(
        f"<tr>{''.join(_cell('td', c, k.right) for c, k in zip(row, of.columns, strict=True))}</tr>"
        for row in of.cells()
    )
    return (
        '<div class="scroll" tabindex="0"><table class="figures">'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div><p>{shell.escape(of.about)}</p>{_notes(of.notes)}"
    )


def _cell(tag: str, text: str, right: bool) -> str:
    kind = ' class="number"' if right else ""
    return f"<{tag}{kind}>{shell.escape(text)}</{tag}>"


def _notes(notes: Sequence[str]) -> str:
    items = "".join(f"<li>{shell.escape(note)}</li>" for note in notes)
    return f"<ul>{items}</ul>" if items else ""


def _left_out(comparison: Comparison) -> str:
    return _notes([f"{each.run}: {each.why}" for each in comparison.left_out])
