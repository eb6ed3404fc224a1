"""Curves of a run over its evaluations."""

from pathlib import Path
from typing import Any

import numpy as np

from . import style


def plot_fitness(
    generations: np.ndarray, title: str, path: Path, about: str = "", minimize: bool = False
) -> list[Path]:
    """Draw best, mean and worst of the first objective, and what share was feasible if not all.

    Args:
        generations: as `runs.history` gives them.
        title: of the picture.
        path: where to; .png and .svg are written.
        about: a subtitle, such as the objective.
        minimize: the objective was negated, and is drawn as it was meant.

    Returns:
        The files.
    """
    x, sign = generations["evaluations"], -1 if minimize else 1
    best, mean, worst, feasible = (
        style.drawn(sign * generations[name]) for name in ("best", "mean", "worst", "best_feasible")
    )
    constrained = bool((generations["feasible"] < 1).any())
    with style.picture(path, title, about) as figure:
        axes = _axes(figure, constrained)
        axes.fill_between(x, worst, best, color=style.BAND, linewidth=0)
        few = style.dots(len(x))
        axes.plot(x, worst, color=style.WORST, linewidth=1.2, label="worst", **few)
        axes.plot(x, mean, color=style.MEAN, linewidth=1.8, label="mean", **few)
        so_far = (np.fmin if minimize else np.fmax).accumulate(feasible)
        name = "best feasible so far" if constrained else "best so far"
        axes.plot(x, so_far, color=style.BEST, linewidth=2.4, label=name, **few)
        _mark_finish(axes, x, so_far, generations["finished"])
        axes.set_ylabel("fitness")
        _finish(figure, axes)
        if constrained:
            _share(figure.axes[1], x, generations["feasible"])
    return style.files(path)


def plot_metric(
    generations: np.ndarray, metric: str, title: str, path: Path, unit: str = ""
) -> list[Path]:
    """Draw the most and the mean of `distance` or `coins`; arguments as of `plot_fitness`."""
    x = generations["evaluations"]
    best, mean = (style.drawn(generations[f"{which}_{metric}"]) for which in ("best", "mean"))
    with style.picture(path, title) as figure:
        axes = figure.subplots()
        few = style.dots(len(x))
        axes.fill_between(x, mean, best, color=style.BAND, linewidth=0)
        axes.plot(x, mean, color=style.MEAN, linewidth=1.8, label="mean", **few)
        so_far = np.fmax.accumulate(best)
        axes.plot(x, so_far, color=style.BEST, linewidth=2.4, label="most so far", **few)
        _mark_finish(axes, x, so_far, generations["finished"])
        axes.set_ylabel(f"{metric} ({unit})" if unit else metric)
        axes.set_ylim(bottom=0)
        style.whole_numbers(axes.yaxis, best)
        _finish(figure, axes)
    return style.files(path)


def plot_hypervolume(
    evaluations: np.ndarray, hypervolume: np.ndarray, path: Path, title: str = ""
) -> list[Path]:
    """Draw the hypervolume (`float64[n]`) that the front has had after so many evaluations."""
    with style.picture(path, title) as figure:
        axes = figure.subplots()
        values = style.drawn(hypervolume)
        axes.fill_between(evaluations, 0, values, color=style.BAND, linewidth=0)
        few = style.dots(len(evaluations))
        axes.plot(evaluations, values, color=style.BEST, linewidth=2.4, **few)
        axes.set_ylabel("hypervolume of the front")
        axes.set_ylim(bottom=0)
        style.separate_thousands(axes.yaxis)
        style.evaluations_axis(axes)
    return style.files(path)


def _axes(figure: Any, constrained: bool) -> Any:
    """The axes of a curve, with slim ones below for the feasible share if asked for."""
    if not constrained:
        return figure.subplots()
    upper, lower = figure.subplots(2, sharex=True, height_ratios=(4, 1))
    upper.tick_params(labelbottom=False, bottom=False)
    lower.set_facecolor("none")
    return upper


def _share(axes: Any, x: np.ndarray, feasible: np.ndarray) -> None:
    from matplotlib.ticker import PercentFormatter

    axes.fill_between(x, 0, feasible, color=style.SHARE, alpha=0.25, linewidth=0)
    axes.plot(x, feasible, color=style.SHARE, linewidth=1.6, **style.dots(len(x)))
    axes.set(ylim=(0, 1.03), yticks=(0, 1), ylabel="feasible")
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))


def _mark_finish(axes: Any, x: np.ndarray, y: np.ndarray, finished: np.ndarray) -> None:
    """A star where Mario first finished."""
    if finished.any():
        first = int((finished > 0).argmax())
        axes.plot(x[first], y[first], "*", color=style.BEST, markeredgecolor="white",
                  markersize=19, zorder=5, linestyle="none", label="first finish")  # fmt: skip


def _finish(figure: Any, axes: Any) -> None:
    """Legend, from the best on, and the lowest axes' label."""
    handles, labels = axes.get_legend_handles_labels()
    order = sorted(range(len(labels)), key=lambda i: ("first" in labels[i], -i))
    figure.legend(
        [handles[i] for i in order], [labels[i] for i in order], loc="outside lower center",
        ncols=len(labels),
    )  # fmt: skip
    style.separate_thousands(axes.yaxis)
    style.evaluations_axis(figure.axes[-1])
