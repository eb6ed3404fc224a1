"""Tables of who finishes, and of what it takes."""

from collections.abc import Sequence

import numpy as np

from evomario.report.statistics import expected_running_time, kaplan_meier, wilson

from ..table import Column, Row, Table, count, labelled, plain, rate, seconds
from .groups import Group
from .values import COSTS, LEVEL, to_first_finish

NAMES = labelled([("level", "level"), ("method", "method")])
_ALIKE = 1.1  # times as many frames that are nearly as many
_SHOWN = {"frames": count, "evaluations": count, "seconds": seconds}


def finish_table(groups: Sequence[Group]) -> Table:
    """The shares of runs that finished, and that solved the level."""
    rows = [
        plain({
            "level": group.level, "method": group.method, "runs": len(group.runs),
            **shares("finished", [run.first_finish is not None for run in group.runs]),
            **shares("solved", [run.champion.solved for run in group.runs]),
        })
        for group in groups
    ]  # fmt: skip
    return Table(
        "finished", "Runs that finished, and that solved it",
        "Finished: an individual of the run finished its episodes in training. Solved: the "
        "champion, played again at the end, finishes. Of runs, with Wilson's 95 % intervals.",
        (*NAMES, rate_column("finished"), rate_column("solved")), tuple(rows),
    )  # fmt: skip


def shares(name: str, hits: Sequence[bool]) -> Row:
    """How many runs did something, their share, and its interval."""
    low, high = wilson(sum(hits), len(hits), LEVEL)
    return {name: sum(hits), f"{name}_of": len(hits), f"{name}_share": sum(hits) / len(hits),
            f"{name}_low": low, f"{name}_high": high}  # fmt: skip


def rate_column(name: str) -> Column:
    """The column of what `shares` tells."""
    keys = (f"{name}_share", name, f"{name}_of", f"{name}_low", f"{name}_high")
    return Column(name, keys, rate)


def cost_table(groups: Sequence[Group]) -> Table:
    """What it takes until an individual finishes, in frames, evaluations and seconds."""
    rows = []
    for group in groups:
        row: Row = {"level": group.level, "method": group.method}
        for cost in COSTS:
            spent, hit = to_first_finish(group.runs, cost)
            # Where runs end after unlike costs, the estimate can pass a half with fewer hits.
            half = 2 * hit.sum() >= len(hit)
            row[f"{cost}_median"] = kaplan_meier(spent, hit, LEVEL).median if half else None
            row[f"{cost}_ert"] = expected_running_time(spent, hit)
        rows.append(plain({**row, "finished": int(hit.sum()), "runs": len(hit)}))
    columns = [
        Column(head, (f"{cost}_{key}",), _SHOWN[cost])
        for cost in COSTS
        for key, head in (("median", f"{cost}, median"), ("ert", "ERT"))
    ]
    return Table(
        "first_finish", "What the first finish takes",
        "Median: by when half of the runs have finished (Kaplan-Meier; - where fewer than half "
        "did). ERT: what is spent for each finish, runs without one counted in full (- without "
        "any). Known to the end of a generation. Seconds are those of the machines used.",
        (*NAMES, *columns), tuple(rows), _ends(groups),
    )  # fmt: skip


def _ends(groups: Sequence[Group]) -> tuple[str, ...]:
    """A note where runs without a finish ended after unlike many frames, as of generations."""
    runs = [run for group in groups for run in group.runs if run.first_finish is None]
    frames = np.array([run.table["frames"][-1] for run in runs])
    if not len(runs) or frames.max() <= _ALIKE * frames.min():
        return ()
    return (
        f"Runs without a finish ended after {frames.min():,} to {frames.max():,} frames: they say "
        "nothing of what would have come after.",
    )
