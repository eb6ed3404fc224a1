"""Runs that begin with what another has found or learnt, and are new in all else."""

from collections.abc import Sequence
from typing import Any

from evomario.config import load
from evomario.errors import UserError
from evomario.search import Adapting

from .checkpoint import newest_checkpoint, same, write_checkpoint
from .folder import RunFolder
from .learning import Learning
from .settings import RunConfig


def start_of(config: RunConfig, source: RunFolder) -> dict[str, Any]:
    """What a run of a config is to begin with: what another has saved last.

    A learner begins with the weights of any learner, an algorithm with the population, or what it
    has in its place, of a run of its own kind.

    Raises:
        UserError: the algorithm begins anew; or there is nothing to begin with, or it does not fit.
    """
    kind, algorithm = config.settings.algorithm.type, config.algorithm()
    if not isinstance(algorithm, Adapting):
        raise UserError(f"--from {source.path}: {kind} begins anew, whatever there is")
    saved = newest_checkpoint(source.checkpoints)
    if saved is None:
        raise UserError(f"--from {source.path}: no checkpoint, so nothing to begin with")
    state = saved["algorithm"]
    if isinstance(algorithm, Learning):
        if "learner" not in state:
            problem = "a run without a learner, which has learnt nothing"
            raise UserError(f"--from {source.path}: {problem}")
        state = {"learner": state["learner"]}
    elif (other := _kind(source)) != kind:
        raise UserError(f"--from {source.path}: a run of {other}; expected one of {kind}")
    try:
        algorithm.begin_with(state)  # to see that it can
    except UserError as error:
        raise UserError(f"--from {source.path}: {error}") from None
    return {"algorithm": state}


def _kind(source: RunFolder) -> str:
    """The type of a run's algorithm."""
    found = load(source.config).at(("algorithm", "type"))
    return str(found.value) if found else "none"


def keep_start(folder: RunFolder, start: dict[str, Any]) -> None:
    """Keep it in the folder of the run, before that begins."""
    write_checkpoint(folder.start, 0, start)


def outdated(source: RunFolder, begun: Sequence[RunFolder]) -> list[RunFolder]:
    """Which of the runs that began with another did so before that went on.

    Args:
        source: the one that they began with.
        begun: their folders, which keep their starts.

    Raises:
        UserError: what was kept cannot be read.
    """
    saved = newest_checkpoint(source.checkpoints) or {"algorithm": {}}
    return [each for each in begun if not _holds(saved, newest_checkpoint(each.start))]


def _holds(saved: dict[str, Any], start: dict[str, Any] | None) -> bool:
    """Whether a start is a part of what is saved."""
    now = saved["algorithm"]
    return start is not None and all(
        name in now and same(kept, now[name]) for name, kept in start["algorithm"].items()
    )
