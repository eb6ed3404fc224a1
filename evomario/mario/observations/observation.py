"""Observation: what a policy sees, put together from parts that a config names."""

from collections.abc import Sequence
from functools import cached_property
from typing import Annotated

import numpy as np
from pydantic import Field

from evomario import registry
from evomario.config import Node
from evomario.registry import Chosen, Of

from ..game import Game
from .camera import still
from .kernel import observe_batch, table
from .part import Block, Part

_One = Annotated[Chosen, Of("observation")]
#: What a settings model takes where a config says what is seen: an observation, or a list of them.
ObservationChoice = _One | Annotated[list[_One], Field(min_length=1, max_length=16)]


class Observation:
    """A row of inputs, made of one or more parts.

    Attributes:
        parts: what it is made of, in order.
    """

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = tuple(parts)

    @classmethod
    def of(cls, chosen: Chosen | Sequence[Chosen]) -> "Observation":
        """The observation that checked settings choose."""
        each = [chosen] if isinstance(chosen, Chosen) else chosen
        return cls([registry.build("observation", one) for one in each])

    @classmethod
    def read(cls, node: Node) -> "Observation":
        """The observation that a part of a config describes: a mapping, or a list of them.

        Raises:
            ConfigError: it is wrong somewhere; located.
        """
        if not isinstance(node.value, list):
            return cls([registry.create("observation", node)])
        if not node.value:
            raise node.error((), "an empty list", expected="at least one observation")
        return cls([registry.create("observation", each) for each in node.value])

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Its inputs as they belong together, in order."""
        return tuple(block for part in self.parts for block in part.blocks)

    @property
    def labels(self) -> tuple[str, ...]:
        """A name for each input."""
        return tuple(label for part in self.parts for label in part.labels)

    @property
    def size(self) -> int:
        """How many inputs there are."""
        return len(self.labels)

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of its one block; of several, `(size,)`."""
        return self.blocks[0].shape if len(self.blocks) == 1 else (self.size,)

    @property
    def needs_picture(self) -> bool:
        """Whether it looks at the picture, so that a kernel needs a camera."""
        return any(part.picture for part in self.parts)

    def table(self) -> np.ndarray:
        """It as the kernels take it, `int64[n]`: see kernel.py. It is compiled for that.

        Raises:
            UserError: a plug-in's part cannot be compiled, or fails.
        """
        return self._table.copy()

    @cached_property
    def _table(self) -> np.ndarray:
        return table(self.parts)

    def __call__(self, game: Game) -> np.ndarray:
        """What a game shows on any engine, `float64[size]`."""
        return self.see(game.ram, game.screen() if self.needs_picture else None)

    def see(self, ram: np.ndarray, screen: np.ndarray | None = None) -> np.ndarray:
        """What the console's RAM and the picture show, wherever they come from.

        Args:
            ram: `uint8[2048]`, or a state, which begins with it.
            screen: `uint8[240, 256, 3]`, RGB; only where the picture is needed.

        Returns:
            `float64[size]`

        Raises:
            ValueError: the RAM or the picture has the wrong size, or a picture is missing.
        """
        if ram.dtype != np.uint8 or ram.ndim != 1 or len(ram) < 2048:
            raise ValueError(f"RAM of {ram.dtype}{list(ram.shape)}, expected uint8[2048]")
        if self.needs_picture and screen is None:
            raise ValueError("this observation needs the picture too")
        out = np.empty((1, self.size))
        states = np.array(ram[None], order="C")
        if self.needs_picture and screen is not None:
            observe_batch(states, self._table, out, still(screen))
        else:
            observe_batch(states, self._table, out)
        return out[0]
