"""Playing episodes in numbers."""

from .limits import Limits
from .sequences import Outcomes, play_sequences

__all__ = ["Limits", "Outcomes", "play_sequences"]
