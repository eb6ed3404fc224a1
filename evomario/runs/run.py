"""The loop: ask, evaluate, tell, record, save, until a stop rule says so."""

import hashlib
import json
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any, NamedTuple

import numpy as np

from evomario.errors import UserError
from evomario.fitness import Evaluation
from evomario.mario.metrics import METRICS
from evomario.mario.state import FAILED
from evomario.search import Algorithm, Telling
from evomario.search.constrained import ConstrainedFitness

from .candidates import Candidate, Front, crowned
from .champion import Champion, write_front
from .checkpoint import newest_checkpoint, write_checkpoint
from .files import write_text
from .folder import RunFolder
from .history import BestSoFar, Episode, History, Layout, Row
from .plugins import record
from .settings import RunConfig, StopSettings
from .trials import trials

SAVE_SECONDS = 5.0  #: between two checkpoints, unless the caller says otherwise
FINISHED = METRICS.index("finished")


class Progress(NamedTuple):
    """How far a run has come, after a generation; totals count from its start.

    Attributes:
        best: the first objective of the best so far, to be maximised.
        mean: the mean of the generation's.
        feasible: the share of the generation that keeps every constraint.
        best_outcomes: `OUTCOME[episodes]`, of the best so far.
        finished: whether each of these finished.
        front: with several objectives, how many solutions none dominates.
        hypervolume: what these dominate; None where nobody says from where on.
    """

    generation: int
    evaluations: int
    frames: int
    frames_emulated: int
    seconds: float
    best: float
    mean: float
    feasible: float
    best_outcomes: np.ndarray
    finished: bool
    front: int = 0
    hypervolume: float | None = None


class Result(NamedTuple):
    """What a run came to: its champion, how far it went, why it stopped, and its folder.

    `front` holds, with several objectives, the solutions that no other one dominates.
    """

    champion: Champion
    progress: Progress
    stopped_by: str
    folder: RunFolder
    front: tuple[Champion, ...] = ()


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

    Raises:
        UserError: the folder holds a champion, but no checkpoint to go on from.
    """
    with closing(config.task):
        return _evolve(config, folder, threads, resume, save_seconds, each)


def _evolve(
    config: RunConfig, folder: RunFolder, threads: int | None, resume: bool, save_seconds: float,
    each: Callable[[Progress], None],
) -> Result:  # fmt: skip
    config.task.prepare()
    loop = _Loop(config, folder, threads)
    state = newest_checkpoint(folder.checkpoints) if resume else None
    if resume and state is None and folder.champion.exists():
        raise UserError(f"{folder.path}: a champion without a checkpoint: there is no run to go on")
    record(config, folder)
    if state:
        loop.load(state)
    else:
        write_text(folder.config, config.node.dump())
    history = History(
        folder.history, Layout.of(config.task), loop.algorithm.generation, config.settings.history
    )
    try:
        while not (reason := loop.over(config.settings.stop)):
            progress = loop.generation(history)
            if time.monotonic() - loop.saved >= save_seconds:
                loop.save(history)
            each(progress)
    finally:
        loop.save(history)
        history.close()
    front, champion = loop.crown(), loop.judged()
    assert loop.progress is not None
    return Result(champion, loop.progress, reason, folder, tuple(front))


class _Loop:
    """The state of the loop."""

    def __init__(self, config: RunConfig, folder: RunFolder, threads: int | None) -> None:
        self.config, self.folder, self.threads = config, folder, threads
        self.algorithm: Algorithm = config.algorithm()
        self.began = self.saved = time.monotonic()
        self.best: Candidate | None = None
        several = len(config.settings.fitness.objectives) > 1
        self.front = Front(config.task) if several else None
        self.progress: Progress | None = None
        self.state: dict[str, Any] | None = None
        self.crowned: Any = (None, None)  # a candidate, and the champion that came of it

    def over(self, stop: StopSettings) -> str:
        """The stop rule that ends the run now, in words; "" if none does."""
        progress = self.progress
        if progress is None:
            return ""
        if self._met():
            return "target met"
        if self.algorithm.over:
            return self.algorithm.over
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
        if target is None or best is None or best.fitness.violation > 0:
            return False
        if (best.outcomes["reason"] == FAILED).any():  # its metrics are those of the start
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
        paths = self.config.settings.history.paths or "paths" in self.algorithm.needs
        evaluation = self.config.task.evaluate(
            genomes, self.threads, paths, generation=self.algorithm.generation
        )
        self.algorithm.tell(genomes, evaluation)
        improved, choice = self._remember(genomes, evaluation)
        state = self.algorithm.state()
        self.progress = self._advance(evaluation, choice)
        digest = _digest(self.algorithm, genomes, evaluation, state)
        champion = self._champion() if improved else None
        row = Row.of(self.progress[:5], evaluation, digest, self.progress.hypervolume)
        told = self.algorithm.summary() if isinstance(self.algorithm, Telling) else None
        history.record(row, evaluation, champion, told)
        self.state = {"algorithm": state, **self._totals()}
        return self.progress

    def _champion(self) -> BestSoFar:
        """The best as the history keeps it."""
        assert self.best is not None and self.progress is not None
        levels, pressed = self.config.settings.task.train, self.best.pressed
        each = len(pressed) // len(levels)
        episodes = tuple(Episode(levels[i // each], moves) for i, moves in enumerate(pressed))
        violation = self.best.fitness.violation
        return BestSoFar(self.progress.generation, self.best.best, episodes, violation)

    def _advance(self, evaluation: Evaluation, choice: list[Evaluation]) -> Progress:
        """Progress after a generation, and what its best played besides to become the champion."""
        assert self.best is not None
        evaluations, frames, emulated = self.progress[1:4] if self.progress else (0, 0, 0)
        for each in (evaluation, *choice):
            frames += int(each.outcomes["frames"].sum())
            emulated += each.frames_emulated
        return Progress(
            self.algorithm.generation, evaluations + len(evaluation.objectives), frames, emulated,
            time.monotonic() - self.began, mean=float(evaluation.objectives[:, 0].mean()),
            feasible=float(evaluation.feasible.mean()), **self._found(self.best),
        )  # fmt: skip

    def _found(self, best: Candidate) -> dict[str, Any]:
        """What progress says of the best so far, and of the front."""
        front = self.front
        return {
            "best": best.best,
            "best_outcomes": best.outcomes,
            "finished": bool(best.totals[FINISHED]),
            "front": len(front.archive.members) if front else 0,
            "hypervolume": front.hypervolume if front else None,
        }

    def _remember(
        self, genomes: list[Any], evaluation: Evaluation
    ) -> tuple[bool, list[Evaluation]]:
        """Keep what is best: is there a better champion, and what was played to say so?"""
        task, place = self.config.task, evaluation.best()
        noise, genome, choice = task.settings.noise, genomes[place], []
        seeds = noise.drawn(task.seed, self.algorithm.generation - 1)
        if self.front:
            self.front.update(genomes, evaluation, seeds)
        if noise.validation:
            seeds, place = noise.choosing(task.seed), 0
            evaluation = task.evaluate([genome], self.threads, seeds=seeds)
            choice = [evaluation]
        fitness = ConstrainedFitness.of(evaluation.objectives[place], evaluation.violations[place])
        if self.best is not None and not fitness > self.best.fitness:
            return False, choice
        self.best = Candidate.of(task, genome, evaluation, place, seeds)
        return True, choice

    def _totals(self) -> dict[str, Any]:
        assert self.best is not None and self.progress is not None
        return {
            "evaluations": self.progress.evaluations,
            "frames": self.progress.frames,
            "frames_emulated": self.progress.frames_emulated,
            "seconds": self.progress.seconds,
            "mean": self.progress.mean,
            "feasible": self.progress.feasible,
            "best": self.best.state(),
            "front": self.front.state() if self.front else None,
        }

    def save(self, history: History) -> None:
        """Write a checkpoint, and the champion where there is a new one."""
        self.saved = time.monotonic()
        if self.state is None:
            return
        history.flush()
        generation = self.state["algorithm"]["generation"]
        write_checkpoint(self.folder.checkpoints, generation, self.state)
        if self.best is not self.crowned[0]:
            self.champion().write(self.folder.champion)

    def crown(self) -> list[Champion]:
        """The front, played again and written; nothing where there is one objective."""
        if not self.front:
            return []
        champions = crowned(self.config.task, self.front.archive.members)
        write_front(self.folder.front, champions, self.front.hypervolume)
        return champions

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a checkpoint."""
        self.algorithm.load(state["algorithm"])
        self.best = Candidate.load(state["best"])
        if self.front:
            self.front.load(state["front"])
        self.began = time.monotonic() - state["seconds"]
        self.progress = Progress(
            self.algorithm.generation, state["evaluations"], state["frames"],
            state["frames_emulated"], state["seconds"], mean=state["mean"],
            feasible=state["feasible"], **self._found(self.best),
        )  # fmt: skip
        self.state = state

    def judged(self) -> Champion:
        """The champion after its trials, if its task holds any; written again then."""
        champion = self.champion()
        assert self.best is not None
        if found := trials(self.config.task, self.best.player, self.threads):
            champion = champion._replace(trials=found)
            champion.write(self.folder.champion)
        return champion

    def champion(self) -> Champion:
        """The best individual, played again from the start."""
        assert self.best is not None
        if self.best is not self.crowned[0]:
            (champion,) = crowned(self.config.task, [self.best])
            self.crowned = self.best, champion
        return self.crowned[1]


def _digest(
    algorithm: Algorithm, genomes: list[Any], evaluation: Evaluation, state: dict[str, Any]
) -> str:
    """SHA-256 of a generation: its genomes, their fitness, and the random state after it."""
    digest = hashlib.sha256()
    for genome in genomes:
        digest.update(algorithm.encoded(genome))
    digest.update(evaluation.objectives.tobytes() + evaluation.violations.tobytes())
    digest.update(json.dumps(state["random"]).encode())
    return digest.hexdigest()
