"""The command that compares runs: `evomario compare`."""

from pathlib import Path
from typing import Annotated, Any

import typer

from .output import Json, print_json, prose, say, warn

Runs = Annotated[
    list[str],
    typer.Argument(metavar="RUN...", help="Run folders, last, or folders of an experiment."),
]
Against = Annotated[str, typer.Option(metavar="NAME", help="Contrast the others with this method.")]
Output = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Where to; by default comparisons/TIMESTAMP.")
]


def compare(
    runs: Runs, against: Against = "", output: Output = None, as_json: Json = False
) -> None:
    """Compare runs of one task: who finishes, after how many frames, and how sure that is.

    Runs with the same settings but for seed and level are one method. Their tasks
    may differ in the levels alone, and their budgets not at all. A run that was
    broken off, or cannot be read, is named and left out. Tables are printed, and
    written to a folder with pictures and a page.
    """
    from evomario.report.comparison import compare
    from evomario.report.comparison.write import fresh, write

    found = compare(runs, against)
    for each in found.left_out:
        warn(f"{each.run}: left out: {each.why}")
    path = output or fresh()
    write(found, path)
    if as_json:
        print_json(folder=str(path), **found.content())
        return
    for section in found.sections:
        _show(section)
    say(f"page: {path / 'index.html'}")


def _show(section: Any) -> None:
    """Print a section's tables."""
    from evomario.report.formats import as_text

    say(section.title)
    prose(section.about, *(f"note: {note}" for note in section.notes))
    for table in section.tables:
        say(f"\n{table.title}\n{as_text(table)}")
        prose(*(f"note: {note}" for note in table.notes))
    say("")
