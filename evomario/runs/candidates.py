"""The best of a run so far, and where there are several objectives the whole front."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from evomario.evaluation.sequences import play_sequences
from evomario.evaluation.task import Task
from evomario.fitness import Evaluation
from evomario.mario.outcome import OUTCOME
from evomario.search.constrained import WORST, ConstrainedFitness
from evomario.search.pareto import ParetoArchive, hypervolume

from .champion import Champion
from .recording import Recording, outcome_dict, ram_hash


class Candidate:
    """An individual that is worth keeping.

    Attributes:
        fitness: its objectives, to be maximised, and its violations added up.
        moves: `uint8[n]`, the button bytes of its longest episode.
        outcomes: `OUTCOME[episodes]`.
        totals: `float64[names]`, the metrics of all its episodes as one.
    """

    def __init__(
        self, fitness: ConstrainedFitness, moves: np.ndarray, outcomes: np.ndarray,
        totals: np.ndarray,
    ) -> None:  # fmt: skip
        self.fitness, self.moves, self.outcomes, self.totals = fitness, moves, outcomes, totals

    @property
    def best(self) -> float:
        """The first objective; minus infinity where it is not finite."""
        return self.fitness.values[0] if self.fitness.values[0] > WORST else -np.inf

    @classmethod
    def of(cls, task: Task, genome: np.ndarray, evaluation: Evaluation, place: int) -> "Candidate":
        """The individual at a place of an evaluation."""
        outcomes = evaluation.outcomes[place].copy()
        fitness = ConstrainedFitness.of(evaluation.objectives[place], evaluation.violations[place])
        moves = task.moves(genome)[: int(outcomes["moves"].max())]
        return cls(fitness, moves, outcomes, evaluation.totals[place])

    def state(self) -> dict[str, Any]:
        """The candidate as a checkpoint takes it."""
        return {
            "values": list(self.fitness.values),
            "violation": self.fitness.violation,
            "moves": self.moves,
            "outcomes": np.frombuffer(self.outcomes.tobytes(), np.uint8),
            "totals": self.totals,
        }

    @classmethod
    def load(cls, state: dict[str, Any]) -> "Candidate":
        """The candidate of a state."""
        fitness = ConstrainedFitness(state["values"], state["violation"])
        outcomes = np.frombuffer(state["outcomes"].tobytes(), OUTCOME)
        return cls(fitness, state["moves"], outcomes, state["totals"])


class Front:
    """The feasible individuals of a run that no other one dominates.

    Args:
        task: what they play; its objectives say where the hypervolume begins.
    """

    def __init__(self, task: Task) -> None:
        self._task = task
        self.archive: ParetoArchive[Candidate] = ParetoArchive()

    def update(self, genomes: Sequence[np.ndarray], evaluation: Evaluation) -> None:
        """Take in a generation."""
        table = [
            ConstrainedFitness.of(*row)
            for row in zip(evaluation.objectives, evaluation.violations, strict=True)
        ]
        known = {one.fitness.values for one in self.archive.members}
        fresh = {
            fitness.values: place
            for place, fitness in reversed([*enumerate(table)])
            if fitness.violation == 0 and fitness.values not in known
        }
        self.archive.update(
            Candidate.of(self._task, genomes[place], evaluation, place)
            for place in sorted(fresh.values())
        )

    @property
    def hypervolume(self) -> float | None:
        """What the front dominates; None where an objective has no `reference`."""
        reference = self._task.fitness.reference
        if np.isnan(reference).any():
            return None
        return hypervolume(self.archive.points(), reference) if self.archive.members else 0.0

    def state(self) -> list[dict[str, Any]]:
        """The front as a checkpoint takes it."""
        return [one.state() for one in self.archive.members]

    def load(self, state: list[dict[str, Any]]) -> None:
        """Go on from a state."""
        self.archive.members = [Candidate.load(one) for one in state]


def crowned(task: Task, candidates: Sequence[Candidate]) -> list[Champion]:
    """Candidates played again, each from the start of its levels, and recorded.

    Raises:
        RuntimeError: an episode goes otherwise than it went in the run.
    """
    if not candidates:
        return []
    rows = [
        _recordings(task, level, number, candidates)
        for number, level in enumerate(task.settings.train)
    ]
    return [
        Champion(episodes, _own(task, one.fitness.values), _finite(one.fitness.violation))
        for one, episodes in zip(candidates, zip(*rows, strict=True), strict=True)
    ]


def _recordings(
    task: Task, level: str, number: int, candidates: Sequence[Candidate]
) -> list[Recording]:
    """One episode each of the candidates, in one of the task's levels."""
    lives = task.settings.lives
    moves = [one.moves[: int(one.outcomes[number]["moves"])] for one in candidates]
    played = play_sequences(level, moves, lives=lives)
    found = [
        Recording(level, lives, buttons, outcome_dict(record), ram_hash(state[:2048]))
        for buttons, record, state in zip(moves, played.records[0], played.states[0], strict=True)
    ]
    for one, recording in zip(candidates, found, strict=True):
        before = recording._replace(outcome=outcome_dict(one.outcomes[number]))
        if differences := before.differences(recording):
            raise RuntimeError(f"an episode of {level} does not repeat: {'; '.join(differences)}")
        recording.outcome["reason"] = before.outcome["reason"]
    return found


def _own(task: Task, values: Sequence[float]) -> tuple[float | None, ...]:
    """Objectives in their own sense: what is to be minimised is not negated."""
    return tuple(
        _finite(-value if each.minimize else value)
        for value, each in zip(values, task.fitness.objectives, strict=True)
    )


def _finite(value: float) -> float | None:
    return value if abs(value) < -WORST else None
