"""Runs that begin with what another has learnt, and are new in all else."""

from typing import Any

from evomario.errors import UserError

from .checkpoint import newest_checkpoint, write_checkpoint
from .folder import RunFolder
from .learning import Learning
from .settings import RunConfig


def start_of(config: RunConfig, source: RunFolder) -> dict[str, Any]:
    """What a run of a config is to begin with: what the learner of another has kept last.

    Raises:
        UserError: one of the two has no learner, or there is nothing to begin with.
    """
    kind = config.settings.algorithm.type
    if not isinstance(config.algorithm(), Learning):
        raise UserError(f"--from {source.path}: {kind} is no learner, and begins anew")
    state = newest_checkpoint(source.checkpoints)
    if state is None:
        raise UserError(f"--from {source.path}: no checkpoint, so nothing to begin with")
    if "learner" not in state["algorithm"]:
        raise UserError(f"--from {source.path}: a run without a learner, which has learnt nothing")
    return {"learner": state["algorithm"]["learner"]}


def keep_start(folder: RunFolder, start: dict[str, Any]) -> None:
    """Keep it in the folder of the run, before that begins."""
    write_checkpoint(folder.start, 0, start)
