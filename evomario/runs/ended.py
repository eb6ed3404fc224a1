"""Whether a run has come to its end, as what it left in its folder tells."""

from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from evomario.config import Node
from evomario.errors import UserError
from evomario.evaluation.settings import TaskSettings

from .champion import Champion
from .checkpoint import newest_checkpoint
from .folder import RunFolder
from .loop import Loop
from .plugins import load_run
from .stops import BUDGETS

#: What `unfinished` looks at in the history's last generation.
COUNTED = ("generation", "evaluations", "frames", "seconds")


def unfinished(
    folder: RunFolder, node: Node, task: TaskSettings, champion: Champion, last: np.void
) -> str:
    """Why what is in a folder is not a whole run, in words; "" for a run that came to its end.

    Most runs are told by their budget, their target or the trials that follow the last generation.
    Of others the newest checkpoint is loaded, and the loop asked whether it would go on.

    Args:
        folder: the run's.
        node: its config.
        task: the task in it.
        champion: what it left.
        last: the last generation of its history, with the fields COUNTED.
    """
    log = Path(f"{folder.history}-wal")
    if log.exists() and log.stat().st_size:  # an empty one is left where somebody read on
        return "it is still running, or was killed"
    if task.noise.noise or task.test:
        return "" if champion.trials else "it was interrupted before its champion was tried"
    if _spent(node, last) or _solved_as_asked(node, champion):
        return ""
    return _would_go_on(folder)


def _spent(node: Node, last: np.void) -> bool:
    """Whether a budget of the config is used up."""
    stop = node.at(("stop",))
    plain = stop.plain() if stop else None
    if not isinstance(plain, dict):
        return False
    rules = plain.get("rules")
    limits = [(name, plain.get(name)) for name in BUDGETS]
    for each in rules if isinstance(rules, list) else ():
        if isinstance(each, dict):
            limits.append((str(each.get("type")), each.get("most")))
    return any(_reached(last, *limit) for limit in limits)


def _reached(last: np.void, budget: str, most: Any) -> bool:
    if budget not in BUDGETS or not isinstance(most, int | float):
        return False
    return bool(last["generation" if budget == "generations" else budget] >= most)


def _solved_as_asked(node: Node, champion: Champion) -> bool:
    """Whether the target is the plainest one, and met."""
    target = node.at(("stop", "target"))
    plainly = target is not None and target.value == "finished"
    return plainly and champion.solved and champion.violation == 0


def _would_go_on(folder: RunFolder) -> str:
    """Ask the run's own loop, in the state in which it was last saved."""
    try:
        config = load_run(folder)
        state = newest_checkpoint(folder.checkpoints)
        if state is None:
            return "its budget is not spent, and there is no checkpoint"
        with closing(config.task):
            loop = Loop(config, folder, 1)
            loop.load(state)
            over = loop.over
    except UserError as error:
        return f"nothing tells whether it ended: {error}"
    return "" if over else "it was interrupted before its budget was spent"
