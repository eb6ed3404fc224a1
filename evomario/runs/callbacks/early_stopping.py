"""Early stopping."""

from typing import Any

from evomario.registry import register

from ..progress import Progress
from ..stops.stagnation import Delta, Patience, Stagnation
from .base import Callback, Running


@register("callback", "early_stopping")
class EarlyStopping(Callback):
    """Ends the run when the best has not improved for so many generations, as `stagnation` does."""

    def __init__(self, *, generations: Patience, min_delta: Delta = 0.0) -> None:
        self._rule = Stagnation(generations=generations, min_delta=min_delta)

    def generation(self, run: Running, progress: Progress) -> str:
        """Say that it has stagnated, if it has."""
        return self._rule.over(progress)

    def state(self) -> dict[str, Any]:
        """What the rule keeps."""
        return self._rule.state()

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a state."""
        self._rule.load(state)
