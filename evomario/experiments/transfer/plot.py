"""Curves of a transfer: how far Mario comes over frames, continued and from a fresh start."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from evomario.report import style
from evomario.report.comparison.plots import grid, short

from .found import Found, Runs

_POINTS = 300


def plot_transfer(found: Sequence[Found], path: Path) -> list[Path]:
    """Draw a panel for each level: the mean of the best so far, and the least and the most.

    Args:
        found: what came of each source on each level.
        path: where to; .png and .svg are written.

    Returns:
        The files.
    """
    from matplotlib.ticker import PercentFormatter

    order = list(dict.fromkeys(one.level for one in found))
    shown = sorted((one for one in found if one.adapted), key=lambda one: order.index(one.level))
    title, about = "Continued, and from a fresh start", "mean, least and most of the seeds"
    with grid(shown, title, about, path) as panels:
        for axes, level in panels:
            for label, colour, runs in _lines(shown, level):
                _draw(axes, label, colour, runs)
            axes.margins(x=0.01)
            axes.set_ylim(0, 1.03)
            axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
            axes.xaxis.set_major_formatter(short)
            axes.set_xlabel("frames")
        panels[0][0].figure.supylabel("furthest so far, of the level's way", fontsize=12)
    return style.files(path)


def _lines(found: Sequence[Found], level: str) -> list[tuple[str, str, Runs]]:
    """What is drawn of a level: a name, a colour and the runs; equal fresh starts once."""
    sources = list(dict.fromkeys(one.source.label for one in found))
    lines: dict[str, tuple[str, str, Runs]] = {}
    for one in found:
        if one.level == level and one.adapted and one.fresh:
            colour = style.MANY[sources.index(one.source.label) % len(style.MANY)]
            lines[one.source.label] = (f"from {one.source.label}", colour, one.adapted)
            lines.setdefault(repr(one.fresh.curves), ("fresh start", style.QUIET, one.fresh))
    return list(lines.values())


def _draw(axes: Any, label: str, colour: str, runs: Runs) -> None:
    x = np.linspace(0, min(float(frames[-1]) for frames, _ in runs.curves), _POINTS)
    ways = np.stack([_held(frames, way, x) for frames, way in runs.curves])
    axes.fill_between(x, ways.min(axis=0), ways.max(axis=0), color=colour, alpha=0.18, linewidth=0)
    axes.plot(x, ways.mean(axis=0), color=colour, linewidth=2, label=label)


def _held(frames: np.ndarray, way: np.ndarray, x: np.ndarray) -> np.ndarray:
    """The best so far at so many frames; 0 before the first generation."""
    return np.append(0.0, way)[np.searchsorted(frames, x, "right")]
