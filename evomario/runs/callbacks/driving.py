"""All callbacks of a run, driven as one."""

from collections.abc import Sequence
from typing import Any

from evomario.errors import UserError

from ..parts import Part, load
from ..progress import Progress, Result
from .base import Running


class Callbacks:
    """The callbacks of a run, called one after another.

    One that has failed is called no more. A generation is in the state to save only once all of
    them have heard of it: otherwise a run that is resumed plays it again, and tells them again.
    """

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts

    def start(self, run: Running) -> None:
        """Tell that the run begins or goes on."""
        self._each("start", run)

    def generation(self, run: Running, progress: Progress, improved: bool) -> None:
        """Tell of a generation, and first of its better champion if it has one."""
        if improved:
            self._each("improvement", run, progress)
        for part in self._parts:
            part.ask("generation", run, progress)

    def checkpoint(self, run: Running, progress: Progress) -> None:
        """Tell that a checkpoint is about to be written: all of them, also where one fails."""
        failures = []
        for part in self._parts:
            try:
                part.call("checkpoint", run, progress)
            except UserError as error:
                failures.append(error)
        if failures:
            raise failures[0]

    def end(self, run: Running, result: Result) -> None:
        """Tell what the run has come to."""
        self._each("end", run, result)

    @property
    def reason(self) -> str:
        """What the first of those said that want the run to end; "" if none does."""
        return next((part.reason for part in self._parts if part.reason), "")

    def state(self) -> list[dict[str, Any]]:
        """What the callbacks keep."""
        return [part.state() for part in self._parts]

    def load(self, states: list[dict[str, Any]]) -> None:
        """Go on from a state."""
        load(self._parts, states)

    def _each(self, method: str, *arguments: Any) -> None:
        for part in self._parts:
            part.call(method, *arguments)
