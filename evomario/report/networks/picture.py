"""A network as a picture."""

from pathlib import Path
from typing import Any

import numpy as np

from evomario.policies.networks import Network
from evomario.policies.watching import Watching

from .. import style
from .curves import curves
from .plan import Plan, plan
from .wiring import Wiring, wiring

_MOST = 250  # links drawn into each depth
_SIZE = (1080.0, 600.0)  # points, of which a line of text has so many:
_LINE = 14.0
_WIDEST, _THINNEST = 3.0, 0.4  # of links
_FAINTEST = 0.12
_STRONG = 95  # percent of the links are thinner than the widest


def plot_network(network: Network, policy: Watching, title: str, path: Path) -> list[Path]:
    """Draw a network: inputs as they lie in the game, hidden nodes by depth, outputs as buttons.

    Args:
        network: which.
        policy: what it sees, and what its outputs press.
        title: of the picture.
        path: where to; .png and .svg are written.

    Returns:
        The files.
    """
    wired = wiring(network.form)
    laid = plan(wired, policy, *_SIZE, _LINE)
    shown = wired.strongest(_MOST)
    with style.picture(path, title, _about(wired, len(shown))) as figure:
        figure.set_size_inches(_SIZE[0] / 100, _SIZE[1] / 100 + 0.4)
        axes = figure.subplots()
        axes.axis("off")
        _cells(axes, laid, wired, shown)
        _links(axes, laid, wired, shown)
        _nodes(axes, laid, wired)
        axes.set_aspect("equal", adjustable="datalim")
        axes.set_xlim(0, laid.width, auto=True)
        axes.set_ylim(laid.height, 0, auto=True)
        _legend(figure, any(grid.mario for grid in laid.grids))
    return style.files(path)


def _about(wired: Wiring, shown: int) -> str:
    """The network in words."""
    used = len(np.unique(wired.sources[wired.sources < wired.inputs]))
    hidden, links = len(wired.hidden), len(wired.weights)
    some = "" if shown == links else f", the strongest {shown:,} of which are drawn"
    return (
        f"{used:,} of {wired.inputs:,} inputs used, {hidden:,} hidden node{'s'[: hidden != 1]}, "
        f"{len(wired.outputs)} outputs, {links:,} link{'s'[: links != 1]}{some}"
    )


def _cells(axes: Any, laid: Plan, wired: Wiring, shown: np.ndarray) -> None:
    """The windows, the cells in them that are used, and Mario's place."""
    from matplotlib.patches import Rectangle

    used = np.unique(wired.sources[shown])
    for slot in used[laid.cells[used]].tolist():
        (x, y), half = laid.places[slot], laid.radii[slot]
        axes.add_patch(Rectangle((x - half, y - half), 2 * half, 2 * half, color=style.BAND))
    for grid in laid.grids:
        right, bottom = grid.x + grid.side * grid.columns, grid.y + grid.side * grid.rows
        thin = {"color": style.WORST, "linewidth": 0.4, "alpha": min(1.0, grid.side / 20)}
        axes.vlines(grid.x + grid.side * np.arange(1, grid.columns), grid.y, bottom, **thin)
        axes.hlines(grid.y + grid.side * np.arange(1, grid.rows), grid.x, right, **thin)
        frame = Rectangle((grid.x, grid.y), right - grid.x, bottom - grid.y, fill=False)
        frame.set(edgecolor=style.QUIET, linewidth=1.0)
        axes.add_patch(frame)
        if grid.mario:
            corner = (grid.x + grid.side * grid.mario[0], grid.y + grid.side * grid.mario[1])
            mark = Rectangle(corner, grid.side, grid.side, fill=False, zorder=4)
            mark.set(edgecolor=style.MARIO, linewidth=2.4)
            axes.add_patch(mark)


def _links(axes: Any, laid: Plan, wired: Wiring, shown: np.ndarray) -> None:
    """Links, the strongest on top."""
    from matplotlib.collections import LineCollection

    if not len(shown):
        return
    weights = wired.weights[shown]
    share = np.minimum(1, np.abs(weights) / np.percentile(np.abs(weights), _STRONG))
    colours = [style.BEST if weight < 0 else style.MEAN for weight in weights.tolist()]
    lines = LineCollection(
        list(curves(laid, wired, shown)), colors=colours, capstyle="round", zorder=2,
        linewidths=_THINNEST + (_WIDEST - _THINNEST) * share,
        alpha=_FAINTEST + (1 - _FAINTEST) * share * _room(len(shown)),
    )  # fmt: skip
    axes.add_collection(lines)
    begin = wired.sources[shown]
    cells = laid.cells[begin]
    small = (0.22 * laid.radii[begin[cells]]) ** 2
    axes.scatter(*laid.places[begin[cells]].T, s=np.pi * small, zorder=2.5, linewidth=0,
                 color=[colours[i] for i in np.flatnonzero(cells)])  # fmt: skip


def _room(count: int) -> float:
    """How opaque links can be, so that many do not hide one another."""
    return float(np.clip(120 / count, 0.45, 0.9))


def _nodes(axes: Any, laid: Plan, wired: Wiring) -> None:
    """Nodes, inputs with names, and all names."""
    from matplotlib.patches import Circle

    outputs = set(wired.outputs.tolist())
    for slot in np.flatnonzero((laid.radii > 0) & ~laid.cells).tolist():
        colour = style.INK if slot in outputs else style.QUIET
        node = Circle(laid.places[slot], laid.radii[slot], facecolor="white", zorder=3)
        node.set(edgecolor=colour, linewidth=1.6 if slot in outputs else 1.2)
        axes.add_patch(node)
    for text in laid.texts:
        axes.text(text.x, text.y, text.text, ha="right" if text.right else "left", va="center",
                  fontsize=11 if text.slot >= 0 else 10,
                  color=style.INK if text.slot >= 0 else style.QUIET)  # fmt: skip


def _legend(figure: Any, mario: bool) -> None:
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], color=style.MEAN, linewidth=2.4, label="positive weight"),
        Line2D([], [], color=style.BEST, linewidth=2.4, label="negative weight"),
    ]
    if mario:
        square = Line2D([], [], linestyle="none", marker="s", markersize=10, label="Mario")
        square.set(markerfacecolor="none", markeredgecolor=style.MARIO, markeredgewidth=2.2)
        handles.append(square)
    figure.legend(handles=handles, loc="outside lower center", ncols=3)
