"""Budgets: a run may have so much of something, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from evomario.registry import register

from .base import StopRule

if TYPE_CHECKING:
    from ..progress import Progress

Count = Annotated[int, Field(ge=1)]
Seconds = Annotated[float, Field(gt=0)]

#: What `stop:` has a key for, in the order in which they are told.
BUDGETS = ("generations", "evaluations", "frames", "seconds")


class Budget(StopRule):
    """So much of what progress counts under a name.

    Attributes:
        counts: the name.
    """

    counts: ClassVar[str]

    def __init__(self, *, most: Count) -> None:
        self.most: float = most

    def over(self, progress: Progress) -> str:
        """That it is spent, if it is."""
        return f"{self.counts} spent" if self._used(progress) >= self.most else ""

    def share(self, progress: Progress) -> float:
        """The used share."""
        return self._used(progress) / self.most

    def _used(self, progress: Progress) -> float:
        return float(getattr(progress, self.counts))


@register("stop", "generations")
class Generations(Budget):
    """So many generations."""

    counts = "generation"

    def over(self, progress: Progress) -> str:
        """That they are spent, if they are."""
        return "generations spent" if super().over(progress) else ""


@register("stop", "evaluations")
class Evaluations(Budget):
    """So many individuals evaluated."""

    counts = "evaluations"


@register("stop", "frames")
class Frames(Budget):
    """So many frames played, as if none were reused."""

    counts = "frames"


@register("stop", "seconds")
class SecondsOfTime(Budget):
    """So much time; it may end a run, and steers nothing."""

    counts = "seconds"

    def __init__(self, *, most: Seconds) -> None:
        self.most = most
