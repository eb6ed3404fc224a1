"""Policies: what presses the buttons."""

from .sequences import ActionSequence, MacroSequence, Sequences

__all__ = ["ActionSequence", "MacroSequence", "Sequences"]
