"""How pictures look: one palette, quiet axes, and the same files whenever they are drawn."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

BEST = "#c8352b"
MEAN = "#2c5d8f"
WORST = "#93a8bd"
BAND = "#dfe7ef"
SHARE = "#3b8a5a"
DOTS = "#b9c0c7"
INK = "#2b2f33"
QUIET = "#6d757d"
GRID = "#e8eaec"
MARIO = "#e0a100"
#: Of things beside each other that only have to be told apart.
MANY = (
    "#2c5d8f", "#d98e3f", "#3b8a5a", "#c8352b", "#7a6aa8", "#5aa7b5", "#a3753f", "#8aa842",
    "#c77a97", "#5f7386",
)  # fmt: skip

SIZE = (8.0, 4.5)  #: inches
_DPI = 140
_FEW = 20  # points of a curve that are shown each

_RULES: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 12,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": QUIET,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.labelsize": 12,
    "grid.color": GRID,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "legend.frameon": False,
    "legend.fontsize": 12,
    "legend.handlelength": 1.4,
    "lines.solid_capstyle": "round",
    "svg.hashsalt": "evomario",
}


@contextmanager
def picture(path: Path, title: str, about: str = "") -> Iterator[Any]:
    """A matplotlib figure to draw on; it is then in a .png and a .svg beside each other.

    Args:
        path: its name; the suffix does not matter.
        title: set above it.
        about: a subtitle, smaller.

    Raises:
        UserError: a file cannot be written.
    """
    import matplotlib
    from matplotlib.figure import Figure

    with matplotlib.rc_context(_RULES):
        figure = Figure(figsize=SIZE, layout="constrained")
        yield figure
        _head(figure, title, about)
        _save(figure, path)


def files(path: Path) -> list[Path]:
    """The files of a picture."""
    return [path.with_suffix(suffix) for suffix in (".png", ".svg")]


def _head(figure: Any, title: str, about: str) -> None:
    """Title and subtitle over the first axes, at their left."""
    axes = figure.axes[0]
    if about:
        axes.annotate(about, (0, 1), (0, 8), "axes fraction", "offset points", color=QUIET,
                      fontsize=11, va="bottom")  # fmt: skip
    axes.set_title(title, loc="left", fontweight="bold", fontsize=13, pad=25 if about else 9)


def _save(figure: Any, path: Path) -> None:
    from evomario.runs.files import whole

    for each in files(path):
        date = {"Date": None} if each.suffix == ".svg" else None
        with whole(each) as partial:
            figure.savefig(partial, dpi=_DPI, metadata=date)


def separate_thousands(axis: Any) -> None:
    """Write an axis' numbers as 12,000."""
    from matplotlib.ticker import StrMethodFormatter

    axis.set_major_formatter(StrMethodFormatter("{x:,.10g}"))


def whole_numbers(axis: Any, values: np.ndarray) -> None:
    """Let an axis have ticks at whole numbers alone, where its values are such."""
    from matplotlib.ticker import MaxNLocator

    known = values[np.isfinite(values)]
    axis.set_major_locator(MaxNLocator(6, integer=bool((known % 1 == 0).all())))
    separate_thousands(axis)


def evaluations_axis(axes: Any) -> None:
    """Label the horizontal axis of a curve."""
    axes.set_xlabel("evaluations")
    axes.margins(x=0.015)
    separate_thousands(axes.xaxis)


def dots(count: int) -> dict[str, Any]:
    """How a curve of so many points shows them."""
    return {"marker": "o", "markersize": 4} if count <= _FEW else {}


def drawn(values: np.ndarray) -> np.ndarray:
    """Values as they can be drawn: what is not finite leaves a gap."""
    return np.where(np.isfinite(values), values, np.nan)


def brief(text: str, longest: int) -> str:
    """A text, cut if it is too long."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
