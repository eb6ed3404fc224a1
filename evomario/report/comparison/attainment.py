"""Attainment surfaces: what the fronts of two objectives reach, in how many of the runs."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from evomario.report import style
from evomario.report.statistics import attainment_surface
from evomario.runs.champion import read_front

from .groups import ALL, Group
from .plots import grid, looks_of
from .read import Run
from .values import objectives

#: Of runs, and how wide their line is.
SHARES = {0.25: 0.8, 0.5: 2.2, 0.75: 0.8}
_LONGEST = 40  # characters of an objective


def front_of(run: Run) -> np.ndarray:
    """The front that a run left: `float64[n, k]`, to be maximised.

    Raises:
        UserError: it cannot be read.
    """
    signs = [-1 if less else 1 for _, less in objectives(run)]
    if not run.folder.front.exists():
        return np.empty((0, len(signs)))
    found = [one.objectives for one in read_front(run.folder.front)]
    points = np.array([each for each in found if None not in each], float).reshape(-1, len(signs))
    return points * signs


def plot_attainment(groups: Sequence[Group], title: str, path: Path) -> list[Path]:
    """Draw what a quarter, half and three quarters of the runs attain, of two objectives.

    Args:
        groups: rows of tables; those of all levels together are not drawn.
        title: of the picture.
        path: where to; .png and .svg are written.

    Returns:
        The files; none where no run has a front.
    """
    alone = [group for group in groups if group.level != ALL]
    fronts = [[front_of(run) for run in group.runs] for group in alone]
    if not any(len(front) for each in fronts for front in each):
        return []
    looks, meant = looks_of(groups), objectives(alone[0].runs[0])
    labels = [
        f"{style.brief(text, _LONGEST)} ({'less' if less else 'more'} is better)"
        for text, less in meant
    ]
    about = "the thick line is what half of the runs attain, the thin ones 25 and 75 %"
    with grid(alone, title, about, path) as panels:
        for axes, level in panels:
            for group, own in zip(alone, fronts, strict=True):
                if group.level == level:
                    _draw(axes, own, looks[group.method], [less for _, less in meant])
            axes.set_xlabel(labels[0])
        panels[0][0].figure.supylabel(labels[1], fontsize=12)
    return style.files(path)


def _draw(axes: Any, fronts: list[np.ndarray], look: dict[str, Any], low: list[bool]) -> None:
    """The surfaces of a method, as its objectives are meant."""
    label = {"label": look["label"]}
    for share, width in SHARES.items():
        points = attainment_surface(fronts, share) * np.where(low, -1, 1)
        points = points[np.lexsort((points[:, 1], points[:, 0]))]
        named = label if share == 0.5 else {}
        axes.plot(*points.T, drawstyle="steps-post" if low[0] else "steps-pre", linewidth=width,
                  color=look["color"], linestyle=look["linestyle"], **named)  # fmt: skip
        axes.plot(*points.T, "o", color=look["color"], markersize=2 + width)
