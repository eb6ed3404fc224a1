"""Tables as text, CSV, Markdown and LaTeX."""

import csv
import io
from collections.abc import Sequence

from .table import Table

_GAP = "  "
_LATEX = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", "…": r"\ldots{}",
}  # fmt: skip
#: What Markdown would take for something else than the character.
_MARKDOWN = r"\`*_{}[]<>#|~"


def as_text(table: Table) -> str:
    """Aligned columns, with the heads above them."""
    lines = [table.heads, *table.cells()]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(_aligned(table, line, widths) for line in lines)


def _aligned(table: Table, line: Sequence[str], widths: Sequence[int]) -> str:
    cells = [
        cell.rjust(width) if column.right else cell.ljust(width)
        for column, cell, width in zip(table.columns, line, widths, strict=True)
    ]
    return _GAP.join(cells).rstrip()


def as_csv(table: Table) -> str:
    """All values of all rows, unformatted, those that are missing left empty."""
    keys = list(dict.fromkeys(key for row in table.rows for key in row))
    file = io.StringIO()
    writer = csv.DictWriter(file, keys, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(table.rows)
    return file.getvalue()


def as_markdown(table: Table) -> str:
    """A table as GitHub and others draw it."""
    lines = [table.heads, *table.cells()]
    rows = [f"| {' | '.join(map(_in_markdown, line))} |" for line in lines]
    rule = "|".join("---:" if column.right else "---" for column in table.columns)
    return "\n".join([rows[0], f"|{rule}|", *rows[1:]])


def _in_markdown(value: str) -> str:
    escaped = "".join(f"\\{c}" if c in _MARKDOWN else c for c in value)
    return " ".join(escaped.split())


def as_latex(table: Table) -> str:
    """A plain tabular, which needs no package."""
    setting = "".join("r" if column.right else "l" for column in table.columns)
    rows = [" & ".join(map(_in_latex, line)) + r" \\" for line in [table.heads, *table.cells()]]
    return "\n".join([
        f"% {' '.join(table.title.split())}", rf"\begin{{tabular}}{{{setting}}}", r"\hline",
        rows[0], r"\hline", *rows[1:], r"\hline", r"\end{tabular}", "",
    ])  # fmt: skip


def _in_latex(value: str) -> str:
    return "".join(_LATEX.get(c, c) for c in " ".join(value.split()))
