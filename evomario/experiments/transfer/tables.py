"""A transfer as tables: what was found on which level, tried and continued on which."""

from collections.abc import Sequence

import numpy as np

from evomario.report.table import Column, Row, Table, count, labelled, share

from .found import Found, Runs

#: What the tables support, and nothing more.
ABOUT = (
    "How far Mario comes, as a share of the level's way: with the champion as it is > continued on "
    "the level, after the budget (a fresh start of the same config, after the same budget)."
)
_PAIRS = (
    "Finishes: the share of the champion's episodes that do, as it is. "
    "First and last: the best of the first generation and of all, mean over seeds. As far as "
    "fresh: the median frames until what fresh starts reach in the median, and how many got there. "
    "Jumpstart and gain: by how many percent of the way first and last are beyond a fresh start's."
)


def tables(found: Sequence[Found]) -> list[Table]:
    """The matrix of sources by levels, and each pair of them in full."""
    return [_matrix(found), _pairs([one for one in found if one.adapted])]


def _matrix(found: Sequence[Found]) -> Table:
    levels = list(dict.fromkeys(one.level for one in found))
    rows: dict[str, Row] = {}
    for one in found:
        row = rows.setdefault(one.source.label, {"source": one.source.label})
        row[one.level] = one.zero_shot
        if one.adapted and one.fresh:
            row[f"{one.level}_adapted"] = float(one.adapted.last.mean())
            row[f"{one.level}_fresh"] = float(one.fresh.last.mean())
    columns = [
        Column(f"on {level}", (level, f"{level}_adapted", f"{level}_fresh"), _cell)
        for level in levels
    ]
    all_columns = (*labelled([("source", "champion of")]), *columns)
    return Table("matrix", "Trained on, and then on", ABOUT, all_columns, tuple(rows.values()))


def _cell(zero_shot: float, adapted: float | None = None, fresh: float | None = None) -> str:
    """A champion as it is, and after it was continued beside a fresh start."""
    if adapted is None or fresh is None:
        return share(zero_shot)
    return f"{zero_shot:.0%} > {adapted:.0%} ({fresh:.0%})"


def _pairs(found: Sequence[Found]) -> Table:
    rows = [row for one in found for row in _rows(one)]
    columns = (
        *labelled([("source", "source"), ("level", "level"), ("start", "start")]),
        Column("runs", ("runs",), count),
        Column("as it is", ("zero_shot",), share),
        Column("finishes", ("solves",), share),
        Column("first", ("first",), share),
        Column("last", ("last",), share),
        Column("as far as fresh", ("frames", "reached", "runs"), _reached),
        Column("finished", ("finished", "runs"), _of),
        Column("jumpstart", ("jumpstart",), _points),
        Column("gain", ("gain",), _points),
    )
    most = max((row["runs"] for row in rows), default=0)
    notes = (f"{most} seeds a start: no test of significance is made.",)
    return Table("pairs", "Continued, beside a fresh start", _PAIRS, columns, tuple(rows), notes)


def _rows(one: Found) -> list[Row]:
    assert one.adapted and one.fresh
    head = {"source": one.source.label, "level": one.level}
    gained = {"jumpstart": one.jumpstart, "gain": one.gain}
    continued = {
        **head,
        "start": "continued",
        "zero_shot": one.zero_shot,
        "solves": one.solves,
        **_row(one.adapted),
    }
    return [{**continued, **gained}, {**head, "start": "fresh", **_row(one.fresh)}]


def _row(runs: Runs) -> Row:
    reached = runs.reached[np.isfinite(runs.reached)]
    middle = float(np.median(runs.reached))
    return {
        "runs": len(runs.last), "first": float(runs.first.mean()), "last": float(runs.last.mean()),
        "frames": middle, "reached": len(reached), "finished": int(runs.finished.sum()),
    }  # fmt: skip


def _reached(frames: float, reached: int, runs: int) -> str:
    return f"{count(frames) if np.isfinite(frames) else 'never'} ({reached}/{runs})"


def _of(part: int, runs: int) -> str:
    return f"{part}/{runs}"


def _points(value: float) -> str:
    """A difference of shares, in percent of the way."""
    return f"{round(100 * value):+d}"
