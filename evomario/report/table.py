"""Tables: rows of plain values, and how each column shows them."""

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

Row = dict[str, Any]

NOTHING = "-"  #: what is shown where there is no value


class Column(NamedTuple):
    """A column.

    Attributes:
        head: what stands above it.
        keys: of the values in a row that it shows.
        show: makes a text of them; those that are missing are told beforehand.
        right: whether it is set to the right, as numbers are.
    """

    head: str
    keys: tuple[str, ...]
    show: Callable[..., str]
    right: bool = True

    def cell(self, row: Row) -> str:
        """What it shows of a row."""
        values = [row.get(key) for key in self.keys]
        return NOTHING if values[0] is None else self.show(*values)


class Table(NamedTuple):
    """A table.

    Attributes:
        name: of its files, `[a-z_]+`.
        title: above it.
        about: how to read it, in a sentence or two.
        columns: what is shown.
        rows: plain values: text, numbers, and None where there is none.
        notes: below it.
    """

    name: str
    title: str
    about: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()

    @property
    def heads(self) -> list[str]:
        """What stands above the columns."""
        return [column.head for column in self.columns]

    def cells(self) -> list[list[str]]:
        """What it shows, row by row."""
        return [[column.cell(row) for column in self.columns] for row in self.rows]


def plain(row: Row) -> Row:
    """A row in Python's own values; None for numbers that are not finite."""
    return {key: _plain(value) for key, value in row.items()}


def _plain(value: Any) -> Any:
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and not math.isfinite(value) else value


def text(value: str) -> str:
    """A text as it is."""
    return value


def count(value: float) -> str:
    """A whole number."""
    return f"{value:,.0f}"


def number(value: float) -> str:
    """A number, of three figures or more."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def seconds(value: float) -> str:
    """A time."""
    return f"{value:,.1f}"


def p_value(value: float) -> str:
    """A probability of an error, never as 0."""
    return "<0.0001" if value < 1e-4 else f"{value:.4f}"


def rate(share: float, successes: int, trials: int, low: float | None, high: float | None) -> str:
    """A share of runs, with its interval."""
    between = "" if low is None or high is None else f" ({low:.0%} to {high:.0%})"
    return f"{successes}/{trials}  {share:.0%}{between}"


def estimate(value: float, low: float | None, high: float | None) -> str:
    """A number with its interval."""
    between = "" if low is None or high is None else f" ({number(low)} to {number(high)})"
    return f"{number(value)}{between}"


def share(value: float, low: float | None = None, high: float | None = None) -> str:
    """A share, with its interval if there is one."""
    between = "" if low is None or high is None else f" ({low:.0%} to {high:.0%})"
    return f"{value:.0%}{between}"


def labelled(heads: Sequence[tuple[str, str]]) -> tuple[Column, ...]:
    """Columns of text, told by their keys and heads."""
    return tuple(Column(head, (key,), text, right=False) for key, head in heads)
