"""Pictures of a comparison: methods over frames, a panel for each level."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from evomario.report import style
from evomario.report.statistics import (
    first_reached,
    kaplan_meier,
    runtime_distribution,
    wilson,
)

from .groups import ALL, Group, level_of
from .read import Run
from .values import LEVEL, furthest, minimised, to_first_finish

TARGETS = 20  #: distances, in equal steps up to the largest on a level
_ACROSS = 3  # panels
_POINTS = 400  # of a curve of medians
_CHARACTERS = 9  # of a legend, an inch
_BAND, _BANDS = 0.18, 0.45  # opacity of a band at most, and of all of them together
_LINES = ("-", "--", ":", "-.")  # after as many methods as there are colours


class Placed(Protocol):
    """What is drawn in the panel of a level."""

    @property
    def level(self) -> str: ...  # noqa: D102


Draw = Callable[[Any, Group, dict[str, Any]], None]


def plot_best(groups: Sequence[Group], title: str, path: Path, fitness: bool) -> list[Path]:
    """Draw the best so far over frames: the median of the runs of a method, and their quartiles.

    Args:
        groups: rows of tables; those of all levels together are not drawn.
        title: of the picture.
        path: where to; .png and .svg are written.
        fitness: the first objective of feasible individuals; else the distance.

    Returns:
        The files.
    """
    sign = -1 if fitness and minimised(groups[0].runs[0]) else 1
    field = "best_feasible" if fitness else "best_distance"
    band = _opacity(groups)

    def draw(axes: Any, group: Group, look: dict[str, Any]) -> None:
        x = np.linspace(0, max(int(run.table["frames"][-1]) for run in group.runs), _POINTS)
        low, middle, high = sign * _quartiles(np.stack([_held(r, field, x) for r in group.runs]))
        axes.fill_between(x, low, high, color=look["color"], alpha=band, linewidth=0)
        axes.plot(x, middle, linewidth=2, **look)

    what = "best fitness so far" if fitness else "distance so far (pixels)"
    alone = [group for group in groups if group.level != ALL]
    return _panels(alone, title, "median and quartiles of runs", path, what, draw)


def plot_finished(groups: Sequence[Group], title: str, path: Path) -> list[Path]:
    """Draw the share of runs that have finished, by Kaplan and Meier, with 95 % bands."""
    band = _opacity(groups)

    def draw(axes: Any, group: Group, look: dict[str, Any]) -> None:
        found = kaplan_meier(*to_first_finish(group.runs, "frames"), LEVEL)
        x = np.append(0, found.times)
        at_first = (0, *wilson(0, len(group.runs), LEVEL))
        rows = (found.share, found.low, found.high)
        share, low, high = (np.append(y0, y) for y0, y in zip(at_first, rows, strict=True))
        axes.fill_between(x, low, high, step="post", color=look["color"], alpha=band, linewidth=0)
        axes.plot(x, share, drawstyle="steps-post", linewidth=2, **look)

    return _panels(groups, title, "95 % bands, point by point", path, "runs finished", draw, True)


def plot_runtimes(groups: Sequence[Group], title: str, path: Path) -> list[Path]:
    """Draw what share of distances has been reached, over runs and targets together."""
    longest: dict[str, float] = {}
    for group in groups:
        if group.level != ALL:
            far = max(map(furthest, group.runs))
            longest[group.level] = max(far, longest.get(group.level, 0))

    def draw(axes: Any, group: Group, look: dict[str, Any]) -> None:
        found = runtime_distribution([_reached(run, longest) for run in group.runs])
        end = max(float(run.table["frames"][-1]) for run in group.runs)
        x = np.concatenate([[0], found.x, [end]])
        share = np.concatenate([[0], found.share, found.share[-1:] if len(found.share) else [0]])
        axes.plot(x, share, drawstyle="steps-post", linewidth=2, **look)

    about = f"{TARGETS} distances up to the largest on the level"
    return _panels(groups, title, about, path, "distances reached", draw, True)


def _reached(run: Run, longest: dict[str, float]) -> np.ndarray:
    """When a run first reached each target of its level."""
    targets = longest[level_of(run)] * np.arange(1, TARGETS + 1) / TARGETS
    return first_reached(run.table["frames"], run.table["best_distance"], targets)


def _held(run: Run, field: str, x: np.ndarray) -> np.ndarray:
    """The best so far of a run at so many frames: nan before the first, the last after the end."""
    so_far = np.fmax.accumulate(run.table[field])
    place = np.searchsorted(run.table["frames"], x, "right") - 1
    return np.where(place < 0, np.nan, so_far[place])


def _quartiles(y: np.ndarray) -> np.ndarray:
    """Quartiles of the columns, `float64[3, n]`; a run without a value yet is the worst."""
    with np.errstate(invalid="ignore"):  # what lies between minus infinity and a number is a gap
        found = np.percentile(np.where(np.isfinite(y), y, -np.inf), (25, 50, 75), axis=0)
    return style.drawn(found)


def _opacity(groups: Sequence[Group]) -> float:
    """How opaque a method's band is: less where there are many."""
    return min(_BAND, _BANDS / len({group.method for group in groups}))


def _panels(
    groups: Sequence[Group], title: str, about: str, path: Path, what: str, draw: Draw,
    share: bool = False,
) -> list[Path]:  # fmt: skip
    """A panel for each level, and in it every method in its own colour."""
    from matplotlib.ticker import PercentFormatter

    looks = looks_of(groups)
    with grid(groups, title, about, path) as panels:
        for axes, level in panels:
            for group in groups:
                if group.level == level:
                    draw(axes, group, looks[group.method])
            axes.margins(x=0.01)
            axes.xaxis.set_major_formatter(short)
            if share:
                axes.set_ylim(0, 1.03)
                axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
            axes.set_xlabel("frames")
        panels[0][0].figure.supylabel(what, fontsize=12)
    return style.files(path)


def short(value: float, _: int) -> str:
    """A number of frames as an axis has room for it."""
    for size, name in ((1e9, " G"), (1e6, " M"), (1e3, " k")):
        if value >= size:
            return f"{value / size:.3g}{name}"
    return f"{value:.3g}"


def looks_of(groups: Sequence[Group]) -> dict[str, dict[str, Any]]:
    """How each method is drawn: the same in all pictures of a comparison."""
    names = list(dict.fromkeys(group.method for group in groups))
    colours = islice(cycle(style.MANY), len(names))
    return {
        name: {"color": colour, "label": name, "linestyle": _LINES[place // len(style.MANY) % 4]}
        for place, (name, colour) in enumerate(zip(names, colours, strict=True))
    }


@contextmanager
def grid(
    groups: Sequence[Placed], title: str, about: str, path: Path
) -> Iterator[list[tuple[Any, str]]]:
    """The axes of each level, in rows, with one legend below; the picture is then written."""
    levels = list(dict.fromkeys(group.level for group in groups))
    across = 2 if len(levels) == 4 else min(_ACROSS, len(levels))
    down = -(-len(levels) // across)
    with style.picture(path, title, about) as figure:
        width, height = style.SIZE
        figure.set_size_inches(width + 2 * (across - 1), height + 2.6 * (down - 1))
        axes = figure.subplots(down, across, squeeze=False).ravel()
        for empty in axes[len(levels) :]:
            empty.remove()
        yield list(zip(axes, levels, strict=False))
        for each, level in zip(axes, levels, strict=False):
            if len(levels) > 1:
                name = "all levels" if level == ALL else level
                each.text(0.98, 0.04, name, transform=each.transAxes, ha="right", va="bottom",
                          fontsize=11, fontweight="bold", color=style.QUIET)  # fmt: skip
        _legend(figure, axes[: len(levels)])


def _legend(figure: Any, axes: Any) -> None:
    """One legend for all panels, in as many columns as there is room for."""
    handles = {
        label: handle
        for each in axes
        for handle, label in zip(*each.get_legend_handles_labels(), strict=True)
    }
    room = figure.get_size_inches()[0] * _CHARACTERS
    columns = int(room // (max(map(len, handles), default=0) + 5))
    figure.legend(
        handles.values(), handles.keys(), loc="outside lower center", ncols=max(1, columns)
    )
