"""The game: levels, moves, what an episode shows and how it ends."""

from .actions import ACTION_SETS, BUTTONS, action_bytes, button_byte
from .game import Game, Saved
from .levels import LEVELS, Level, find_level

__all__ = [
    "ACTION_SETS",
    "BUTTONS",
    "LEVELS",
    "Game",
    "Level",
    "Saved",
    "action_bytes",
    "button_byte",
    "find_level",
]
