"""The learning curve of a run whose algorithm is a learner, over the frames that it has played."""

from pathlib import Path

import numpy as np

from . import style


def plot_learning(generations: np.ndarray, told: np.ndarray, title: str, path: Path) -> list[Path]:
    """Draw how far its episodes came while it learnt, what share finished, and its policy.

    Args:
        generations: as `runs.history.generations` gives them.
        told: the summaries `learning`: `generation`, `progress` and `finished`, means of episodes.
        title: of the picture.
        path: where to; .png and .svg are written.

    Returns:
        The files.
    """
    from matplotlib.ticker import PercentFormatter

    frames = dict(zip(generations["generation"].tolist(), generations["frames"], strict=True))
    x = np.array([frames[each] for each in told["generation"].tolist()])
    few = style.dots(len(x))
    with style.picture(path, title, "episodes while it learnt, means between two looks") as figure:
        axes = figure.subplots()
        came = style.drawn(np.asarray(told["progress"], float))
        axes.fill_between(x, 0, came, color=style.BAND, linewidth=0)
        axes.plot(x, came, color=style.MEAN, linewidth=1.8, label="of the way", **few)
        took = style.drawn(np.asarray(told["finished"], float))
        axes.plot(x, took, color=style.SHARE, linewidth=1.8, label="finished", **few)
        first = generations["frames"][generations["finished"] > 0]
        if len(first):
            axes.axvline(
                first[0], color=style.BEST, linewidth=1.6, label="its policy first finished"
            )
        axes.set(ylim=(0, 1.03), xlim=(0, None), xlabel="frames")
        axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        style.separate_thousands(axes.xaxis)
        figure.legend(loc="outside lower center", ncols=3)
    return style.files(path)
