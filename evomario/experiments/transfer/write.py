"""What a transfer leaves in its folder beside the runs."""

import json
from collections.abc import Sequence
from pathlib import Path

from evomario.report.formats import as_csv, as_latex, as_markdown
from evomario.report.table import Table, plain
from evomario.runs.files import write_text

from .found import Found
from .plot import plot_transfer


def write(found: Sequence[Found], made: Sequence[Table], path: Path) -> list[Path]:
    """Write the tables as CSV, Markdown, LaTeX and JSON, and the curves; the files.

    Raises:
        UserError: one cannot be written.
    """
    files = []
    for table in made:
        for suffix, make in ((".csv", as_csv), (".md", as_markdown), (".tex", as_latex)):
            files.append(path / f"transfer-{table.name}{suffix}")
            write_text(files[-1], make(table).rstrip("\n") + "\n")
    content = {table.name: [plain(row) for row in table.rows] for table in made}
    files.append(path / "transfer.json")
    write_text(files[-1], json.dumps(content, indent=1, allow_nan=False) + "\n")
    return [*files, *plot_transfer(found, path / "transfer")]
