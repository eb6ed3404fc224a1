"""Policies: what presses the buttons."""

from .policy import Policy
from .sequences import Actions, ActionSequence, MacroSequence, Sequences

__all__ = ["ActionSequence", "Actions", "MacroSequence", "Policy", "Sequences"]
