"""The loop: ask, evaluate, tell, record, until a stop rule says so."""

import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from evomario.fitness import Evaluation
from evomario.search import GA

from .champion import Champion
from .files import write_text
from .folder import RunFolder
from .history import History
from .settings import RunConfig, StopSettings


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
    """What a run came to: its champion, how far it went, and why it stopped."""

    champion: Champion
    progress: Progress
    stopped_by: str


class _Best(NamedTuple):
    fitness: float
    genome: np.ndarray
    outcome: np.void


def evolve(
    config: RunConfig,
    folder: RunFolder,
    *,
    threads: int | None = None,
    each: Callable[[Progress], None] = lambda progress: None,
) -> Result:
    """Run a config to its end, and leave everything but pictures in the folder.

    `each` is called after every generation. An interrupt ends the run after what it has: the best
    so far becomes the champion, and KeyboardInterrupt goes on to the caller.
    """
    settings = config.settings
    write_text(folder.config, config.node.dump())
    algorithm = GA(settings.algorithm, settings.task.limits.moves, len(config.task.actions),
                   settings.seed)  # fmt: skip
    history = History(folder.history)
    config.task.prepare()
    loop = _Loop(config, algorithm, history, threads)
    try:
        while not (reason := loop.over(settings.stop)):
            each(loop.generation())
    except KeyboardInterrupt:
        if loop.best is not None:
            loop.champion().write(folder.champion)
        raise
    finally:
        history.close()
    assert loop.progress is not None
    champion = loop.champion()
    champion.write(folder.champion)
    return Result(champion, loop.progress, reason)


class _Loop:
    """The state of the loop."""

    def __init__(
        self, config: RunConfig, algorithm: GA, history: History, threads: int | None
    ) -> None:
        self.config, self.algorithm = config, algorithm
        self.history, self.threads = history, threads
        self.evaluations = self.frames = self.frames_emulated = 0
        self.began = time.monotonic()
        self.best: _Best | None = None
        self.progress: Progress | None = None

    def over(self, stop: StopSettings) -> str:
        """The stop rule that ends the run now, in words; "" if none does."""
        progress = self.progress
        if progress is None:
            return ""
        if stop.target and progress.finished:
            return "target met"
        spent = {
            "generations": (progress.generation, stop.generations),
            "evaluations": (self.evaluations, stop.evaluations),
            "frames": (self.frames, stop.frames),
            "seconds": (progress.seconds, stop.seconds),
        }
        return next(
            (f"{k} spent" for k, (used, most) in spent.items() if most and used >= most), ""
        )

    def generation(self) -> Progress:
        """One generation."""
        genomes = self.algorithm.ask()
        evaluation = self.config.task.evaluate(genomes, self.threads)
        self.algorithm.tell(genomes, evaluation)
        self.evaluations += len(genomes)
        self.frames += int(evaluation.outcomes["frames"].sum())
        self.frames_emulated += evaluation.frames_emulated
        self._remember(genomes, evaluation)
        assert self.best is not None
        self.progress = Progress(
            self.algorithm.generation, self.evaluations, self.frames,
            self.frames_emulated, time.monotonic() - self.began, self.best.fitness,
            float(evaluation.objectives.mean()), self.best.outcome,
            bool(self.best.outcome["finished"]),
        )  # fmt: skip
        self.history.record(
            self.algorithm.generation, self.evaluations, self.frames, self.frames_emulated,
            evaluation, self.progress.seconds,
        )  # fmt: skip
        return self.progress

    def _remember(self, genomes: list[np.ndarray], evaluation: Evaluation) -> None:
        place = int(np.argmax(evaluation.objectives[:, 0]))
        fitness = float(evaluation.objectives[place, 0])
        if self.best is None or fitness > self.best.fitness:
            outcome = evaluation.outcomes[place, 0].copy()
            self.best = _Best(fitness, np.array(genomes[place]), outcome)

    def champion(self) -> Champion:
        """The best individual's episode, played once more move by move."""
        assert self.best is not None
        task = self.config.task
        moves = task.actions[self.best.genome][: int(self.best.outcome["moves"])]
        return Champion.play(task.settings.train[0], moves, task.settings.lives)
