"""Runs that begin with what another has learnt, and are new in all else."""

from evomario.errors import UserError

from .checkpoint import newest_checkpoint, write_checkpoint
from .folder import RunFolder
from .learning import Learning
from .settings import RunConfig


def start_from(config: RunConfig, folder: RunFolder, source: RunFolder) -> None:
    """Let a run begin with what another has learnt: its newest checkpoint is kept in the folder.

    Args:
        config: of the run that begins.
        folder: of that run; nothing of it was played yet.
        source: of the other.

    Raises:
        UserError: what is to begin is no learner, or there is nothing to begin with.
    """
    kind = config.settings.algorithm.type
    if not isinstance(config.algorithm(), Learning):
        raise UserError(f"--from {source.path}: {kind} is no learner, and begins anew")
    state = newest_checkpoint(source.checkpoints)
    if state is None:
        raise UserError(f"--from {source.path}: no checkpoint, so nothing to begin with")
    write_checkpoint(folder.start, 0, {"algorithm": state["algorithm"]})
