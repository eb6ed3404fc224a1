"""Places for hidden nodes: by depth from left to right, and each near what it is linked with."""

import numpy as np

from .wiring import Wiring

_STEPS = 128
_APART = 2.0  # lines of text from one node to the next, where there is room


def lay_hidden(
    places: np.ndarray, radii: np.ndarray, wiring: Wiring, between: tuple[float, float],
    height: float, line: float,
) -> None:  # fmt: skip
    """Find places for hidden nodes, where inputs and outputs have theirs.

    Args:
        places: `float64[slots, 2]`, x and y; those of hidden nodes are filled in.
        radii: `float64[slots]`, likewise.
        wiring: the network.
        between: the x at which inputs end and outputs begin.
        height: of the picture.
        line: of text.
    """
    hidden = wiring.hidden
    if not len(hidden):
        return
    columns = [hidden[wiring.depths[hidden] == d] for d in np.unique(wiring.depths[hidden])]
    room, (begin, end) = height - 2.5 * line, between
    gaps = [min(_APART * line, room / max(1, len(column) - 1)) for column in columns]
    for i, (column, gap) in enumerate(zip(columns, gaps, strict=True), 1):
        places[column, 0] = begin + (end - begin) * i / (len(columns) + 1)
        places[column, 1] = height / 2 + gap * (np.arange(len(column)) - (len(column) - 1) / 2)
        radii[column] = min(0.5 * line, 0.4 * gap)
    y = places[:, 1]
    for step in range(_STEPS):
        _pull(y, wiring, hidden, 1 - step / _STEPS)
        _stretch(y, hidden, height / 2, room / 2)
        for column, gap in zip(columns, gaps, strict=True):
            _part(y, column, gap, (height + room) / 2)


def _pull(y: np.ndarray, wiring: Wiring, hidden: np.ndarray, share: float) -> None:
    """Move hidden nodes towards the middle of what they are linked with."""
    strength = np.abs(wiring.weights)
    total, count = np.zeros(len(y)), np.zeros(len(y))
    for here, there in ((wiring.sources, wiring.targets), (wiring.targets, wiring.sources)):
        total += np.bincount(here, strength * y[there], len(y))
        count += np.bincount(here, strength, len(y))
    linked = hidden[count[hidden] > 0]
    y[linked] += share * (total[linked] / count[linked] - y[linked])


def _stretch(y: np.ndarray, hidden: np.ndarray, middle: float, room: float) -> None:
    """Let hidden nodes use the height there is: the more of them, the more."""
    away = y[hidden] - middle
    reach = 0.9 * room * len(hidden) / (len(hidden) + 3)
    y[hidden] = middle + away * reach / max(1e-9, np.abs(away).max())


def _part(y: np.ndarray, column: np.ndarray, gap: float, bottom: float) -> None:
    """Keep the nodes of a column apart, in their order, and above the bottom."""
    order = column[np.argsort(y[column], kind="stable")]
    steps = gap * np.arange(len(order))
    pushed = np.maximum.accumulate(y[order] - steps) + steps
    y[order] = np.minimum(pushed, bottom - steps[::-1])
