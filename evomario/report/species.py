"""Species of a run over its evaluations, and how large the networks in them are."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from . import style

_LABELLED = 0.06  # of the population, at a species' largest, from which its number is shown


def stack_species(species: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Species as layers on one another, the oldest lowest.

    Args:
        species: rows of `generation`, `key` and `size`, as `runs.history.summaries` gives them.

    Returns:
        The generations, `int64[g]`; the species, `int64[k]`, by number; and their sizes,
        `int64[k, g]`, 0 where one is not there.
    """
    generations, columns = np.unique(species["generation"], return_inverse=True)
    keys, rows = np.unique(species["key"], return_inverse=True)
    sizes = np.zeros((len(keys), len(generations)), np.int64)
    sizes[rows, columns] = species["size"]
    return generations, keys, sizes


def colour_species(sizes: np.ndarray, colours: int) -> list[int]:
    """A colour for each species, so that such as ever lie on one another differ where they can.

    Args:
        sizes: `int64[k, g]`, of `stack_species`.
        colours: how many there are to choose from.
    """
    beside: list[set[int]] = [set() for _ in sizes]
    for column in sizes.T:
        there = np.flatnonzero(column)
        for low, high in pairwise(there.tolist()):
            beside[high].add(low)
            beside[low].add(high)
    chosen: list[int] = []
    for i, neighbours in enumerate(beside):
        taken = {chosen[j] for j in neighbours if j < i}
        turn = [(i + j) % colours for j in range(colours)]
        chosen.append(next((colour for colour in turn if colour not in taken), turn[0]))
    return chosen


def plot_species(
    generations: np.ndarray, species: np.ndarray, title: str, path: Path
) -> list[Path]:
    """Draw how many individuals each species has, and below how many species begin and end.

    Args:
        generations: as `runs.history` gives them.
        species: as `runs.history.summaries` gives them: `generation`, `key`, `size`, `dies`.
        title: of the picture.
        path: where to; .png and .svg are written.

    Returns:
        The files.
    """
    when, keys, sizes = stack_species(species)
    x = _evaluations(generations, when)
    born = (sizes[:, 1:] > 0) & ~np.logical_or.accumulate(sizes > 0, axis=1)[:, :-1]
    dying = np.bincount(
        np.searchsorted(when, species["generation"][species["dies"]]), minlength=len(when)
    )
    living = (sizes > 0).sum(axis=0)
    about = f"{len(keys)} species, at most {living.max()} at a time, {living[-1]} at the end"
    with style.picture(path, title, about) as figure:
        upper, lower = figure.subplots(2, sharex=True, height_ratios=(5, 1))
        upper.tick_params(labelbottom=False, bottom=False)
        _areas(upper, x, keys, sizes)
        _turnover(lower, x, np.concatenate([[0], born.sum(axis=0)]), dying)
        style.evaluations_axis(lower)
        figure.align_ylabels()
    return style.files(path)


def _evaluations(generations: np.ndarray, when: np.ndarray) -> np.ndarray:
    """How many evaluations there had been after some generations."""
    return generations["evaluations"][np.searchsorted(generations["generation"], when)]


def _areas(axes: Any, x: np.ndarray, keys: np.ndarray, sizes: np.ndarray) -> None:
    """The sizes on one another; the larger species have their numbers in them."""
    which = colour_species(sizes, len(style.MANY))
    colours = [style.MANY[one] for one in which]
    axes.stackplot(np.append(0, x), np.hstack([sizes[:, :1], sizes]), colors=colours,
                   edgecolor="white", linewidth=0.6)  # fmt: skip
    middles = sizes.cumsum(axis=0) - sizes / 2
    total = sizes.sum(axis=0).max()
    for key, size, middle in zip(keys, sizes, middles, strict=True):
        at = min(round(np.average(np.arange(len(x)), weights=size**2)), max(0, len(x) - 2))
        if size[at] >= _LABELLED * total:
            axes.text(x[at], middle[at], str(key), color="white", fontsize=9, fontweight="bold",
                      ha="center", va="center")  # fmt: skip
    axes.set(ylim=(0, total), ylabel="individuals")
    axes.grid(False)
    style.whole_numbers(axes.yaxis, sizes)


def _turnover(axes: Any, x: np.ndarray, born: np.ndarray, dying: np.ndarray) -> None:
    """Births upwards, deaths downwards."""
    width = 0.8 * float(np.diff(x, prepend=0).min())
    axes.bar(x, born, width, color=style.SHARE, label="begin")
    axes.bar(x, -dying, width, color=style.BEST, label="end")
    axes.axhline(0, color=style.QUIET, linewidth=0.8)
    most = max(1, born.max(), dying.max())
    axes.set(ylim=(-1.15 * most, 1.15 * most), yticks=(-most, 0, most), ylabel="begin, end")
    axes.set_yticklabels([f"{most}", "0", f"{most}"])


def plot_sizes(
    generations: np.ndarray, sizes: dict[str, np.ndarray], title: str, path: Path
) -> list[Path]:
    """Draw how large networks are: a panel for each thing counted, its mean and the best genome's.

    Args:
        generations: as `runs.history` gives them.
        sizes: what is counted, and its rows of `generation`, `mean` and `best`.
        title: of the picture.
        path: where to; .png and .svg are written.

    Returns:
        The files.
    """
    with style.picture(path, title) as figure:
        panels = figure.subplots(len(sizes), sharex=True, squeeze=False)[:, 0]
        for axes, (name, table) in zip(panels, sizes.items(), strict=True):
            x = _evaluations(generations, table["generation"])
            few = style.dots(len(x))
            axes.plot(x, style.drawn(table["mean"]), color=style.MEAN, linewidth=1.8,
                      label="mean", **few)  # fmt: skip
            axes.plot(x, table["best"], color=style.BEST, linewidth=2.0,
                      label="best of the generation", drawstyle="steps-mid", **few)  # fmt: skip
            axes.set_ylabel(name)
            style.whole_numbers(axes.yaxis, table["best"])
        for axes in panels[:-1]:
            axes.tick_params(labelbottom=False, bottom=False)
        figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
        figure.align_ylabels()
        style.evaluations_axis(panels[-1])
    return style.files(path)
