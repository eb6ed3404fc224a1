"""Mario as the game shows him: his poses, cut out of its pictures."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from evomario.mario import button_byte
from evomario.mario.compiled import CompiledEngine
from evomario.mario.levels import find_level

from .stitch import BAR

SIZE = 16  #: pixels that he is wide and high
_RUN, _JUMP = button_byte(["right", "B"]), button_byte(["right", "B", "A"])
_LEVEL = "1-1"  # at whose start nobody else is in the picture
_STRIDE = 6  # pixels between two poses of a walk


class Poses(NamedTuple):
    """Small Mario, looking right: each pose `uint8[SIZE, SIZE, 4]`, RGB and how opaque, 0 or 255.

    Attributes:
        stand: still.
        walk: three, one after another.
        jump: in the air.
    """

    stand: np.ndarray
    walk: tuple[np.ndarray, ...]
    jump: np.ndarray

    def of(self, x: float, dx: float, dy: float) -> np.ndarray:
        """The pose of a Mario at an x who moves by so many pixels; he looks to where he goes."""
        if dy:
            pose = self.jump
        else:
            pose = self.walk[int(x // _STRIDE) % len(self.walk)] if dx else self.stand
        return pose[:, ::-1] if dx < 0 else pose


@lru_cache(maxsize=1)
def poses() -> Poses:
    """Cut the poses out of the first steps of a level."""
    engine = CompiledEngine(find_level(_LEVEL), 1)
    stand = _cut(engine)
    walk: list[np.ndarray] = []
    for _ in range(40):
        engine.step(_RUN)
        pose = _cut(engine)
        if not any(np.array_equal(pose, each) for each in (stand, *walk)):
            walk.append(pose)
    for _ in range(8):
        engine.step(_JUMP)
    return Poses(stand, tuple(walk[-3:]), _cut(engine))


def _cut(engine: CompiledEngine) -> np.ndarray:
    """What is in the picture and not in the scenery, around where it begins."""
    shown = engine.screen()[BAR:]
    moving = (shown != engine.scenery()[BAR:]).any(axis=-1)
    rows, columns = np.flatnonzero(moving.any(axis=1)), np.flatnonzero(moving.any(axis=0))
    middle = (columns[0] + columns[-1] + 1) // 2
    box = np.s_[rows[-1] + 1 - SIZE : rows[-1] + 1, middle - SIZE // 2 : middle + SIZE // 2]
    opaque = np.where(moving[box], 255, 0).astype(np.uint8)
    return np.dstack([shown[box] & opaque[..., None], opaque])
