"""The best of a run so far, and where there are several objectives the whole front."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from evomario.evaluation.sequences import play_sequences
from evomario.evaluation.task import Task
from evomario.fitness import Evaluation
from evomario.mario.outcome import OUTCOME
from evomario.search.constrained import WORST, ConstrainedFitness
from evomario.search.pareto import ParetoArchive, hypervolume

from .champion import Champion
from .players import Player, kept, of_kept, saved
from .recording import Recording, outcome_dict, ram_hash


class Candidate:
    """An individual that is worth keeping.

    Attributes:
        fitness: its objectives, to be maximised, and its violations added up.
        pressed: `uint8[moves]` an episode, the buttons that were pressed.
        seeds: what the noise of each episode was drawn from.
        outcomes: `OUTCOME[episodes]`.
        totals: `float64[names]`, the metrics of all its episodes as one.
        player: what acts: the moves that it means to make, a network, or a policy.
    """

    def __init__(
        self, fitness: ConstrainedFitness, pressed: list[np.ndarray], seeds: Sequence[int],
        outcomes: np.ndarray, totals: np.ndarray, player: Player,
    ) -> None:  # fmt: skip
        self.fitness, self.pressed, self.seeds = fitness, pressed, list(seeds)
        self.outcomes, self.totals, self.player = outcomes, totals, player

    @property
    def best(self) -> float:
        """The first objective; minus infinity where it is not finite."""
        return self.fitness.values[0] if self.fitness.values[0] > WORST else -np.inf

    @classmethod
    def of(
        cls, task: Task, genome: Any, evaluation: Evaluation, place: int, seeds: Sequence[int]
    ) -> "Candidate":
        """The individual at a place of an evaluation with some noise seeds."""
        return cls(
            ConstrainedFitness.of(evaluation.objectives[place], evaluation.violations[place]),
            [each.copy() for each in evaluation.pressed[place]],
            [*seeds] * len(task.settings.train), evaluation.outcomes[place].copy(),
            evaluation.totals[place], task.player(genome),
        )  # fmt: skip

    def state(self) -> dict[str, Any]:
        """The candidate as a checkpoint takes it."""
        return {
            "values": list(self.fitness.values),
            "violation": self.fitness.violation,
            "pressed": self.pressed,
            "seeds": self.seeds,
            "outcomes": np.frombuffer(self.outcomes.tobytes(), np.uint8),
            "totals": self.totals,
            "player": kept(self.player),
        }

    @classmethod
    def load(cls, state: dict[str, Any]) -> "Candidate":
        """The candidate of a state."""
        fitness = ConstrainedFitness(state["values"], state["violation"])
        outcomes = np.frombuffer(state["outcomes"].tobytes(), OUTCOME)
        player = of_kept(state["player"])
        return cls(fitness, state["pressed"], state["seeds"], outcomes, state["totals"], player)


class Front:
    """The feasible individuals of a run that no other one dominates.

    Args:
        task: what they play; its objectives say where the hypervolume begins.
    """

    def __init__(self, task: Task) -> None:
        self._task = task
        self.archive: ParetoArchive[Candidate] = ParetoArchive()

    def update(self, genomes: Sequence[Any], evaluation: Evaluation, seeds: Sequence[int]) -> None:
        """Take in a generation, played with some noise seeds."""
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
            Candidate.of(self._task, genomes[place], evaluation, place, seeds)
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
    return [
        Champion(
            tuple(_recordings(task, one)), _own(task, one.fitness.values),
            _finite(one.fitness.violation), saved(one.player),
        )
        for one in candidates
    ]  # fmt: skip


def _recordings(task: Task, one: Candidate) -> Iterator[Recording]:
    """A candidate's episodes, one after another."""
    lives, each = task.settings.lives, len(one.seeds) // len(task.settings.train)
    for number, (seed, moves) in enumerate(zip(one.seeds, one.pressed, strict=True)):
        level = task.settings.train[number // each]
        played = play_sequences(level, [moves], lives=lives)
        outcome = outcome_dict(played.records[0, 0])
        ram = ram_hash(played.states[0, 0, :2048])
        recording = Recording(level, lives, moves, outcome, ram, seed)
        before = recording._replace(outcome=outcome_dict(one.outcomes[number]))
        if differences := before.differences(recording):
            raise RuntimeError(f"an episode of {level} does not repeat: {'; '.join(differences)}")
        outcome["reason"] = before.outcome["reason"]
        yield recording


def _own(task: Task, values: Sequence[float]) -> tuple[float | None, ...]:
    """Objectives in their own sense: what is to be minimised is not negated."""
    return tuple(
        _finite(-value if each.minimize else value)
        for value, each in zip(values, task.fitness.objectives, strict=True)
    )


def _finite(value: float) -> float | None:
    return value if abs(value) < -WORST else None
