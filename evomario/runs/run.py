"""The loop: ask, evaluate, tell, record, save, until a stop rule says so."""

import hashlib
import json
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from evomario.fitness import Evaluation
from evomario.mario.metrics import METRICS
from evomario.mario.outcome import OUTCOME
from evomario.search import Algorithm

from .champion import Champion
from .checkpoint import newest_checkpoint, write_checkpoint
from .files import write_text
from .folder import RunFolder
from .history import BestSoFar, Episode, History, Layout, Row
from .settings import RunConfig, StopSettings

SAVE_SECONDS = 5.0  #: between two checkpoints, unless the caller says otherwise
FINISHED = METRICS.index("finished")


class Progress(NamedTuple):
    """How far a run has come, after a generation; totals count from its start."""

    generation: int
    evaluations: int
    frames: int
    frames_emulated: int
    seconds: float
    best: float
    mean: float
    best_outcome: np.void
    finished: bool


class Result(NamedTuple):
    """What a run came to: its champion, how far it went, why it stopped, and its folder."""

    champion: Champion
    progress: Progress
    stopped_by: str
    folder: RunFolder


def evolve(
    config: RunConfig,
    folder: RunFolder,
    *,
    threads: int | None = None,
    resume: bool = False,
    save_seconds: float = SAVE_SECONDS,
    each: Callable[[Progress], None] = lambda progress: None,
) -> Result:
    """Run a config to its end, and leave everything but pictures in the folder.

    Args:
        config: the checked config.
        folder: where to; for `resume`, of the run to go on with.
        threads: default: all cores. Results do not depend on it.
        resume: go on from the newest checkpoint; a run that has none yet begins anew.
        save_seconds: between two checkpoints; how often it saves changes nothing else.
        each: called after every generation.

    An interrupt leaves a checkpoint and the best so far as the champion, and goes on to the caller.
    """
    config.task.prepare()
    loop = _Loop(config, folder, threads)
    state = newest_checkpoint(folder.checkpoints) if resume else None
    if state:
        loop.load(state)
    else:
        write_text(folder.config, config.node.dump())
    history = History(folder.history, Layout.of(config.task), keep=loop.algorithm.generation)
    try:
        while not (reason := loop.over(config.settings.stop)):
            progress = loop.generation(history)
            if time.monotonic() - loop.saved >= save_seconds:
                loop.save()
            each(progress)
    finally:
        loop.save()
        history.close()
    assert loop.progress is not None
    return Result(loop.champion(), loop.progress, reason, folder)


class _Best(NamedTuple):
    """The best so far, by its violation first and then its fitness."""

    violation: float
    fitness: float
    moves: np.ndarray
    outcome: np.void
    totals: np.ndarray

    def beats(self, other: "_Best | None") -> bool:
        """Whether it is better than another."""
        return other is None or (-self.violation, self.fitness) > (-other.violation, other.fitness)


class _Loop:
    """The state of the loop."""

    def __init__(self, config: RunConfig, folder: RunFolder, threads: int | None) -> None:
        self.config, self.folder, self.threads = config, folder, threads
        self.algorithm: Algorithm = config.algorithm()
        self.began = self.saved = time.monotonic()
        self.best: _Best | None = None
        self.progress: Progress | None = None
        self.state: dict[str, Any] | None = None
        self.written: _Best | None = None

    def over(self, stop: StopSettings) -> str:
        """The stop rule that ends the run now, in words; "" if none does."""
        progress = self.progress
        if progress is None:
            return ""
        if self._met():
            return "target met"
        spent = {
            "generations": (progress.generation, stop.generations),
            "evaluations": (progress.evaluations, stop.evaluations),
            "frames": (progress.frames, stop.frames),
            "seconds": (progress.seconds, stop.seconds),
        }
        return next(
            (f"{k} spent" for k, (used, most) in spent.items() if most and used >= most), ""
        )

    def _met(self) -> bool:
        """Whether the best feasible individual meets the target."""
        target, best = self.config.target, self.best
        if target is None or best is None or best.violation > 0:
            return False
        return bool(target(best.totals) == 1)

    def spent(self, stop: StopSettings) -> float:
        """The used share of the budget, 0 to 1; time does not count, or runs would not repeat."""
        progress = self.progress
        if progress is None:
            return 0.0
        used = (
            (progress.generation, stop.generations),
            (progress.evaluations, stop.evaluations),
            (progress.frames, stop.frames),
        )
        return min(1.0, max(count / most if most else 0.0 for count, most in used))

    def generation(self, history: History) -> Progress:
        """One generation: afterwards it is in the history, and in the state to save."""
        self.algorithm.spent = self.spent(self.config.settings.stop)
        genomes = self.algorithm.ask()
        evaluation = self.config.task.evaluate(genomes, self.threads, paths=True)
        self.algorithm.tell(genomes, evaluation)
        before = self.best
        self._remember(genomes, evaluation)
        state = self.algorithm.state()
        self.progress = self._advance(evaluation)
        digest = _digest(genomes, evaluation, state)
        champion = self._champion() if self.best is not before else None
        history.record(Row.of(self.progress[:5], evaluation, digest), evaluation, champion)
        self.state = {"algorithm": state, **self._totals()}
        return self.progress

    def _champion(self) -> BestSoFar | None:
        """The best as the history keeps it."""
        assert self.best is not None and self.progress is not None
        episode = Episode(self.config.settings.task.train[0], self.best.moves)
        return BestSoFar(
            self.progress.generation, self.best.fitness, (episode,), self.best.violation
        )

    def _advance(self, evaluation: Evaluation) -> Progress:
        assert self.best is not None
        evaluations, frames, emulated = self.progress[1:4] if self.progress else (0, 0, 0)
        return Progress(
            self.algorithm.generation, evaluations + len(evaluation.objectives),
            frames + int(evaluation.outcomes["frames"].sum()),
            emulated + evaluation.frames_emulated, time.monotonic() - self.began,
            self.best.fitness, float(evaluation.objectives.mean()), self.best.outcome,
            bool(self.best.totals[FINISHED]),
        )  # fmt: skip

    def _remember(self, genomes: list[np.ndarray], evaluation: Evaluation) -> None:
        place = evaluation.best()
        outcome = evaluation.outcomes[place, 0].copy()
        new = _Best(
            float(evaluation.violations[place].sum()), float(evaluation.objectives[place, 0]),
            self.config.task.moves(genomes[place])[: int(outcome["moves"])], outcome,
            evaluation.totals[place],
        )  # fmt: skip
        if new.beats(self.best):
            self.best = new

    def _totals(self) -> dict[str, Any]:
        assert self.best is not None and self.progress is not None
        return {
            "evaluations": self.progress.evaluations,
            "frames": self.progress.frames,
            "frames_emulated": self.progress.frames_emulated,
            "seconds": self.progress.seconds,
            "mean": self.progress.mean,
            "best": {
                "violation": self.best.violation,
                "fitness": self.best.fitness,
                "moves": self.best.moves,
                "outcome": np.frombuffer(self.best.outcome.tobytes(), np.uint8),
                "totals": self.best.totals,
            },
        }

    def save(self) -> None:
        """Write a checkpoint, and the champion where there is a new one."""
        self.saved = time.monotonic()
        if self.state is None:
            return
        generation = self.state["algorithm"]["generation"]
        write_checkpoint(self.folder.checkpoints, generation, self.state)
        if self.best is not self.written:
            self.champion().write(self.folder.champion)
            self.written = self.best

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a checkpoint."""
        self.algorithm.load(state["algorithm"])
        best = state["best"]
        outcome = np.frombuffer(best["outcome"].tobytes(), OUTCOME)[0]
        self.best = _Best(
            best["violation"], best["fitness"], best["moves"], outcome, best["totals"]
        )
        self.began = time.monotonic() - state["seconds"]
        self.progress = Progress(
            self.algorithm.generation, state["evaluations"], state["frames"],
            state["frames_emulated"], state["seconds"], self.best.fitness, state["mean"],
            outcome, bool(best["totals"][FINISHED]),
        )  # fmt: skip
        self.state = state

    def champion(self) -> Champion:
        """The best individual's episode, played once more move by move."""
        assert self.best is not None
        task = self.config.settings.task
        return Champion.play(task.train[0], self.best.moves, task.lives)


def _digest(genomes: list[np.ndarray], evaluation: Evaluation, state: dict[str, Any]) -> str:
    """SHA-256 of a generation: its genomes, their fitness, and the random state after it."""
    digest = hashlib.sha256()
    for genome in genomes:
        digest.update(genome.tobytes())
    digest.update(evaluation.objectives.tobytes() + evaluation.violations.tobytes())
    digest.update(json.dumps(state["random"]).encode())
    return digest.hexdigest()
