"""Tables of champions' trials: noise that they never met, and levels held out."""

from collections.abc import Sequence

from ..table import Column, Row, Table, labelled, plain
from ..table import share as shown_share
from .finishing import NAMES, rate_column, shares
from .groups import Group, in_words, level_of, levels_of
from .methods import Method
from .scores import summary, summary_columns

_CHAMPIONS = (
    "IQM over champions, one a run, with a 95 % interval from bootstrap samples of the runs: "
    "episodes of one champion are not independent of each other, and are no sample of the method."
)
_TRIED = [("tested", "tested on"), ("level", "trained on"), ("method", "method")]


def noise_table(groups: Sequence[Group]) -> Table:
    """The share of episodes with unseen noise that champions finish, on levels of training."""
    rows: list[Row] = []
    for group in groups:
        row = summary(group, lambda run: run.share_finished(held_out=False))
        solved = shares("solved", [run.champion.solved for run in group.runs])
        rows.append(plain({**row, **solved}))
    return Table(
        "unseen_noise", "Episodes with unseen noise that champions finish",
        "Of the episodes of each champion, with noise seeds that neither training nor choice met. "
        f"{_CHAMPIONS} Solved: more than half of them on each level (Wilson).",
        (*NAMES, *summary_columns(percent=True), rate_column("solved")), tuple(rows),
    )  # fmt: skip


def held_out_together(methods: Sequence[Method]) -> list[Table]:
    """How champions fare on all levels held out, a row a method; none where there is one level.

    Runs that were tried on other levels than those of their row stand in a row of their own.
    """
    rows: list[Row] = []
    for trained in levels_of(methods):
        for group in _trained(methods, trained):
            for test in dict.fromkeys(run.task.test for run in group.runs if run.task.test[1:]):
                runs = tuple(run for run in group.runs if run.task.test == test)
                row = summary(group._replace(strata=(runs,)), lambda run: run.held_out_progress)
                shares = [run.share_finished(held_out=True) for run in runs]
                done = {"finished": sum(shares) / len(shares)}
                rows.append(plain({"tested": in_words(test), **row, **done}))
    if not rows:
        return []
    finished = Column("episodes finished", ("finished",), shown_share)
    return [Table(
        "held_out_together", "All levels held out, of the way",
        f"How far champions come, the mean of the levels. {_CHAMPIONS} Episodes finished: of all "
        "levels and champions.",
        (*labelled(_TRIED), *summary_columns(percent=True), finished), tuple(rows),
    )]  # fmt: skip


def held_out_table(methods: Sequence[Method]) -> Table:
    """The share of episodes that champions finish on levels that they were not trained on."""
    rows = [
        plain({"tested": tested, **_tested(group, tested)})
        for trained in levels_of(methods)
        for group in _trained(methods, trained)
        for tested in dict.fromkeys(level for run in group.runs for level in run.task.test)
    ]
    order = {row["tested"]: place for place, row in enumerate(rows)}
    rows.sort(key=lambda row: order[row["tested"]])
    progress = Column("progress", ("progress",), shown_share)
    return Table(
        "held_out", "Episodes that champions finish on levels held out",
        f"Levels that no episode of training was played on. {_CHAMPIONS} Progress: the mean over "
        "champions.",
        (*labelled(_TRIED), *summary_columns(percent=True), progress), tuple(rows),
    )  # fmt: skip


def _trained(methods: Sequence[Method], trained: str) -> list[Group]:
    """The runs of each method that were trained on a level and tried on others."""
    found = [
        (method, [run for run in method.runs if level_of(run) == trained and run.task.test])
        for method in methods
    ]
    return [Group(trained, method.label, (tuple(runs),)) for method, runs in found if runs]


def _tested(group: Group, tested: str) -> Row:
    runs = tuple(run for run in group.runs if tested in run.task.test)
    row = summary(
        group._replace(strata=(runs,)), lambda run: run.share_finished(held_out=True, level=tested)
    )
    ways = [
        trial.progress for run in runs for trial in run.champion.trials
        if trial.level == tested and trial.held_out and trial.progress is not None
    ]  # fmt: skip
    return {**row, "progress": sum(ways) / len(ways) if ways else None}
