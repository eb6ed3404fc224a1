"""Playing episodes in numbers."""

from .limits import Limits
from .reuse import Reuse
from .sequences import Outcomes, play_sequences

__all__ = ["Limits", "Outcomes", "Reuse", "play_sequences"]
