"""All pictures of a run, from its history."""

from pathlib import Path

import moocore
import numpy as np

from evomario.errors import UserError
from evomario.policies.networks import Network
from evomario.runs import Champion, Result, RunFolder, load_run
from evomario.runs.acting import Acting
from evomario.runs.checkpoint import newest_checkpoint
from evomario.runs.history import columns, generations, individuals, summaries
from evomario.search import Drawing

from . import style
from .curves import plot_fitness, plot_hypervolume, plot_metric
from .front import plot_front
from .networks.episodes import film_episodes
from .networks.picture import plot_network
from .species import plot_sizes, plot_species

_SIZES = ("nodes", "connections")  # what is told of how large networks are


def illustrate(result: Result, title: str) -> None:
    """Film a run's champion, the first episode of each level, and draw the run.

    A champion that is a network is shown beside the game, and drawn.
    """
    folder, champion = result.folder, result.champion
    first = {each.level: each for each in reversed(champion.recordings)}
    acting = Acting.of(folder, champion)
    film_episodes(folder.video, [*reversed(first.values())], acting=acting)
    draw(folder.history, title, folder.path)
    if acting and isinstance(acting.network, Network):
        plot_network(acting.network, acting.policy, title, folder.network)
    _draw_found(folder, title)


def draw_run(folder: RunFolder, title: str) -> list[Path]:
    """Draw what there is of a run: history, a champion that is a network, what else was found.

    Returns:
        The files, each picture as .png and .svg.

    Raises:
        UserError: there is no history, or an empty one, or a picture cannot be written.
    """
    made = draw(folder.history, title, folder.path)
    acting = Acting.of(folder, Champion.read(folder.champion)) if folder.champion.exists() else None
    if acting and isinstance(acting.network, Network):
        made += plot_network(acting.network, acting.policy, title, folder.network)
    return made + _draw_found(folder, title)


def _draw_found(folder: RunFolder, title: str) -> list[Path]:
    """Let an algorithm that can draw what it found do so, as it was when the run last saved it."""
    algorithm = load_run(folder).algorithm()
    if not isinstance(algorithm, Drawing) or not (state := newest_checkpoint(folder.checkpoints)):
        return []
    algorithm.load(state["algorithm"])
    return algorithm.draw(folder.path, title)


def draw(history: Path, title: str, folder: Path) -> list[Path]:
    """Draw what a history tells: fitness, distance and coins; for several objectives, the front.

    Where the algorithm told of its species and the size of its networks, they are drawn too.

    Args:
        history: `history.sqlite` of a run.
        title: of the pictures.
        folder: where to put them.

    Returns:
        The files, each picture as .png and .svg.

    Raises:
        UserError: the file is no history, or an empty one, or a picture cannot be written.
    """
    table, objectives = generations(history), _objectives(history)
    if not len(table):
        raise UserError(f"{history}: no generation in the history yet")
    verb, expression = objectives[0]
    about = style.brief(f"{verb} {expression}", 85)
    made = plot_fitness(table, title, folder / "fitness", about, verb == "minimize")
    made += plot_metric(table, "distance", title, folder / "distance", "pixels")
    made += plot_metric(table, "coins", title, folder / "coins")
    if len(objectives) > 1:
        made += _draw_front(history, objectives, title, folder / "front")
        if np.isfinite(table["hypervolume"]).any():
            of = table["evaluations"], table["hypervolume"]
            made += plot_hypervolume(*of, folder / "hypervolume", title)
    return made + _draw_told(history, table, title, folder)


def _draw_told(history: Path, table: np.ndarray, title: str, folder: Path) -> list[Path]:
    """Draw what an algorithm tells of its species, and of the size of its networks, if it does."""
    told, made = summaries(history), []
    if "species" in told:
        made += plot_species(table, told["species"], title, folder / "species")
    sizes: dict[str, np.ndarray] = {name: told[name] for name in _SIZES if name in told}
    if sizes:
        made += plot_sizes(table, sizes, title, folder / "network_size")
    return made


def _objectives(history: Path) -> list[tuple[str, str]]:
    """Each objective as its verb, `maximize` or `minimize`, and its expression."""
    found = columns(history)
    words = (found[f"fitness_{i}"] for i in range(len(found)) if f"fitness_{i}" in found)
    return [(text.split()[0], text.split(maxsplit=1)[1]) for text in words]


def _draw_front(
    history: Path, objectives: list[tuple[str, str]], title: str, path: Path
) -> list[Path]:
    """Draw the front of all feasible individuals that the history holds; nothing if none is."""
    names = [f"fitness_{i}" for i in range(len(objectives))]
    rows = individuals(history, names=[*names, "violation", "episode"])
    rows = rows[(rows["violation"] <= 0) & (rows["episode"] == 0)]
    points = np.unique(np.stack([rows[name] for name in names], axis=-1), axis=0)
    points = points[np.isfinite(points).all(axis=1)]
    if not len(points):
        return []
    minimize = [verb == "minimize" for verb, _ in objectives]
    best = moocore.is_nondominated(points, maximise=True)
    shown = points * np.where(minimize, -1, 1)
    labels = [expression for _, expression in objectives]
    return plot_front(
        shown[best], labels, path, minimize=minimize, behind=shown[~best], title=title
    )
