"""What the pictures of a run are, in words: below them, and for who does not see them."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

_LARGE = 400_000  # bytes of a drawing, beyond which its picture of dots is taken


class Words(NamedTuple):
    """The part of the page that a picture belongs to, its caption, and what it shows."""

    part: str
    caption: str
    alt: str


CURVES, FRONT, NETWORK, MORE = "How it went", "The front", "The network", "More"

_KNOWN = {
    "fitness": Words(
        CURVES, "The fitness: best so far, and mean and worst of each generation.",
        "Curves of the best, mean and worst fitness over the evaluations",
    ),
    "distance": Words(
        CURVES, "How far Mario came, in pixels, summed over the areas that he visited.",
        "Curves of the most and the mean distance over the evaluations",
    ),
    "coins": Words(
        CURVES, "The coins that he took.",
        "Curves of the most and the mean number of coins over the evaluations",
    ),
    "learning": Words(
        CURVES, "What the learner's own episodes came to while it learnt.",
        "Curves of progress and of the share that finished over the frames",
    ),
    "hypervolume": Words(
        CURVES, "The hypervolume: how much the front dominates.",
        "Curve of the hypervolume over the evaluations",
    ),
    "species": Words(
        CURVES, "NEAT's species: how large each is, and when they begin and end.",
        "Layers of species on one another over the evaluations",
    ),
    "network_size": Words(
        CURVES, "How large the networks are.",
        "Curves of the numbers of nodes and connections over the evaluations",
    ),
    "front": Words(
        FRONT, "The solutions that no other one dominates, and behind them all feasible ones.",
        "The front, objective against objective",
    ),
    "network": Words(
        NETWORK, "The champion's network: what it sees, and the buttons that it presses.",
        "A drawing of the champion's network",
    ),
}  # fmt: skip


def words_of(path: Path) -> Words:
    """The words of a picture, by its name; of one that is not ours, its name."""
    name = path.stem.replace("_", " ").replace("-", " ")
    return _KNOWN.get(path.stem, Words(MORE, name.capitalize(), name))


def chosen(files: Sequence[Path]) -> list[Path]:
    """Of files that are one picture in two kinds, the drawing, if it is not too large."""
    found: dict[Path, list[Path]] = {}
    for path in files:
        found.setdefault(path.with_suffix(""), []).append(path)
    return [_best(kinds) for kinds in found.values()]


def _best(kinds: list[Path]) -> Path:
    def is_small_drawing(path: Path) -> bool:
        return path.suffix == ".svg" and path.exists() and path.stat().st_size < _LARGE

    return next(filter(is_small_drawing, kinds), kinds[0])
