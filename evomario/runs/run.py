"""A run from its beginning, or from its newest checkpoint, to its end."""

import time
from collections.abc import Callable
from contextlib import closing

from evomario.errors import UserError

from .checkpoint import newest_checkpoint
from .files import write_text
from .folder import RunFolder
from .history import History, Layout
from .loop import Loop
from .plugins import record
from .progress import Progress, Result
from .settings import RunConfig

SAVE_SECONDS = 5.0  # between two checkpoints, unless the caller says otherwise
_REST = 19  # times as long as the last one took


def evolve(
    config: RunConfig,
    folder: RunFolder,
    *,
    threads: int | None = None,
    resume: bool = False,
    save_seconds: float = SAVE_SECONDS,
    each: Callable[[Progress], None] = lambda progress: None,
) -> Result:
    """Run a config to its end, and leave everything but pictures in the folder.

    Args:
        config: the checked config.
        folder: where to; for `resume`, of the run to go on with.
        threads: default: all cores. Results do not depend on it.
        resume: go on from the newest checkpoint; a run that has none yet begins anew.
        save_seconds: between two checkpoints, or longer where one takes long, unless it is 0; how
            often it saves changes nothing else.
        each: called after every generation.

    An interrupt leaves a checkpoint and the best so far as the champion, and goes on to the caller;
    so does the error of a callback or stop rule that fails.

    Raises:
        UserError: the folder holds a champion, but no checkpoint to go on from; or a callback or
            stop rule has failed.
    """
    with closing(config.task):
        return _evolve(config, folder, threads, resume, save_seconds, each)


def _evolve(
    config: RunConfig, folder: RunFolder, threads: int | None, resume: bool, save_seconds: float,
    each: Callable[[Progress], None],
) -> Result:  # fmt: skip
    config.task.prepare()
    loop = Loop(config, folder, threads)
    state = newest_checkpoint(folder.checkpoints) if resume else None
    if resume and state is None and folder.champion.exists():
        raise UserError(f"{folder.path}: a champion without a checkpoint: there is no run to go on")
    record(config, folder)
    if state:
        loop.load(state)
    else:
        write_text(folder.config, config.node.dump())
        if start := newest_checkpoint(folder.start):
            loop.begin_with(start)
    history = History(
        folder.history, Layout.of(config.task), loop.algorithm.generation, config.settings.history
    )
    try:
        loop.start()
        while not loop.over:
            progress = loop.generation(history)
            if time.monotonic() - loop.saved >= _pause(save_seconds, loop.save_took):
                loop.save(history)
            each(progress)
    finally:
        try:
            loop.save(history)
        finally:
            history.close()
    return loop.end()


def _pause(save_seconds: float, took: float) -> float:
    """How long to wait until the next checkpoint: saving takes a twentieth of the time at most."""
    return max(save_seconds, _REST * took) if save_seconds else 0.0
