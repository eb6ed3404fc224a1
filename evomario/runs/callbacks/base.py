"""What a callback is, and what it sees of a run."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from evomario import registry
from evomario.registry import Entry

from ..champion import Champion
from ..folder import RunFolder
from ..parts import Kept
from ..progress import Progress, Result

if TYPE_CHECKING:  # a config takes the callbacks from here
    from ..settings import RunConfig


class Running(NamedTuple):
    """A run as its callbacks see it; nothing in it is theirs to change.

    Attributes:
        folder: its folder, in which a callback can leave files of its own.
        config: its config.
        progress: how far it has come; None before the first generation.
        champion: plays the best so far again and gives it, with its recordings; None before the
            first generation. Until there is a better one it is played only once.
    """

    folder: RunFolder
    config: RunConfig
    progress: Progress | None
    champion: Callable[[], Champion | None]


class Callback(Kept):
    """What a class registered as `callback` derives from.

    Its keyword-only arguments are what a config gives. It is made whenever the config is checked,
    and leaves files alone until it is started.
    """

    def start(self, run: Running) -> None:
        """The run begins, or goes on: then `run.progress` says from where, and `load` came before.

        What a run did after its last checkpoint it does again.
        """

    def improvement(self, run: Running, progress: Progress) -> None:
        """The generation has brought a better champion; called before `generation`."""

    def generation(self, run: Running, progress: Progress) -> str | None:
        """A generation is over.

        Returns:
            Why the run is to end now; "" or None if it may go on.
        """
        return None

    def checkpoint(self, run: Running, progress: Progress) -> None:
        """A checkpoint is about to be written: what is to survive goes to the disk now.

        There is one every few seconds, at an interrupt, and before `end`.
        """

    def end(self, run: Running, result: Result) -> None:
        """The run has come to its end, which one that is interrupted has not."""


def _check(new: Entry) -> None:
    """See that what is registered as a callback is one.

    Raises:
        ValueError: it is not.
    """
    if not (isinstance(new.target, type) and issubclass(new.target, Callback)):
        raise ValueError(f"callback {new.name!r}: expected a class that derives from Callback")


registry.define("callback", check=_check)
