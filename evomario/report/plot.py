"""Plots of a run."""

from pathlib import Path

import numpy as np


def plot_fitness(generations: np.ndarray, title: str, path: Path) -> None:
    """Draw best, mean and worst fitness over evaluations; `generations` as `runs.history` gives."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(7.5, 4.2), layout="constrained")
    x = generations["evaluations"]
    axes.fill_between(x, generations["worst"], generations["best"], alpha=0.15, color="tab:blue")
    axes.plot(x, generations["best"], color="tab:red", linewidth=2, label="best")
    axes.plot(x, generations["mean"], color="tab:blue", label="mean")
    axes.plot(x, generations["worst"], color="tab:blue", alpha=0.4, linewidth=1, label="worst")
    finished = generations["finished"] > 0
    axes.plot(x[finished], generations["best"][finished], "*", color="tab:red", markersize=13,
              label="finished")  # fmt: skip
    axes.set(xlabel="evaluations", ylabel="fitness", title=title)
    axes.grid(alpha=0.25)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)
    figure.savefig(path, dpi=140)
    pyplot.close(figure)
