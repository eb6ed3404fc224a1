"""The pictures of a section, with what is to be said of them."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from .attainment import plot_attainment
from .groups import Group, groups_of
from .plots import TARGETS, plot_best, plot_finished, plot_runtimes
from .sections import Section
from .values import objectives

_QUARTILES = (
    "median and quartiles of the runs of a method. A run that has ended keeps its last value, "
    "while the longest of its method goes on."
)


class Picture(NamedTuple):
    """A picture: its files, .png and .svg, and what is said below it."""

    files: list[Path]
    caption: str


def draw(section: Section, folder: Path) -> list[Picture]:
    """Draw the pictures of a section to a folder; none of trials alone."""
    if not section.in_training:
        return []
    groups = groups_of(section.methods)
    found = [make(groups, section, folder) for make in _PICTURES]
    return [picture for picture in found if picture.files]


def _best(groups: list[Group], section: Section, folder: Path) -> Picture:
    path = folder / f"{section.name}-fitness_over_frames"
    files = plot_best(groups, "Best fitness so far", path, True) if section.fitness else []
    return Picture(files, f"The first objective of the best feasible individual: {_QUARTILES}")


def _distance(groups: list[Group], section: Section, folder: Path) -> Picture:
    path = folder / f"{section.name}-distance_over_frames"
    return Picture(
        plot_best(groups, "Furthest distance so far", path, False), f"The distance: {_QUARTILES}"
    )


def _finished(groups: list[Group], section: Section, folder: Path) -> Picture:
    path = folder / f"{section.name}-finished_over_frames"
    files = plot_finished(groups, "Runs that have finished", path)
    return Picture(
        files, "One minus the Kaplan-Meier estimate: a run that ends without a finish counts up to "
        "its end. Bands hold at one number of frames each, not for the whole curve.",
    )  # fmt: skip


def _runtimes(groups: list[Group], section: Section, folder: Path) -> Picture:
    path = folder / f"{section.name}-distances_over_frames"
    files = plot_runtimes(groups, "Distances reached", path)
    return Picture(
        files, f"Of all pairs of a run and one of {TARGETS} distances, the share that was reached: "
        f"{100 // TARGETS} % to 100 % of the largest distance that any of these runs came to on "
        "the level. They change with the runs that are compared.",
    )  # fmt: skip


def _attained(groups: list[Group], section: Section, folder: Path) -> Picture:
    files: list[Path] = []
    if section.fitness and len(objectives(section.runs[0])) == 2:
        path = folder / f"{section.name}-attainment"
        files = plot_attainment(groups, "What fronts attain", path)
    return Picture(
        files, "Points on or behind a line are attained by that share of the runs of a method, "
        "each run by its whole front.",
    )  # fmt: skip


_PICTURES: tuple[Callable[[list[Group], Section, Path], Picture], ...] = (
    _best, _distance, _finished, _runtimes, _attained,
)  # fmt: skip
