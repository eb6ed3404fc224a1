"""What runs must have in common to be compared: the task and the budget."""

from collections.abc import Mapping, Sequence
from typing import Any

from evomario.config.writer import flow
from evomario.errors import UserError

from .read import Run

_SHOWN = 5  # runs that are named
_LEVELS = ("train", "test")  # keys of a task in which runs may differ
_ABSENT = "none"


def check_same(runs: Sequence[Run]) -> None:
    """See that runs have one task, but for its levels, and one budget.

    Raises:
        UserError: they have not; it says which keys differ, and in which runs.
    """
    found = differences([conditions(run) for run in runs])
    if found:
        told = "; ".join(_told(key, values, runs) for key, values in found.items())
        raise UserError(f"these runs cannot be compared, as their tasks or budgets differ: {told}")


def conditions(run: Run) -> dict[str, Any]:
    """What comparable runs have in common, by dotted keys."""
    task = run.task.model_dump(mode="json")
    return flat({
        "task": {key: value for key, value in task.items() if key not in _LEVELS},
        "stop": run.stop,
    })  # fmt: skip


def flat(tree: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested mappings as one, by dotted keys; what is None is left out."""
    found: dict[str, Any] = {}
    for key, value in tree.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            found.update(flat(value, f"{name}."))
        elif value is not None:
            found[name] = value
    return found


def differences(trees: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """The keys in which flat mappings differ, and what each of the mappings has there, as YAML."""
    keys = dict.fromkeys(key for tree in trees for key in tree)
    columns = {key: [written(tree, key) for tree in trees] for key in keys}
    return {key: column for key, column in columns.items() if len(set(column)) > 1}


def written(tree: Mapping[str, Any], key: str) -> str:
    """A value as a config says it."""
    return flow(tree[key]) if key in tree else _ABSENT


def _told(key: str, values: Sequence[str], runs: Sequence[Run]) -> str:
    """A key, its values, and the runs that have each."""
    told = []
    for value in dict.fromkeys(values):
        having = [run.given for run, own in zip(runs, values, strict=True) if own == value]
        more = len(having) - _SHOWN
        names = ", ".join(having[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
        told.append(f"{value} ({names})")
    return f"{key}: {' or '.join(told)}"
