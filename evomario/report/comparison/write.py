"""What a comparison leaves in its folder."""

import json
import time
from pathlib import Path

from evomario.runs.files import whole_folder

from ..formats import as_csv, as_latex, as_markdown
from ..table import Table
from .comparison import Comparison
from .page import page
from .pictures import draw

DEFAULT = Path("comparisons")


def fresh(folder: Path = DEFAULT) -> Path:
    """A folder named by the time, or the first of path-2, path-3, ... that is not there yet."""
    stamp, number = time.strftime("%Y%m%d-%H%M%S"), 1
    path = folder / stamp
    while path.exists():
        number += 1
        path = folder / f"{stamp}-{number}"
    return path


def write(comparison: Comparison, path: Path) -> None:
    """Write a comparison's tables, pictures and page, whole or not at all.

    Raises:
        UserError: there is something at `path` already, or it cannot be written.
    """
    with whole_folder(path) as folder:
        for section in comparison.sections:
            for table in section.tables:
                _write_table(table, folder / f"{section.name}-{table.name}")
        _write_table(comparison.runs_table(), folder / "runs")
        content = json.dumps(comparison.content(), indent=1, allow_nan=False)
        (folder / "comparison.json").write_text(content + "\n", "utf-8")
        (folder / "comparison.md").write_text(markdown(comparison), "utf-8")
        pictures = {section.name: draw(section, folder) for section in comparison.sections}
        (folder / "index.html").write_text(page(comparison, pictures, path, folder), "utf-8")


def _write_table(table: Table, path: Path) -> None:
    for suffix, make in ((".csv", as_csv), (".md", as_markdown), (".tex", as_latex)):
        path.with_suffix(suffix).write_text(make(table).rstrip("\n") + "\n", "utf-8")


def markdown(comparison: Comparison) -> str:
    """A comparison as one page of Markdown, without pictures."""
    lines = ["# Comparison", ""]
    for section in comparison.sections:
        lines += [f"## {section.title}", "", section.about, ""]
        lines += [f"- {note}" for note in section.notes] + [""] * bool(section.notes)
        for table in section.tables:
            lines += [f"### {table.title}", "", as_markdown(table), "", table.about, ""]
            lines += [line for note in table.notes for line in (note, "")]
    if comparison.left_out:
        lines += ["## Left out", ""]
        lines += [f"- {each.run}: {each.why}" for each in comparison.left_out]
    return "\n".join(lines).rstrip() + "\n"
