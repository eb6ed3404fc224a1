"""The sections of a run's report: each draws one thing, where there is something to draw.

A section is a function `(record, title) -> files`, registered as `section`. What it does not find
in the record it does not draw. Drawing is imported when it is done: names are known without it.
"""

import inspect
import warnings
from pathlib import Path

import numpy as np

from evomario import registry
from evomario.errors import UserError, raised
from evomario.policies.networks import Network
from evomario.registry import Entry, register
from evomario.runs import RunFolder, load_run
from evomario.runs.checkpoint import newest_checkpoint
from evomario.runs.history import individuals
from evomario.search import Drawing

from . import style
from .record import Record

#: What is built in, in the order in which it is drawn; what plug-ins bring comes after it.
BUILT_IN = (
    "fitness", "distance", "coins", "learning", "front", "hypervolume", "species", "network_size",
    "network", "level", "found",
)  # fmt: skip
_SIZES = ("nodes", "connections")  # what is told of how large networks are


def _check(new: Entry) -> None:
    """See that what is registered as a section can be one: a function of a record and a title.

    Raises:
        ValueError: it cannot.
    """
    try:
        inspect.signature(new.target).bind(None, "")
    except TypeError:
        wanted = "expected a function of a record and a title, and no other"
        raise ValueError(f"section {new.name!r}: {wanted}") from None


registry.define("section", check=_check)


class SectionWarning(UserWarning):
    """A section of a report could not be drawn."""


def draw_run(folder: RunFolder, title: str) -> list[Path]:
    """Draw what there is of a run, section by section; one that fails is warned of.

    Args:
        folder: the run's.
        title: of the pictures.

    Returns:
        The files, each picture of ours as .png and .svg.

    Raises:
        UserError: there is no history, or an empty one.
    """
    record = Record(folder)
    if not len(record.generations):
        raise UserError(f"{folder.history}: no generation in the history yet")
    return [path for name in _names() for path in _drawn(name, record, title)]


def _names() -> list[str]:
    return [*BUILT_IN, *(name for name in registry.names("section") if name not in BUILT_IN)]


def _drawn(name: str, record: Record, title: str) -> list[Path]:
    """The files of a section; none if it fails."""
    try:
        return [Path(each) for each in registry.entry("section", name).target(record, title)]
    except UserError as error:
        problem = str(error)
    except (Exception, SystemExit) as error:
        problem = raised(error)
    warnings.warn(f"section {name!r} is left out: {problem}", SectionWarning, stacklevel=3)
    return []


@register("section", "fitness")
def _fitness(record: Record, title: str) -> list[Path]:
    """Best, mean and worst of the first objective, and what share was feasible."""
    from .curves import plot_fitness

    verb, expression = record.objectives[0]
    about = style.brief(f"{verb} {expression}", 85)
    path = record.path("fitness")
    return plot_fitness(record.generations, title, path, about, verb == "minimize")


@register("section", "distance")
def _distance(record: Record, title: str) -> list[Path]:
    """How far Mario came."""
    from .curves import plot_metric

    return plot_metric(record.generations, "distance", title, record.path("distance"), "pixels")


@register("section", "coins")
def _coins(record: Record, title: str) -> list[Path]:
    """The coins that he took."""
    from .curves import plot_metric

    return plot_metric(record.generations, "coins", title, record.path("coins"))


@register("section", "learning")
def _learning(record: Record, title: str) -> list[Path]:
    """What a learner's episodes came to."""
    from .learning import plot_learning

    if "learning" not in record.summaries:
        return []
    told = record.summaries["learning"]
    return plot_learning(record.generations, told, title, record.path("learning"))


@register("section", "front")
def _front(record: Record, title: str) -> list[Path]:
    """Of several objectives, the front of all feasible individuals."""
    from .front import plot_front, split

    if len(record.objectives) < 2:
        return []
    minimize = [verb == "minimize" for verb, _ in record.objectives]
    points = _feasible(record.run.history, len(minimize))
    if not len(points):
        return []
    front, behind = split(points, minimize)
    labels = [expression for _, expression in record.objectives]
    return plot_front(
        front, labels, record.path("front"), minimize=minimize, behind=behind, title=title
    )


def _feasible(history: Path, objectives: int) -> np.ndarray:
    """The objectives of feasible individuals, to be maximised: `float64[n, k]`, each once."""
    names = [f"fitness_{i}" for i in range(objectives)]
    rows = individuals(history, names=[*names, "violation", "episode"])
    rows = rows[(rows["violation"] <= 0) & (rows["episode"] == 0)]
    points = np.unique(np.stack([rows[name] for name in names], axis=-1), axis=0)
    return points[np.isfinite(points).all(axis=1)]


@register("section", "hypervolume")
def _hypervolume(record: Record, title: str) -> list[Path]:
    """What the front dominates, over the evaluations."""
    from .curves import plot_hypervolume

    table = record.generations
    if not np.isfinite(table["hypervolume"]).any():
        return []
    of = table["evaluations"], table["hypervolume"]
    return plot_hypervolume(*of, record.path("hypervolume"), title)


@register("section", "species")
def _species(record: Record, title: str) -> list[Path]:
    """NEAT's species, and how large they are."""
    from .species import plot_species

    if "species" not in record.summaries:
        return []
    told = record.summaries["species"]
    return plot_species(record.generations, told, title, record.path("species"))


@register("section", "network_size")
def _network_size(record: Record, title: str) -> list[Path]:
    """How large networks are that grow."""
    from .species import plot_sizes

    told = record.summaries
    sizes: dict[str, np.ndarray] = {name: told[name] for name in _SIZES if name in told}
    path = record.path("network_size")
    return plot_sizes(record.generations, sizes, title, path) if sizes else []


@register("section", "network")
def _network(record: Record, title: str) -> list[Path]:
    """The champion's network, if it is one."""
    from .networks.picture import plot_network

    acting = record.acting
    if acting is None or not isinstance(acting.network, Network):
        return []
    return plot_network(acting.network, acting.policy, title, record.run.network)


@register("section", "found")
def _found(record: Record, title: str) -> list[Path]:
    """What the algorithm draws of what it found, as it was when the run last saved it."""
    folder = record.run
    state = newest_checkpoint(folder.checkpoints)
    if state is None:
        return []
    algorithm = load_run(folder).algorithm()
    if not isinstance(algorithm, Drawing):
        return []
    algorithm.load(state["algorithm"])
    return algorithm.draw(folder.drawn, title)


@register("section", "level")
def _level(record: Record, title: str) -> list[Path]:
    """The level, the champion's way through it, and where everybody's ended."""
    from .level.drawing import draw_levels

    return draw_levels(record, title)
