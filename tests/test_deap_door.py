"""The doors from Python: DEAP's own algorithms on a toolbox, `load` and `run`."""

import copy
import pickle
import random
import runpy
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from deap import algorithms, tools

import evomario
from evomario.config import ConfigError
from evomario.deap import Fitness, Individual, Values, toolbox
from evomario.errors import UserError
from evomario.evaluation.task import Task
from evomario.fitness import Evaluation
from evomario.mario.outcome import OUTCOME
from evomario.policies import ActionSequence
from evomario.search.individual import Genome

GENOME = Genome(3, ActionSequence(np.arange(5, dtype=np.uint8)))
EXAMPLE = Path(__file__).parents[1] / "docs" / "examples" / "deap_own_loop.py"
CONFIG = """\
name: test
task:
  train: [1-1]
  actions: right_only
  limits: {moves: 400, no_progress: {metric: distance, moves: 60}}
fitness:
  objectives:
    - maximize: 0.1*distance
algorithm: {type: ga, population: 6}
stop: {generations: 2}
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(CONFIG)
    return path


@pytest.fixture
def batches(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many genomes each call of `Task.evaluate` was given."""
    sizes = []
    evaluate = Task.evaluate

    def counted(self, genomes, *more):
        sizes.append(len(genomes))
        return evaluate(self, genomes, *more)

    monkeypatch.setattr(Task, "evaluate", counted)
    return sizes


def simple(population, box, **more):
    return algorithms.eaSimple(population, box, 0.5, 0.8, 4, **more)


def plus(population, box, **more):
    return algorithms.eaMuPlusLambda(population, box, 8, 12, 0.3, 0.6, 4, **more)


def comma(population, box, **more):
    return algorithms.eaMuCommaLambda(population, box, 8, 12, 0.3, 0.6, 4, **more)


@pytest.mark.parametrize("loop", [simple, plus, comma])
def test_deap_s_algorithms_run_unmodified_and_repeat(config, batches, loop) -> None:
    def run() -> tuple:
        random.seed(11)
        box = toolbox(config)
        stats = tools.Statistics(lambda one: one.fitness.values)
        stats.register("max", np.max)
        best = tools.HallOfFame(2)
        population, logbook = loop(
            box.population(8), box, stats=stats, halloffame=best, verbose=False
        )
        return [one.tobytes() for one in population], logbook.select("max", "nevals"), best

    population, (highest, evaluations), best = run()
    assert evaluations[0] == 8 and len(highest) == 5 and highest[0] > 0
    assert batches == [n for n in evaluations if n]  # one batch a generation
    assert best[0].fitness.values[0] == max(highest) and best[0].used > 0
    again = run()
    assert again[0] == population and again[2][0] == best[0]


def test_values_are_the_task_s_own_however_they_are_mapped(config, batches) -> None:
    random.seed(1)
    box = toolbox(config)
    population = box.population(3)
    values = box.map(box.evaluate, population)
    task = evomario.load(config).task
    judged = task.evaluate([np.asarray(one) for one in population])
    assert values == [tuple(row) for row in judged.objectives.tolist()]
    assert [v.used for v in values] == judged.outcomes["moves"][:, 0].tolist()
    assert [box.evaluate(list(one)) for one in population] == values
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(box.evaluate, population)) == values
    assert box.map(box.evaluate, []) == []
    assert batches == [3, 3] + [1] * 6


def test_other_functions_fall_through_the_map(config) -> None:
    box = toolbox(config)
    assert box.map(pow, [2, 3], [3, 2]) == [8, 9] and box.map(str, iter([1])) == ["1"]
    box.decorate("evaluate", lambda evaluate: lambda one: (len(one) + evaluate(one)[0],))
    (value,) = box.map(box.evaluate, [box.individual()])
    assert value[0] >= 400


def test_a_user_s_own_mutation_and_individuals_work(config) -> None:
    class Mine(list):
        def __init__(self, genes) -> None:
            super().__init__(genes)
            self.fitness = Fitness()

    random.seed(2)
    box = toolbox(config)
    box.register("individual", tools.initRepeat, Mine, lambda: random.choice([1, 3, 3]), 400)
    box.register("population", tools.initRepeat, list, box.individual)
    box.register("mate", tools.cxTwoPoint)
    box.register("mutate", tools.mutUniformInt, low=0, up=4, indpb=0.05)
    _, logbook = simple(box.population(6), box, verbose=False)
    assert logbook.select("nevals")[0] == 6


def test_an_individual_survives_copying_and_pickling() -> None:
    one = Individual(GENOME, [1, 2, 3])
    one.fitness.values = Values([5.0])
    one.used, one.note = 2, ["mine"]
    for twin in (copy.deepcopy(one), pickle.loads(pickle.dumps(one))):
        assert type(twin) is Individual and twin == one and twin.fitness == one.fitness
        assert twin.used == 2 and twin.note == ["mine"]
        twin[0], twin.used = 9, 1
        twin.note.append("twin's")
        del twin.fitness.values
        assert one[0] == 1 and one.used == 2 and one.fitness.valid and len(one.note) == 1


def test_what_breaks_constraints_is_below_what_keeps_them(config, monkeypatch) -> None:
    def judge(self, genomes, threads=None):
        firsts = np.array([genome[0] for genome in genomes], np.float64)
        objectives = np.stack([firsts, -firsts], axis=1)
        outcomes = np.zeros((len(genomes), 1), OUTCOME)
        return Evaluation(
            objectives, np.maximum(firsts[:, None] - 2, 0), np.zeros((len(firsts), 0)), outcomes
        )

    monkeypatch.setattr(Task, "evaluate", judge)
    box = toolbox(config)
    population = [Individual(GENOME, [gene]) for gene in (0, 4, 2, 3, 1)]
    for one, values in zip(population, box.map(box.evaluate, population), strict=True):
        one.fitness.values = pickle.loads(pickle.dumps(values))
    assert [one[0] for one in tools.selBest(population, 5)] == [2, 1, 0, 3, 4]
    assert [one[0] for one in tools.selNSGA2(population, 4)][3] == 3
    best = tools.ParetoFront()
    best.update(population)
    assert sorted(one[0] for one in best) == [0, 1, 2]


@pytest.mark.parametrize(
    ("genes", "message"),
    [([0, 5], "the gene 5: expected actions 0 to 4"), ([-1], "the gene -1"), ([], "expected a seq"),
     ([0.5], "whole numbers")],
)  # fmt: skip
def test_genes_that_are_not_actions_are_told(config, genes, message) -> None:
    with pytest.raises(UserError, match=message):
        toolbox(config).evaluate(genes)


def test_the_example_runs(capsys) -> None:
    main = runpy.run_path(str(EXAMPLE))["main"]
    logbook = main(2, 6)
    assert len(logbook) == 3 and logbook[-1]["best"] > 0
    assert "best: " in capsys.readouterr().out


def test_load_and_run_from_python(config, tmp_path) -> None:
    loaded = evomario.load(config, overrides=["task.limits.moves=50"])
    assert loaded.settings.task.limits.moves == 50
    result = evomario.run(config, seed=3, output=tmp_path / "run")
    assert result.folder.path == tmp_path / "run" and result.folder.champion.is_file()
    assert "seed: 3" in result.folder.config.read_text()
    assert result.folder.video.stat().st_size > 10_000
    assert (result.folder.path / "fitness.svg").is_file()
    again = evomario.run(
        str(config), seed=3, output=str(tmp_path / "again"), threads=1, pictures=False
    )
    assert again.folder.champion.is_file() and not again.folder.video.exists()
    assert again.progress.best == result.progress.best > 0
    with pytest.raises(ConfigError, match="did you mean 'ga/1-1'"):
        evomario.load("ga/1-11")
    with pytest.raises(UserError, match="not empty"):
        evomario.run(config, output=tmp_path / "run")
    with pytest.raises(UserError, match="not an iNES ROM"):
        evomario.run(config, output=tmp_path / "new", rom=config)
    assert not (tmp_path / "new").exists()


def test_importing_the_package_stays_light() -> None:
    code = "import sys, evomario; print({'numpy', 'deap', 'numba', 'yaml'} & {*sys.modules})"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"
