"""Fitness: judges played episodes by a task's objectives and constraints."""

import warnings
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from evomario.emulator.layout import ROW
from evomario.mario.metrics import values
from evomario.mario.state import EPISODE, FAILED

from .aggregate import AggregateSettings, aggregate
from .evaluation import Evaluation
from .expression import Expression
from .kernel import LEAST_EXCESS
from .measures import Measures
from .metrics import NO_MORE, Added
from .rules import Rules


class NotFinite(UserWarning):
    """An expression came to nothing finite, such as x/0, which counts as the worst."""


class Objective(NamedTuple):
    """An expression to be maximised, or minimised; its last value counts, or its best one.

    `reference` is where a hypervolume begins, in the objective's own sense; nan if nobody says.
    """

    expression: Expression
    minimize: bool = False
    best: bool = False
    reference: float = np.nan

    def program(self) -> np.ndarray:
        """The program of what is to be maximised."""
        return self.expression.negated() if self.minimize else self.expression.program


class Constraint(NamedTuple):
    """A truth value that must hold; `grade` says how far it is from holding."""

    require: Expression
    grade: Expression
    every_move: bool = False


class Fitness:
    """Objectives, constraints, and how several episodes become one value.

    Args:
        objectives: one or more.
        constraints: any number.
        settings: how episodes and levels are brought together.
        more: the metrics that the config adds to the game's own.
        watch: what the no-progress rule watches; None for distance.
        measures: of what individuals did, for searches that look for difference.

    Attributes:
        names: the metrics that expressions may use, the game's own and the user's.
        rules: what is to be done along an episode for it, as `play_sequences` takes it.
    """

    def __init__(
        self, objectives: Sequence[Objective], constraints: Sequence[Constraint] = (),
        settings: AggregateSettings | None = None, more: Added = NO_MORE,
        watch: Objective | None = None, measures: Measures | None = None,
    ) -> None:  # fmt: skip
        self.objectives = tuple(objectives)
        self.constraints = tuple(c for c in constraints if not c.every_move)
        self.settings = settings or AggregateSettings()
        self.more = more
        self.names = more.names
        self.measures = measures or Measures((), more.names)
        self.rules = Rules(
            users=more.users,
            own=more.own,
            holds=[c.require.program for c in constraints if c.every_move],
            bests=[(i, o.program()) for i, o in enumerate(objectives) if o.best],
            watch=watch.program() if watch else None,
        )
        self._warned: set[str] = set()

    @property
    def reference(self) -> np.ndarray:
        """Where the hypervolume of several objectives begins, `float64[k]`, to be maximised."""
        return np.array([-o.reference if o.minimize else o.reference for o in self.objectives])

    def judge(self, states: np.ndarray, outcomes: np.ndarray, seeds: int = 1) -> Evaluation:
        """Judge n genomes; they are not measured, as a measure may look at what states do not hold.

        Args:
            states: `uint8[episodes, n, STATE]`, how the episodes ended, played by these rules.
                What failed in one of them is worth the worst that there is.
            outcomes: `OUTCOME[episodes, n]`, the same as records.
            seeds: episodes a level; a level's follow one another.
        """
        fields = np.swapaxes(states[..., ROW:].view(EPISODE)[..., 0], 0, 1)
        metrics = np.swapaxes(values(states, len(self.names)), 0, 1)
        if fields["FAULTS"].any():
            self._warn("an expression at every move")
        scores = [
            self._objective(i, metrics, fields["SCORES"]) for i in range(len(self.objectives))
        ]
        violations = [
            self._violation(constraint, metrics, seeds) for constraint in self.constraints
        ]
        n = len(metrics)
        objectives = aggregate(_by_level(np.stack(scores, axis=-1), seeds), self.settings)
        failed = (fields["REASON"] == FAILED).any(axis=1)[:, None]
        return Evaluation(
            objectives=np.where(failed, -np.inf, objectives),
            violations=np.where(failed, np.inf, np.stack(violations, axis=-1))
            if violations
            else np.zeros((n, 0)),
            measures=np.zeros((n, 0)),
            outcomes=np.ascontiguousarray(outcomes.T),
            metrics=np.ascontiguousarray(metrics),
            totals=self._totals(metrics, seeds),
        )

    def _objective(self, number: int, metrics: np.ndarray, scores: np.ndarray) -> np.ndarray:
        """An objective's value in each episode; an episode without moves is worth its start."""
        objective = self.objectives[number]
        last = self._values(objective.expression, metrics) * (-1 if objective.minimize else 1)
        last = np.where(np.isnan(last), -np.inf, last)
        best = scores[..., number]
        return np.where(np.isneginf(best), last, best) if objective.best else last

    def _violation(self, constraint: Constraint, metrics: np.ndarray, seeds: int) -> np.ndarray:
        """A constraint's violations: the mean of a level's episodes, added up over levels."""
        holds = self._values(constraint.require, metrics) == 1
        grade = self._values(constraint.grade, metrics, ~holds)
        worst = np.where(np.isnan(grade), np.inf, np.maximum(grade, LEAST_EXCESS))
        found: np.ndarray = _by_level(np.where(holds, 0.0, worst), seeds).mean(axis=2).sum(axis=1)
        return found

    def _values(
        self, expression: Expression, metrics: np.ndarray, asked: np.ndarray | None = None
    ) -> np.ndarray:
        found = expression(metrics)
        if (np.isnan(found) if asked is None else np.isnan(found) & asked).any():
            self._warn(expression.text)
        return found

    def _totals(self, metrics: np.ndarray, seeds: int) -> np.ndarray:
        totals = aggregate(_by_level(metrics, seeds), self.settings)
        finished = self.names.index("finished")
        totals[:, finished] = metrics[..., finished].all(axis=1)
        return totals

    def _warn(self, what: str) -> None:
        """Say once that something was not finite."""
        if what not in self._warned:
            self._warned.add(what)
            warnings.warn(
                f"{what}: not finite somewhere (x/0?): that counts as the worst",
                NotFinite,
                stacklevel=3,
            )


def _by_level(values: np.ndarray, seeds: int) -> np.ndarray:
    """Values of episodes, `[n, episodes, ...]`, as `[n, levels, seeds, ...]`."""
    return values.reshape(len(values), -1, seeds, *values.shape[2:])
