"""MAP-Elites on pyribs: the best of every kind, on a map of what individuals do."""

import random
from collections.abc import Sequence
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import Field, model_validator

from evomario.config import Settings
from evomario.fitness import Evaluation
from evomario.fitness.evaluation import FURTHEST
from evomario.fitness.handling import FeasibilityRules, Handling
from evomario.policies import Actions
from evomario.registry import Chosen, Unfit, register
from evomario.search import (
    Best,
    ConstrainedFitness,
    Individual,
    Measure,
    Measures,
    Randomness,
    Variation,
    VariationSettings,
)

_MOST_CELLS = 1_000_000


class Axis(Settings):
    """A measure, and how its values are cut into cells; what lies outside is in the last ones."""

    of: Measure = Field(description="an expression over metrics, or a measure that is one number")
    start: float = Field(alias="from")
    to: float
    cells: int = Field(default=20, ge=1, le=10_000)

    @model_validator(mode="after")
    def _in_order(self) -> "Axis":
        if not self.start < self.to:
            raise ValueError("from must be less than to")
        return self

    @property
    def label(self) -> str:
        """What it measures, in a word or an expression."""
        return self.of.type if isinstance(self.of, Chosen) else str(self.of)


class MapElitesSettings(VariationSettings):
    """The `algorithm:` part of a config whose type is `map_elites`."""

    type: str = "map_elites"
    first: int = Field(
        default=100, ge=1, le=100_000, description="random individuals to begin with"
    )
    population: int = Field(default=20, ge=1, le=100_000, description="children a generation")
    measures: list[Axis] = Field(min_length=1, max_length=8)

    @model_validator(mode="after")
    def _not_too_many(self) -> "MapElitesSettings":
        if prod(axis.cells for axis in self.measures) > _MOST_CELLS:
            raise ValueError(f"the measures make more than {_MOST_CELLS:,} cells together")
        return self


@register("algorithm", "map_elites", settings=MapElitesSettings, metrics=True)
class MapElites:
    """MAP-Elites: the best individual of each cell of a map whose axes are measures.

    Source: J.-B. Mouret and J. Clune, Illuminating search spaces by mapping elites, arXiv
    1504.04909 (2015), figure 2: after some random individuals, parents are drawn evenly from the
    map, and a child takes the cell that it falls into if it is better than who has it. The map is
    pyribs' `GridArchive`: B. Tjanaka et al., pyribs: a bare-bones Python library for quality
    diversity optimization, GECCO 2023. What violates a constraint is worse than all that does not,
    the more the worse. An individual with a measure that is not finite has no place on the map.

    Args:
        settings: the `algorithm:` part of a config.
        actions: what a gene can choose.
        seed: root seed; the same seed and evaluations give the same genomes.
        handling: of the constraints; it can be none but feasibility rules.
        metrics: what measures may speak of.

    Attributes:
        generation: how often it was told.
        spent: the used share of the budget, which the run says.
        best: the best so far; None before the first `tell`.
        archive: pyribs' map, in which a solution is the number of its evaluation, from 0.
        elites: those of the map, by this number.
        policy: how genomes become moves.
        needs: what evaluations must hold for the operators and the measures.
        over: why it has come to an end: it never does.

    Raises:
        Unfit: ribs is not installed; an operator does not go with the genome; a measure is
            wrong, or no single number; constraints are handled otherwise, or there are several
            objectives.
    """

    over = ""

    def __init__(
        self, settings: MapElitesSettings, actions: Actions, seed: int,
        handling: Handling | None = None, *, metrics: Sequence[str],
    ) -> None:  # fmt: skip
        if handling is not None and not isinstance(handling, FeasibilityRules):
            problem = f"map_elites knows one objective, and does not order by {handling.name}"
            raise Unfit(("type",), problem, "fitness.handling of type feasibility_rules")
        self.settings = settings
        self.generation = 0
        self.spent = 0.0
        self.best: Best | None = None
        self.archive = _grid(settings.measures)
        self.elites: dict[int, Individual] = {}
        self._variation = Variation(settings, actions)
        self.policy = self._variation.genome.policy
        self._measures = _measures(settings.measures, metrics)
        self.needs = self._variation.needs | self._measures.needs
        self._random = Randomness(seed)
        self._told = 0  # individuals
        self._asked: list[Individual] = []
        self._mutations: dict[str, Any] = {}
        self._given = 0  # of another's elites

    def ask(self) -> list[np.ndarray]:
        """The genomes to evaluate next, `uint8[genes]` each, or uint16."""
        with self._random.asked():
            if self.elites:
                parents = random.choices([*self.elites.values()], k=self.settings.population)
                self._asked = self._variation.children(parents, self.spent)
            else:
                self._asked = self._variation.first(max(self.settings.first, self._given))
        return [one.numpy() for one in self._asked]

    def tell(self, genomes: Sequence[np.ndarray], evaluation: Evaluation) -> None:
        """Take the evaluation of what was asked for, and put on the map what is better."""
        self._variation.take(self._asked, evaluation)
        for one in self._asked:
            one.fitness = ConstrainedFitness.of(one.objectives, one.violations)
        self._mutations = self._variation.summary(self._asked)
        self._place(self._measures(evaluation), evaluation.scores())
        before, self.best = self.best, Best.of(self.best, genomes, evaluation)
        if self.generation:
            self._variation.told(self.best is not before)
        self._random.told()
        self.generation += 1

    def _place(self, measures: np.ndarray, scores: np.ndarray) -> None:
        """Put those asked for on the map, where they are better than who is there."""
        known = self.elites | dict(enumerate(self._asked, self._told))
        placed = np.flatnonzero(np.isfinite(measures).all(axis=1))
        if len(placed):
            self.archive.add(self._told + placed[:, None], scores[placed], measures[placed])
        self._told += len(self._asked)
        self.elites = {number: known[number] for number in self._numbers()}

    def _numbers(self) -> list[int]:
        """The numbers of those on the map, cell by cell."""
        cells, numbers = self.archive.data("index"), self.archive.data("solution")[:, 0]
        return [int(number) for number in numbers[np.argsort(cells)]]

    def begin_with(self, state: dict[str, Any]) -> None:
        """Begin with all elites of another, on a map that is empty; see `Adapting`."""
        self._variation.begin_with(state["elites"])
        self._given = len(state["elites"])

    def encoded(self, genome: np.ndarray) -> bytes:
        """A genome as bytes."""
        return genome.tobytes()

    def state(self) -> dict[str, Any]:
        """All that it goes on from: numbers and arrays."""
        order = np.argsort(self.archive.data("index"))
        return {
            "generation": self.generation,
            "random": self._random.state(),
            "operators": self._variation.state(),
            "told": self._told,
            "numbers": [*self.elites],
            "elites": [one.state() for one in self.elites.values()],
            "scores": self.archive.data("objective")[order],
            "measures": self.archive.data("measures")[order],
            "best": self.best and self.best.state(),
        }

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a state."""
        genome = self._variation.genome
        self.generation, self._told = state["generation"], state["told"]
        self._random.load(state["random"])
        self._variation.load(state["operators"])
        elites = [Individual.load(genome, one) for one in state["elites"]]
        self.elites = dict(zip(state["numbers"], elites, strict=True))
        self.archive.clear()
        if elites:
            numbers = np.array(state["numbers"], np.float64)
            self.archive.add(numbers[:, None], state["scores"], state["measures"])
        self.best = Best.load(state["best"])

    def summary(self) -> dict[str, Any]:
        """How many cells of the map are filled, and the genes that mutation has changed."""
        return {"cells": len(self.elites)} | self._mutations

    def draw(self, folder: Path, title: str) -> list[Path]:
        """Draw the map into a folder: its first two measures, in each cell the best over others."""
        from evomario.report import style

        path, axes = folder / "map", self.settings.measures
        known = f"{len(self.elites):,} of {prod(axis.cells for axis in axes):,} cells"
        with style.picture(path, title, f"{known} filled") as figure:
            plot = figure.subplots()
            plot.grid(False)
            shown = plot.pcolormesh(*self._edges(), self._best_of_cells().T, rasterized=True)
            plot.set_xlabel(axes[0].label)
            if len(axes) > 1:
                plot.set_ylabel(axes[1].label)
            else:
                plot.set_yticks([])
            figure.colorbar(shown, ax=plot, label="objective, more is better")
        return style.files(path)

    def _edges(self) -> list[np.ndarray]:
        """Where the cells of the first two measures begin and end."""
        axes = self.settings.measures[:2]
        edges = [np.linspace(axis.start, axis.to, axis.cells + 1) for axis in axes]
        return edges if len(edges) > 1 else [*edges, np.array([0.0, 1.0])]

    def _best_of_cells(self) -> np.ndarray:
        """The best objective over the first two measures, `float64[cells, cells]`, nan for none."""
        dims = [axis.cells for axis in self.settings.measures]
        scores = np.full(prod(dims), np.nan)
        found = self.archive.data("objective")
        allowed = found >= -FURTHEST
        scores[self.archive.data("index")[allowed]] = found[allowed]
        return np.fmax.reduce(scores.reshape(*dims[:2], -1), axis=-1).reshape(dims[0], -1)


def _measures(axes: Sequence[Axis], metrics: Sequence[str]) -> Measures:
    """What the axes measure, a number each."""
    try:
        made = Measures([axis.of for axis in axes], metrics)
    except Unfit as error:
        raise Unfit(("measures", *error.path, "of"), error.problem, error.expected) from None
    for i, width in enumerate(made.widths):
        if width != 1:
            problem = f"{axes[i].label} gives {width} numbers of an episode, and an axis is one"
            raise Unfit(("measures", i, "of"), problem)
    return made


def _grid(axes: Sequence[Axis]) -> Any:
    """An empty map."""
    try:
        from ribs.archives import GridArchive
    except ImportError:
        problem = "map_elites needs ribs, which is not installed: pip install 'evomario[qd]'"
        raise Unfit(("type",), problem) from None
    ranges = [(axis.start, axis.to) for axis in axes]
    return GridArchive(solution_dim=1, dims=[axis.cells for axis in axes], ranges=ranges)
