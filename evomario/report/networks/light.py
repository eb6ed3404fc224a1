"""The light of a network's links, at each of its decisions."""

import numpy as np
from scipy.sparse import csr_array

from .curves import curves
from .plan import Plan
from .stamps import Stamp, line
from .watched import Watched
from .wiring import Wiring

_MOST = 200  # links shown into each depth
_WIDEST, _THINNEST = 2.6, 0.8  # pixels
_ASLEEP = 0.12  # how much there is of a link over which nothing comes
_BRIGHTEST = 24  # links that are as bright as can be at a decision, on average
_FEW = 60  # links, up to which none needs to be faint for the others' sake
_FAINTEST = 0.25
_DENSE = 2.5  # how soon light hides what is behind it
#: Of links that carry something positive, something negative, nothing.
_LIGHTS = np.array([(110, 178, 255), (255, 96, 88), (150, 152, 160)], np.float32)


class Light:
    """The light of the links, brighter the more comes over them; each is drawn but once.

    They are columns of a sparse matrix, pixels times links; a decision is a product with it.

    Args:
        wired: the network.
        laid: where its nodes lie.
        watched: what it did.
        shape: of the picture, rows and columns.
    """

    def __init__(self, wired: Wiring, laid: Plan, watched: Watched, shape: tuple[int, int]) -> None:
        usual = np.abs(watched.values).mean(axis=0)
        links = wired.strongest(_MOST, np.abs(wired.weights) * usual[wired.sources])
        carried = watched.carried(wired, links)
        strong = np.sort(np.abs(carried), axis=1)[:, -_BRIGHTEST:]
        usual_least = float(strong[:, 0].mean()) if len(links) else 0.0
        most = max(1e-9, usual_least, float(strong.max(initial=0)) / 4)
        self._faint = min(1.0, max(_FAINTEST, _FEW / max(1, len(links))))
        self._bright = np.clip(carried / most, -1, 1).astype(np.float32)
        strength = np.abs(wired.weights[links])
        widths = _THINNEST + (_WIDEST - _THINNEST) * strength / strength.max(initial=1e-9)
        ways = curves(laid, wired, links)
        stamps = [line(way, width, shape) for way, width in zip(ways, widths, strict=True)]
        self._matrix, self._pixels = _matrix(stamps)

    def add(self, picture: np.ndarray, decision: int) -> None:
        """Add the light at a decision to a picture, `float32[pixels, 3]`."""
        bright = self._bright[decision]
        asleep = _ASLEEP * self._faint * (1 - np.abs(bright))
        bright = bright * np.abs(bright) ** (1 - self._faint)
        kinds = np.stack([np.maximum(bright, 0), np.maximum(-bright, 0), asleep], axis=1)
        light = self._matrix @ kinds
        total = light @ np.ones((3, 1), np.float32)
        shown = np.exp(total * -np.float32(_DENSE * self._faint**0.5))  # of what is behind
        above = light @ _LIGHTS * ((1 - shown) / np.maximum(total, np.float32(1e-9)))
        picture[self._pixels] = picture[self._pixels] * shown + above


def _matrix(stamps: list[Stamp]) -> tuple[csr_array, np.ndarray]:
    """Stamps as columns of a matrix, a row for each pixel that any covers, and those pixels."""
    if not stamps:
        return csr_array((0, 0), dtype=np.float32), np.empty(0, np.int64)
    pixels, rows = np.unique(np.concatenate([s.pixels for s in stamps]), return_inverse=True)
    columns = np.repeat(np.arange(len(stamps)), [len(s.pixels) for s in stamps])
    shares = np.concatenate([s.shares for s in stamps])
    return csr_array((shares, (rows, columns)), (len(pixels), len(stamps))), pixels
