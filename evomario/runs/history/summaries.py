"""What algorithms tell of their generations: JSON in the history, arrays out of it."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from evomario.errors import UserError

from .reader import has_table, opened

Row = dict[str, Any]
_VALUE = "value"  # what the field of a lone number is called
_KINDS = ((bool, "?"), (int, "i8"), (int | float, "f8"))


def summaries(path: Path) -> dict[str, np.ndarray]:
    """What the algorithm of a run told of each generation, by name, as structured arrays.

    A row's first field is its `generation`; the rest are the keys of what was told: of a list,
    such as NEAT's `species`, a row for each of its items; of a mapping, such as its `nodes`, one
    row; of a number one row with the field `value`. A number that is missing is nan, a word "".

    Returns:
        Nothing for a run whose algorithm tells nothing, or a history that is older than that.

    Raises:
        UserError: the file is no history, or one of another format, or what was told is damaged.
    """
    with opened(path) as database:
        if not has_table(database, "summaries"):
            return {}
        told = database.execute("SELECT * FROM summaries ORDER BY generation").fetchall()
    tables: dict[str, list[Row]] = {}
    for generation, text in told:
        for name, value in _mapping(text, path).items():
            rows = ({"generation": generation, **row} for row in _rows(value))
            tables.setdefault(name, []).extend(rows)
    return {name: _array(rows) for name, rows in tables.items() if rows}


def _mapping(text: str, path: Path) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, TypeError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise UserError(f"{path}: a damaged summary in the history")
    return found


def _rows(value: Any) -> list[Row]:
    """What was told under a name, as rows."""
    items = value if isinstance(value, list) else [value]
    return [item if isinstance(item, dict) else {_VALUE: item} for item in items]


def _array(rows: list[Row]) -> np.ndarray:
    """Rows as a structured array, of the fields that any of them has."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = [_column([row.get(name) for row in rows]) for name in names]
    made = np.empty(len(rows), [(n, c.dtype) for n, c in zip(names, columns, strict=True)])
    for name, column in zip(names, columns, strict=True):
        made[name] = column
    return made


def _column(values: list[Any]) -> np.ndarray:
    """Values of one kind as an array of it; of several, as words."""
    for kind, dtype in _KINDS:
        if all(isinstance(value, kind) for value in values):
            return np.array(values, dtype)
    if all(value is None or isinstance(value, int | float) for value in values):
        return np.array([np.nan if value is None else value for value in values], "f8")
    return np.array(["" if value is None else str(value) for value in values])
