"""Playing episodes in numbers."""

from .limits import Limits
from .networks import play_networks
from .outcomes import Outcomes
from .reuse import Reuse
from .sequences import play_sequences

__all__ = ["Limits", "Outcomes", "Reuse", "play_networks", "play_sequences"]
