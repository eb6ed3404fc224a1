"""What an environment shows of its machines: the kind of observation, its shape and its space."""

from typing import NamedTuple

import numpy as np
from gymnasium.spaces import Box

from evomario.config import Mark, Node
from evomario.mario.observations import Observation

from .kernel import INPUTS, PIXELS, RAM
from .settings import EnvironmentSettings

_RAM = 2048
_STACKED = 4  # pictures


class View(NamedTuple):
    """An observation of one machine.

    Attributes:
        kind: as the kernel has it.
        stack: how many are given together, the newest last.
        shape: of one of them.
        space: of all together.
        observation: a config's; of no parts where RAM or pixels are seen.
    """

    kind: int
    stack: int
    shape: tuple[int, ...]
    space: Box
    observation: Observation

    @property
    def size(self) -> int:
        """How many numbers one of them has."""
        return int(np.prod(self.shape))

    @property
    def filmed(self) -> bool:
        """Whether it is made of pictures."""
        return self.kind == PIXELS or self.observation.needs_picture


def view(node: Node, settings: EnvironmentSettings) -> View:
    """The observation that arguments choose; `node` is all of them.

    Raises:
        UserError: there is no such observation, or it does not fit.
    """
    stack = settings.stack
    if settings.observation == "pixels":
        size = settings.size
        picture = (size, size) if isinstance(size, int) else size
        return _bytes(PIXELS, stack or _STACKED, picture, always=True)
    if settings.observation == "ram":
        return _bytes(RAM, stack or 1, (_RAM,))
    found = _observation(node, settings)
    bound = 1.0 if settings.observation == "tiles" else np.inf
    space = Box(-bound, bound, _stacked(found.shape, stack or 1), np.float32)
    return View(INPUTS, stack or 1, found.shape, space, found)


def _observation(node: Node, settings: EnvironmentSettings) -> Observation:
    chosen = settings.observation
    if isinstance(chosen, str):
        mark = Mark("argument observation")
        return Observation.read(Node({"type": Node(chosen, mark)}, mark))
    given = node.child("observation")
    assert given is not None  # what is not given is a text
    return Observation.read(given)


def _stacked(shape: tuple[int, ...], stack: int, always: bool = False) -> tuple[int, ...]:
    """The shape of what is given together: one alone needs no axis for it, unless `always`."""
    return (stack, *shape) if stack > 1 or always else shape


def _bytes(kind: int, stack: int, shape: tuple[int, ...], always: bool = False) -> View:
    space = Box(0, 255, _stacked(shape, stack, always), np.uint8)
    return View(kind, stack, shape, space, Observation([]))
