"""No improvement for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from evomario.registry import register

from .base import StopRule

if TYPE_CHECKING:
    from ..progress import Progress

Patience = Annotated[int, Field(ge=1)]
Delta = Annotated[float, Field(ge=0, allow_inf_nan=False)]


@register("stop", "stagnation")
class Stagnation(StopRule):
    """The best has not improved for so many generations.

    It improves where it violates constraints less or, as feasible as before, where its first
    objective rises; of several objectives with a reference, where the front's hypervolume does.

    Args:
        generations: without improvement.
        min_delta: a rise by no more than this is none.
    """

    def __init__(self, *, generations: Patience, min_delta: Delta = 0.0) -> None:
        self.generations, self.min_delta = generations, min_delta
        self._best: tuple[float, float] | None = None  # violation and value
        self._at = 0  # the generation that brought it

    def over(self, progress: Progress) -> str:
        """That it has, if it has."""
        volume = progress.hypervolume
        value = progress.best if volume is None else volume
        if self._improves(progress.violation, value):
            self._best, self._at = (progress.violation, value), progress.generation
        waited = progress.generation - self._at
        return f"no improvement in {waited} generations" if waited >= self.generations else ""

    def _improves(self, violation: float, value: float) -> bool:
        if self._best is None or violation < self._best[0]:
            return True
        return violation == self._best[0] and value > self._best[1] + self.min_delta

    def state(self) -> dict[str, Any]:
        """The best that counts, and since when."""
        return {"best": self._best, "at": self._at}

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a state."""
        self._best = None if state["best"] is None else tuple(state["best"])
        self._at = state["at"]
