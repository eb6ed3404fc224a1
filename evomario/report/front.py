"""Pareto fronts."""

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from . import style

_SHOWN = 4  # objectives, two by two
_MANY = 2000  # points, beyond which an SVG holds them as an image


def plot_front(
    points: np.ndarray, labels: Sequence[str], path: Path, *, minimize: Sequence[bool] = (),
    behind: np.ndarray | None = None, title: str = "",
) -> list[Path]:  # fmt: skip
    """Draw a front, objective against objective; of more than four, the first four.

    Args:
        points: `float64[n, k]`, as the axes show them: nothing is negated.
        labels: the k objectives.
        path: where to; .png and .svg are written.
        minimize: which of them were minimised; default: none.
        behind: `float64[m, k]`, other feasible individuals, in grey.
        title: of the picture.

    Returns:
        The files.
    """
    low = tuple(minimize) or (False,) * len(labels)
    pairs = list(combinations(range(min(len(labels), _SHOWN)), 2))
    across = min(3, len(pairs))
    with style.picture(path, title) as figure:
        grid = figure.subplots(-(-len(pairs) // across), across, squeeze=False)
        width, height = style.SIZE
        figure.set_size_inches(width + 2.5 * (across - 1), height + 3 * (len(grid) - 1))
        for axes, (i, j) in zip(grid.flat, pairs, strict=True):
            if behind is not None:
                _cloud(axes, behind[:, [i, j]])
            _front(axes, points[:, [i, j]], low[i], len(labels) == 2)
            _label(axes.xaxis, labels[i], low[i], points[:, i])
            _label(axes.yaxis, labels[j], low[j], points[:, j])
        handles, names = grid[0, 0].get_legend_handles_labels()
        figure.legend(handles[::-1], names[::-1], loc="outside lower center", ncols=2)
    return style.files(path)


def _cloud(axes: Any, points: np.ndarray) -> None:
    different = np.unique(points[np.isfinite(points).all(axis=1)], axis=0)
    axes.scatter(*different.T, s=14, color=style.DOTS, linewidth=0, label="feasible individuals",
                 rasterized=len(different) > _MANY)  # fmt: skip


def _front(axes: Any, points: np.ndarray, low: bool, alone: bool) -> None:
    """The points; and, of two objectives alone, the border of what they dominate."""
    sorted_points = points[np.lexsort((points[:, 1], points[:, 0]))]
    if alone:
        steps = "steps-post" if low else "steps-pre"
        axes.plot(*sorted_points.T, color=style.BEST, linewidth=1.2, alpha=0.5, drawstyle=steps)
    axes.plot(*sorted_points.T, "o", color=style.BEST, markersize=7, markeredgecolor="white",
              label=f"front, {len(points):,} point{'s'[: len(points) != 1]}")  # fmt: skip


def _label(axis: Any, label: str, low: bool, values: np.ndarray) -> None:
    sense = "less is better" if low else "more is better"
    axis.set_label_text(f"{style.brief(label, 34)}\n({sense})")
    style.whole_numbers(axis, values)


def split(points: np.ndarray, minimize: Sequence[bool]) -> tuple[np.ndarray, np.ndarray]:
    """Points as the axes show them: those that no other dominates, and the rest.

    Args:
        points: `float64[n, k]`, each objective to be maximised.
        minimize: which of them are negated for that.

    Returns:
        `float64[m, k]` and `float64[n - m, k]`.
    """
    import moocore

    best = moocore.is_nondominated(points, maximise=True)
    shown = points * np.where(minimize, -1, 1)
    return shown[best], shown[~best]
