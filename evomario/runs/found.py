"""What a run has found: its best so far, the champion that this makes, and the front."""

from typing import Any

from evomario.fitness import Evaluation
from evomario.mario.metrics import METRICS
from evomario.mario.state import FAILED
from evomario.search.constrained import ConstrainedFitness

from .candidates import Candidate, Front, crowned
from .champion import Champion, write_front
from .folder import RunFolder
from .history import BestSoFar, Episode
from .settings import RunConfig
from .trials import trials

_FINISHED = METRICS.index("finished")


class Found:
    """The best individuals of a run.

    Attributes:
        best: the best so far; None before the first generation.
    """

    def __init__(self, config: RunConfig, threads: int | None) -> None:
        self.best: Candidate | None = None
        self._config, self._task, self._threads = config, config.task, threads
        several = len(config.settings.fitness.objectives) > 1
        self._front = Front(self._task) if several else None
        self._crowned: Any = (None, None)  # a candidate, and the champion that came of it

    def remember(
        self, genomes: list[Any], evaluation: Evaluation, generation: int
    ) -> tuple[bool, list[Evaluation]]:
        """Keep what is best: is there a better champion, and what was played to say so?"""
        task, place = self._task, evaluation.best()
        noise, genome, choice = task.settings.noise, genomes[place], []
        seeds = noise.drawn(task.seed, generation - 1)
        if self._front:
            self._front.update(genomes, evaluation, seeds)
        if noise.validation:
            seeds, place = noise.choosing(task.seed), 0
            evaluation = task.evaluate([genome], self._threads, seeds=seeds)
            choice = [evaluation]
        fitness = ConstrainedFitness.of(evaluation.objectives[place], evaluation.violations[place])
        if self.best is not None and not fitness > self.best.fitness:
            return False, choice
        self.best = Candidate.of(task, genome, evaluation, place, seeds)
        return True, choice

    @property
    def target_met(self) -> bool:
        """Whether the best feasible individual meets the target."""
        target, best = self._config.target, self.best
        if target is None or best is None or best.fitness.violation > 0:
            return False
        if (best.outcomes["reason"] == FAILED).any():  # its metrics are those of the start
            return False
        return bool(target(best.totals) == 1)

    def progress(self) -> dict[str, Any]:
        """What `Progress` says of the best so far, and of the front."""
        best, front = self._known(), self._front
        outcomes = best.outcomes.view()
        outcomes.flags.writeable = False  # others read it too
        return {
            "best": best.best,
            "best_outcomes": outcomes,
            "finished": bool(best.totals[_FINISHED]),
            "front": len(front.archive.members) if front else 0,
            "hypervolume": front.hypervolume if front else None,
            "violation": best.fitness.violation,
        }

    def row(self, generation: int) -> BestSoFar:
        """The best as the history keeps it."""
        best, levels = self._known(), self._task.settings.train
        each = len(best.pressed) // len(levels)
        episodes = tuple(Episode(levels[i // each], moves) for i, moves in enumerate(best.pressed))
        return BestSoFar(generation, best.best, episodes, best.fitness.violation)

    def state(self) -> dict[str, Any]:
        """The best and the front, as a checkpoint takes them."""
        front = self._front.state() if self._front else None
        return {"best": self._known().state(), "front": front}

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a state."""
        self.best = Candidate.load(state["best"])
        if self._front:
            self._front.load(state["front"])

    def champion(self) -> Champion:
        """The best individual, played again from the start."""
        best = self._known()
        if best is not self._crowned[0]:
            (champion,) = crowned(self._task, [best])
            self._crowned = best, champion
        return self._crowned[1]

    def judged(self, folder: RunFolder) -> Champion:
        """The champion after its trials, if its task holds any; written again then."""
        champion = self.champion()
        if found := trials(self._task, self._known().player, self._threads):
            champion = champion._replace(trials=found)
            champion.write(folder.champion)
        return champion

    def crown(self, folder: RunFolder) -> list[Champion]:
        """The front, played again and written; nothing where there is one objective."""
        if not self._front:
            return []
        champions = crowned(self._task, self._front.archive.members)
        write_front(folder.front, champions, self._front.hypervolume)
        return champions

    def _known(self) -> Candidate:
        assert self.best is not None
        return self.best
