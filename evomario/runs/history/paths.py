"""Paths as bytes: steps from point to point, packed."""

import zlib

import numpy as np

from evomario.errors import UserError
from evomario.evaluation.episode import PATH_MOVES, POINT
from evomario.mario.moves import MOST_MOVES

_KIND = np.dtype("<u2")
_LARGEST = MOST_MOVES // PATH_MOVES * POINT * _KIND.itemsize


def pack(path: np.ndarray) -> bytes:
    """A path, `uint16[points, 3]`, as bytes: all its areas, then all x, then all y."""
    steps = np.diff(path.T, axis=1, prepend=np.zeros((POINT, 1), path.dtype))
    return zlib.compress(steps.astype(_KIND).tobytes(), 1)


def unpack(packed: bytes) -> np.ndarray:
    """The path in bytes made by `pack`.

    Raises:
        UserError: they hold none.
    """
    try:
        steps = np.frombuffer(zlib.decompressobj().decompress(packed, _LARGEST), _KIND)
        return np.cumsum(steps.reshape(POINT, -1), axis=1, dtype=np.uint16).T
    except (zlib.error, ValueError) as error:
        raise UserError(f"a damaged path in the history: {error}") from None
