"""What failed in an evaluator is the worst, and meets nothing."""

from pathlib import Path

import numpy as np

from evomario.evaluation.evaluator import Evaluator, Request
from evomario.evaluation.here import play_here
from evomario.evaluation.outcomes import Outcomes, joined
from evomario.evaluation.stepwise import unplayed
from evomario.evaluation.task import Task
from evomario.runs import RunFolder, evolve, load_config

SHORT = "task.limits={moves: 40}", "stop={generations: 2, target: moves < 9}"


class Failing(Evaluator):
    """Lets the first so many players fail."""

    def __init__(self, count: int) -> None:
        self.count = count

    def play(self, task: Task, request: Request) -> Outcomes:
        return joined([
            (unplayed if i < self.count else play_here)(task, request._replace(players=[player]))
            for i, player in enumerate(request.players)
        ])  # fmt: skip


def test_it_is_worth_the_worst_and_the_others_what_they_are_worth() -> None:
    constraints = "fitness.constraints=[{require: x >= 60}, {require: moves <= 9}]"
    noise = "task.noise={sticky: 0.1, episodes: 2}"
    task = (config := load_config("ga/1-1", [*SHORT, constraints, noise])).task
    genomes = config.algorithm().ask()[:4]
    plain = task.evaluate(genomes, threads=1, paths=True)
    task.evaluator = Failing(1)
    found = task.evaluate(genomes, threads=1, paths=True)
    assert found.objectives[0].tolist() == [-np.inf]
    assert found.violations[0].tolist() == [np.inf, np.inf]
    assert found.outcomes["moves"].tolist() == [[0, 0], [40, 40], [40, 40], [40, 40]]
    assert [len(each) for each in found.pressed[0]] == [0, 0]
    for field in ("objectives", "violations", "outcomes", "metrics", "totals"):
        assert (getattr(found, field)[1:] == getattr(plain, field)[1:]).all(), field


def test_a_run_of_which_all_failed_goes_on_and_meets_no_target(tmp_path: Path) -> None:
    config = load_config("ga/1-1", [*SHORT, "algorithm.population=3"])
    config.task.evaluator = Failing(3)
    result = evolve(config, RunFolder.create("run", 0, tmp_path / "run"), threads=1)
    assert result.stopped_by == "generations spent" and result.progress.best == -np.inf
    assert result.champion.recordings[0].outcome["reason"] == "failed"
