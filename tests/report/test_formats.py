"""Tables as text, CSV, Markdown and LaTeX: well-formed, whatever names are."""

import csv
import io
import re

from evomario.report.formats import as_csv, as_latex, as_markdown, as_text
from evomario.report.table import (
    Column,
    Table,
    count,
    estimate,
    labelled,
    number,
    p_value,
    plain,
    rate,
    share,
)

BAD = 'a|b, "c" & 50% of $x_1 #{~^\\}<i>`*'
TABLE = Table(
    "made", "Made up 100%", "About it.",
    (*labelled([("method", "the method")]), Column("runs", ("runs",), count),
     Column("share", ("share", "low", "high"), share)),
    ({"method": BAD, "runs": 1234, "share": 0.5, "low": 0.25, "high": 0.75},
     {"method": "b", "runs": 2, "share": None}),
)  # fmt: skip


def test_text_is_aligned() -> None:
    head, first, second = as_text(TABLE).splitlines()
    assert len(head) == len(first) == len(second)
    assert first.endswith("1,234  50% (25% to 75%)") and second.split() == ["b", "2", "-"]


def test_csv_gives_back_every_value() -> None:
    first, second = csv.DictReader(io.StringIO(as_csv(TABLE)))
    assert first == {"method": BAD, "runs": "1234", "share": "0.5", "low": "0.25", "high": "0.75"}
    assert second == {"method": "b", "runs": "2", "share": "", "low": "", "high": ""}


def test_markdown_has_as_many_cells_in_each_row() -> None:
    lines = as_markdown(TABLE).splitlines()
    cells = [re.split(r"(?<!\\)\|", line)[1:-1] for line in lines]
    assert [len(row) for row in cells] == [3, 3, 3, 3]
    assert cells[1] == ["---", "---:", "---:"]
    assert re.sub(r"\\(.)", r"\1", cells[2][0].strip()) == BAD


def test_latex_is_escaped_and_needs_no_package() -> None:
    text = as_latex(TABLE)
    title, begin, rule, *rows, last, end = text.splitlines()
    assert title == "% Made up 100%" and begin == r"\begin{tabular}{lrr}"
    assert (rule, last, end) == (r"\hline", r"\hline", r"\end{tabular}")
    rows = [row for row in rows if row != r"\hline"]
    assert all(row.endswith(r" \\") for row in rows)
    assert [len(re.findall(r"(?<!\\)&", row)) for row in rows] == [2, 2, 2]
    first = rows[1].removesuffix(r" \\")
    for wanted in (r"\&", r"50\%", r"\$x\_1", r"\#\{", r"\textasciitilde{}", r"\textbackslash{}"):
        assert wanted in first
    assert not re.search(r"(?<!\\)[%$#_]", first)


def test_values_in_words() -> None:
    assert (number(12345.6), number(0.12345), count(1e6)) == ("12,346", "0.123", "1,000,000")
    assert (p_value(1e-9), p_value(0.05)) == ("<0.0001", "0.0500")
    assert rate(0.75, 3, 4, 0.3, 0.954) == "3/4  75% (30% to 95%)"
    assert rate(0.75, 3, 4, None, None) == "3/4  75%"
    assert (estimate(2, None, None), estimate(2, 1, 3)) == ("2", "2 (1 to 3)")
    assert plain({"a": float("nan"), "b": float("inf"), "c": 1.5}) == {
        "a": None, "b": None, "c": 1.5,
    }  # fmt: skip
