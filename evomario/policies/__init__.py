"""Policies: what presses the buttons."""

from .sequences import Actions, ActionSequence, MacroSequence, Sequences

__all__ = ["ActionSequence", "Actions", "MacroSequence", "Sequences"]
