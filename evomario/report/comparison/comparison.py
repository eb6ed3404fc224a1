"""A comparison of runs: what was read, what was left out, and the sections."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from evomario.errors import UserError

from ..table import Column, Row, Table, count, labelled, number, plain
from .groups import level_of
from .methods import Method, methods_of
from .read import LeftOut, Run, read_runs
from .sections import Section, sections_of
from .values import best_fitness, own_sense, to_first_finish

_FIRST = 3  # of what is left out, where there is nothing else to tell of


class Comparison(NamedTuple):
    """A comparison of runs.

    Attributes:
        methods: what is compared, with all of their runs.
        sections: of runs of one kind of task each.
        left_out: the runs that are not in it, and why.
    """

    methods: tuple[Method, ...]
    sections: tuple[Section, ...]
    left_out: tuple[LeftOut, ...]

    def content(self) -> dict[str, Any]:
        """All of it as JSON takes it."""
        return {
            "methods": [
                {"name": each.label, "type": each.kind, "runs": [run.given for run in each.runs]}
                for each in self.methods
            ],
            "left_out": [each._asdict() for each in self.left_out],
            "sections": [_content(each) for each in self.sections],
            "runs": [*self.runs_table().rows],
        }

    def runs_table(self) -> Table:
        """A row for each run."""
        rows = [
            plain({
                "run": run.given, "method": method.label, "level": level_of(run),
                "seed": run.seed, "finished": run.first_finish is not None,
                "solved": run.champion.solved, "fitness": own_sense(run, best_fitness(run)),
                "progress": run.progress, "generations": run.table["generation"][-1],
                "evaluations": run.table["evaluations"][-1], "frames": run.table["frames"][-1],
                "seconds": run.table["seconds"][-1],
                "frames_to_finish": _to_finish(run),
            })
            for method in self.methods for run in method.runs
        ]  # fmt: skip
        columns = (
            *labelled([("run", "run"), ("method", "method"), ("level", "level")]),
            Column("seed", ("seed",), str),
            Column("finished", ("finished",), _yes), Column("solved", ("solved",), _yes),
            Column("fitness", ("fitness",), number),
            *(Column(name, (name,), count) for name in ("evaluations", "frames", "seconds")),
            Column("frames to a finish", ("frames_to_finish",), count),
        )  # fmt: skip
        return Table("runs", "The runs", "What each of them came to.", columns, tuple(rows))


def _to_finish(run: Run) -> float | None:
    [frames], [finished] = to_first_finish([run], "frames")
    return float(frames) if finished else None


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _content(section: Section) -> Row:
    tables = {
        table.name: {"title": table.title, "about": table.about, "rows": [*table.rows],
                     "notes": [*table.notes]}
        for table in section.tables
    }  # fmt: skip
    return {
        "name": section.name, "title": section.title, "about": section.about,
        "against": section.against, "notes": [*section.notes], "tables": tables,
    }  # fmt: skip


def compare(names: Sequence[str], against: str = "") -> Comparison:
    """Compare runs.

    Args:
        names: run folders, `last`, or folders of an experiment.
        against: the method that the others are contrasted with; default: that of the first run.

    Raises:
        UserError: nothing can be compared, or tasks or budgets differ, or there is no such method.
    """
    runs, left_out = read_runs(names)
    if not runs:
        told = "; ".join(f"{each.run}: {each.why}" for each in left_out[:_FIRST])
        raise UserError(f"nothing to compare: expected folders of runs that have ended: {told}")
    methods = methods_of(runs)
    return Comparison(tuple(methods), tuple(sections_of(methods, against)), tuple(left_out))
