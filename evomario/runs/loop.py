"""What goes round in a run: ask, evaluate, tell, record, call back, save."""

import hashlib
import json
import time
from typing import Any

from evomario.errors import UserError
from evomario.fitness import Evaluation
from evomario.search import Adapting, Algorithm, Telling

from .callbacks import Callbacks, Running
from .candidates import Candidate
from .champion import Champion
from .checkpoint import write_checkpoint
from .folder import RunFolder
from .found import Found
from .history import History, Row
from .learning import Learning
from .progress import Progress, Result
from .settings import RunConfig
from .stops import Rules


class Loop:
    """The state of a run's loop.

    Attributes:
        algorithm: what searches.
        saved: when the last checkpoint was written, by the monotonic clock.
        save_took: the seconds that this took.
    """

    def __init__(self, config: RunConfig, folder: RunFolder, threads: int | None) -> None:
        self._config, self._folder, self._threads = config, folder, threads
        self.algorithm: Algorithm = config.algorithm()
        self._learning = self.algorithm if isinstance(self.algorithm, Learning) else None
        if self._learning:
            self._learning.threads = threads
        self._rules, self._callbacks = Rules(config.rules()), Callbacks(config.callbacks())
        self._found = Found(config, threads)
        self._began = self.saved = time.monotonic()
        self.save_took = 0.0
        self._progress: Progress | None = None
        self._state: dict[str, Any] | None = None
        self._written: Candidate | None = None  # whose champion is in the folder
        self._learnt = 0  # frames of learning, as far as they are counted

    @property
    def over(self) -> str:
        """Why the run ends now, in words; "" if it goes on."""
        if self._progress is None:
            return ""
        met = "target met" if self._found.target_met else ""
        return met or self.algorithm.over or self._rules.reason or self._callbacks.reason

    def start(self) -> None:
        """Tell callbacks that the run begins or goes on."""
        self._callbacks.start(self._running(self._progress))

    def generation(self, history: History) -> Progress:
        """One generation: afterwards it is in the history, and in the state to save."""
        self.algorithm.spent = self._rules.share(self._progress)
        genomes = self.algorithm.ask()
        paths = self._config.settings.history.paths or "paths" in self.algorithm.needs
        evaluation = self._config.task.evaluate(
            genomes, self._threads, paths, generation=self.algorithm.generation
        )
        self.algorithm.tell(genomes, evaluation)
        generation = self.algorithm.generation
        improved, choice = self._found.remember(genomes, evaluation, generation)
        progress, state = self._advance(evaluation, choice), self.algorithm.state()
        digest = _digest(self.algorithm, genomes, evaluation, state)
        champion = self._found.row(generation) if improved else None
        row = Row.of(progress[:5], evaluation, digest, progress.hypervolume)
        told = self.algorithm.summary() if isinstance(self.algorithm, Telling) else None
        history.record(row, evaluation, champion, told)
        self._state = {
            "algorithm": state,
            **self._totals(progress),
            **self._tell(progress, improved),
        }
        self._progress = progress
        return progress

    def _tell(self, progress: Progress, improved: bool) -> dict[str, Any]:
        """Let stop rules and callbacks hear of a generation; what they keep.

        Of the rules that is as of before: when the run goes on they look at it again, with the
        parameters that they have then.
        """
        rules = self._rules.state()
        self._rules.look(progress)
        self._callbacks.generation(self._running(progress), progress, improved)
        return {"rules": rules, "callbacks": self._callbacks.state()}

    def _running(self, progress: Progress | None) -> Running:
        return Running(self._folder, self._config, progress, self._best)

    def _best(self) -> Champion | None:
        return self._found.champion() if self._found.best else None

    def _advance(self, evaluation: Evaluation, choice: list[Evaluation]) -> Progress:
        """Progress after a generation, and what its best played besides to become the champion."""
        before = self._progress
        evaluations, frames, emulated = before[1:4] if before else (0, 0, 0)
        for each in (evaluation, *choice):
            frames += int(each.outcomes["frames"].sum())
            emulated += each.frames_emulated
        if self._learning:
            fresh, self._learnt = self._learning.played - self._learnt, self._learning.played
            frames, emulated = frames + fresh, emulated + fresh
        return Progress(
            self.algorithm.generation, evaluations + len(evaluation.objectives), frames, emulated,
            time.monotonic() - self._began, mean=float(evaluation.objectives[:, 0].mean()),
            feasible=float(evaluation.feasible.mean()), **self._found.progress(),
        )  # fmt: skip

    def _totals(self, progress: Progress) -> dict[str, Any]:
        return {
            "evaluations": progress.evaluations,
            "frames": progress.frames,
            "frames_emulated": progress.frames_emulated,
            "seconds": progress.seconds,
            "mean": progress.mean,
            "feasible": progress.feasible,
            **self._found.state(),
        }

    def save(self, history: History) -> None:
        """Write a checkpoint, and the champion where there is a new one."""
        begun = self.saved = time.monotonic()
        if self._state is None or self._progress is None:
            return
        history.flush()
        try:
            self._callbacks.checkpoint(self._running(self._progress), self._progress)
        finally:
            write_checkpoint(self._folder.checkpoints, self._progress.generation, self._state)
            if self._found.best is not self._written:
                self._found.champion().write(self._folder.champion)
                self._written = self._found.best
            self.saved = time.monotonic()
            self.save_took = self.saved - begun

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a checkpoint."""
        self.algorithm.load(state["algorithm"])
        self._learnt = self._learning.played if self._learning else 0
        self._found.load(state)
        self._began = time.monotonic() - state["seconds"]
        self._progress = Progress(
            self.algorithm.generation, state["evaluations"], state["frames"],
            state["frames_emulated"], state["seconds"], mean=state["mean"],
            feasible=state["feasible"], **self._found.progress(),
        )  # fmt: skip
        self._state = state
        self._rules.load(state.get("rules", []))  # older checkpoints know of neither
        self._rules.look(self._progress)
        self._callbacks.load(state.get("callbacks", []))

    def begin_with(self, state: dict[str, Any]) -> None:
        """Begin with what another run has found: see `starting.start_of`.

        Raises:
            UserError: the algorithm has no use for it.
        """
        if not isinstance(self.algorithm, Adapting):
            raise UserError(f"{self._folder.start}: an algorithm that begins anew")
        self.algorithm.begin_with(state["algorithm"])

    def end(self) -> Result:
        """What the run came to, once it is over; the front and the trials are written."""
        assert self._progress is not None
        front, champion = self._found.crown(self._folder), self._found.judged(self._folder)
        result = Result(champion, self._progress, self.over, self._folder, tuple(front))
        self._callbacks.end(self._running(self._progress), result)
        return result


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
