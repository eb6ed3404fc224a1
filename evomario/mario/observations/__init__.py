"""What a policy sees of the game: rows of float64, read from RAM or from the picture.

A config names observations as it names operators, `{type: tiles, width: 12}`, one or a list of
them, whose inputs then stand in a row one after another.
"""

from . import clock, pixels, ram, tiles
from .observation import Observation, ObservationChoice
from .part import Block, Part

__all__ = [
    "Block", "Observation", "ObservationChoice", "Part", "clock", "pixels", "ram", "tiles",
]  # fmt: skip
