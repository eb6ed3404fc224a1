"""Evaluators: what lets players play. Which one does is a matter of time, not of results.

An evaluator is registered as the kind `evaluator`; a config chooses it in its `evaluation:` part.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from evomario import registry
from evomario.registry import Entry, register

from .outcomes import Outcomes

if TYPE_CHECKING:
    from .task import Task


class Request(NamedTuple):
    """What an evaluator is asked to let play; it can be pickled if its players can.

    Attributes:
        players: what plays: `uint8[moves]`, the moves to be made, or what watches the game.
        levels: names of levels.
        seeds: what noise is drawn from; each level is played with each.
        workers: threads, or processes, at most; None: as many as there are cores.
        paths: whether paths are kept.
        reuse: whether to begin where an episode is known to lead.
    """

    players: Sequence[Any]
    levels: Sequence[str]
    seeds: Sequence[int]
    workers: int | None = None
    paths: bool = False
    reuse: bool = False


class Evaluator:
    """What evaluators derive from; parameters are keyword-only arguments of the constructor."""

    def play(self, task: Task, request: Request) -> Outcomes:
        """Let every player play every level with every noise seed, each from its start.

        What comes of it must be what `evomario.evaluation.here.play_here(task, request)` gives, in
        the same order, however it is done: `task.recipe` makes the same task in another process.
        `Outcomes.frames_emulated` alone may differ.

        Raises:
            UserError: an unknown level, or players that cannot play.
        """
        raise NotImplementedError

    def close(self) -> None:
        """End what was started for it, if anything was; who plays afterwards starts it anew."""


@register("evaluator", "threads")
class Threads(Evaluator):
    """Compiled kernels on threads of this process; what is plain Python plays on one thread."""

    def play(self, task: Task, request: Request) -> Outcomes:
        """Let every player play; see `Evaluator`."""
        from .here import play_here  # which needs the task, which needs its settings

        return play_here(task, request)


def _check(new: Entry) -> None:
    """See that what is registered is an evaluator.

    Raises:
        ValueError: it is not.
    """
    target = new.target
    mine = isinstance(target, type) and issubclass(target, Evaluator)
    if not mine or target.play is Evaluator.play:  # type: ignore[attr-defined]
        raise ValueError(f"evaluator {new.name!r}: expected an Evaluator with its own `play`")


registry.define("evaluator", check=_check)
