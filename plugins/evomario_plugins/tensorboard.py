"""A run in TensorBoard."""

import time
from collections.abc import Iterator
from typing import Any

from evomario.registry import Unfit, register
from evomario.runs import Callback, Progress, Result, Running

FOLDER = "tensorboard"  # in the run folder


@register("callback", "tensorboard")
class TensorBoard(Callback):
    """Writes each generation for TensorBoard: fitness, the way that Mario came, frames and more.

    `tensorboard --logdir runs` then shows all runs beside each other. The events are in
    `tensorboard/` in the run folder, the generations being its steps. What a run did after its last
    checkpoint is told again when it goes on, and TensorBoard drops what it knew of it.

    Raises:
        Unfit: tensorboard is not installed.
    """

    def __init__(self) -> None:
        try:
            from tensorboard.compat.proto import event_pb2, summary_pb2
            from tensorboard.summary.writer.event_file_writer import EventFileWriter
        except ImportError:
            problem = (
                "the callback tensorboard needs tensorboard, which is not installed: "
                "pip install 'evomario[tensorboard]'"
            )
            raise Unfit(("type",), problem) from None
        self._make, self._events, self._summaries = EventFileWriter, event_pb2, summary_pb2
        self._writer: Any = None

    def start(self, run: Running) -> None:
        """Open a file; of a run that goes on, tell from which generation on."""
        self._writer = self._make(str(run.folder.path / FOLDER))
        if run.progress:
            log = self._events.SessionLog(status=self._events.SessionLog.START)
            self._add(run.progress.generation + 1, session_log=log)

    def generation(self, run: Running, progress: Progress) -> None:
        """Write a generation."""
        values = [
            self._summaries.Summary.Value(tag=name, simple_value=value)
            for name, value in _scalars(progress)
        ]
        self._add(progress.generation, summary=self._summaries.Summary(value=values))

    def _add(self, step: int, **content: Any) -> None:
        self._writer.add_event(self._events.Event(wall_time=time.time(), step=step, **content))

    def checkpoint(self, run: Running, progress: Progress) -> None:
        """See to it that all of it is in the file."""
        self._writer.flush()

    def end(self, run: Running, result: Result) -> None:
        """Close the file."""
        self._writer.close()


def _scalars(progress: Progress) -> Iterator[tuple[str, float]]:
    """What is written of a generation, by name."""
    for name in ("best", "mean"):
        yield f"fitness/{name}", getattr(progress, name)
    yield "fitness/feasible", progress.feasible
    for name in ("distance", "progress", "coins"):
        yield f"champion/{name}", float(progress.best_outcomes[name].mean())
    yield "champion/finished", float(progress.finished)
    for name in ("evaluations", "frames", "frames_emulated", "seconds"):
        yield f"spent/{name}", float(getattr(progress, name))
    if progress.front:
        yield "front/size", float(progress.front)
    if progress.hypervolume is not None:
        yield "front/hypervolume", progress.hypervolume
