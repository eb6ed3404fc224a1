"""The way of a link from one node to another."""

import numpy as np

from .plan import Plan
from .wiring import Wiring

_POINTS = 25
_BOW = 0.35  # of its length, for a link between nodes of one column


def curves(plan: Plan, wiring: Wiring, links: np.ndarray) -> np.ndarray:
    """Links as points, `float64[links, points, 2]`: Bezier curves, level where they end.

    From a cell they leave at once for where they go, so that a row of cells does not hide itself.
    Those that lead back rise a little, those within a column bow to the left, and one from a node
    to itself is a loop above it, at the left.
    """
    sources, targets = wiring.sources[links], wiring.targets[links]
    begin, end = plan.places[sources], plan.places[targets]
    bends = _bends(begin, end, plan.line)
    bends[:, 0] *= np.where(plan.cells[sources, None], 0.5, 1)
    bends[sources == targets] = np.array([(0, -4), (-4, 0)]) * plan.line
    controls = np.stack([begin, begin + bends[:, 0], end + bends[:, 1], end], axis=1)
    t = np.linspace(0, 1, _POINTS)[:, None]
    shares = np.hstack([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3])
    return np.einsum("pc,ncd->npd", shares, controls)


def _bends(begin: np.ndarray, end: np.ndarray, line: float) -> np.ndarray:
    """How far the two middle controls are from the ends, `float64[links, 2, 2]`."""
    across, down = (end - begin).T
    bends = np.zeros((len(begin), 2, 2))
    bends[:, 0, 0], bends[:, 1, 0] = across / 2, -across / 2
    bends[across < 0, :, 1] = -3 * line
    within = across == 0
    bends[within, :, 0] = -(2 * line + _BOW * np.abs(down[within]))[:, None]
    return bends
