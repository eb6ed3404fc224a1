import numpy as np
import pytest

from evomario.config import ConfigError
from evomario.errors import UserError
from evomario.fitness import Evaluation
from evomario.runs import load_config

CONFIG = """\
name: test
task:
  train: [{level}]
  actions: {actions}
  limits: {{moves: 200{limits}}}
  metrics: {{{metrics}}}
fitness:
  objectives:
    - maximize: {objective}
  constraints: {constraints}
  aggregate: {aggregate}
algorithm: {{type: ga}}
stop: {{generations: 1, target: {target}}}
"""
PARTS = {
    "level": "1-1", "actions": "right_only", "objective": "0.1*distance", "limits": "",
    "metrics": "", "constraints": "[]", "aggregate": "{}", "target": "finished",
}  # fmt: skip
GENOMES = [np.full(200, 3, np.uint8), np.zeros(200, np.uint8)]


def config(tmp_path, **changes):
    path = tmp_path / "config.yaml"
    path.write_text(CONFIG.format(**PARTS | changes))
    return path


def test_a_genome_is_judged_by_the_expression(tmp_path) -> None:
    task = load_config(str(config(tmp_path, objective="0.5*distance + moves"))).task
    genomes = [np.full(200, 3, np.uint8), np.zeros(200, np.uint8)]
    evaluation = task.evaluate(genomes)
    outcomes = evaluation.outcomes[:, 0]
    assert evaluation.objectives[:, 0] == pytest.approx(
        0.5 * outcomes["distance"] + outcomes["moves"]
    )
    assert outcomes["distance"][0] > 200 and outcomes["distance"][1] == 0


def test_actions_may_be_a_list_of_combinations(tmp_path) -> None:
    task = load_config(str(config(tmp_path, actions="[NOOP, right A, down]"))).task
    assert task.actions.buttons.tolist() == [0, 129, 32]


@pytest.mark.parametrize(
    ("change", "where", "message"),
    [
        ({"level": "1-9"}, "3:11", "unknown level '1-9': did you mean '1-4'"),
        ({"actions": "right_onyl"}, "4:12", "did you mean 'right_only'"),
        ({"actions": "[right, rihgt A]"}, "4:20", "unknown button 'rihgt': did you mean 'right'"),
        ({"objective": "0.1*distanse"}, "9:21", "unknown metric 'distanse': did you mean"),
        ({"objective": "10*"}, "9:", "not an expression"),
        ({"objective": "coins > 3"}, "9:17", "a truth value where a number is expected"),
        ({"constraints": "[{require: finnished}]"}, "10:27", "did you mean 'finished'"),
        ({"constraints": "[{require: distance}]"}, "10:27", "a number where a truth value"),
        ({"constraints": "[{require: min(coins, 5) >= 3}]"}, "10:", "split at a comma"),
        ({"constraints": "[{require: finished, violation: 1 - progres}]"}, "10:52", "'progress'"),
        ({"constraints": "[{require: finished, violation: 1, at: every_move}]"}, "10:", "no use"),
        ({"aggregate": "{levels: meen}"}, "11:", "mean"),
        ({"target": "finnished"}, "13:32", "did you mean 'finished'"),
        ({"target": "coins"}, "13:32", "a number where a truth value"),
        ({"limits": ", no_progress: {metric: distanse, moves: 9}"}, "5:", "mean 'distance'"),
        ({"metrics": "deaths: {address: 1}"}, "6:", "'deaths' means something else"),
        ({"metrics": "if: {address: 1}"}, "6:", "'if' means something else"),
        ({"metrics": "a-b: {address: 1}"}, "6:", "'a-b' is no name"),
        ({"metrics": "a: {address: 0x800}"}, "6:", "2047"),
        ({"metrics": "a: {address: 1, reduce: mix}"}, "6:", "did you mean 'min'|'max'"),
    ],
)
def test_wrong_names_are_told_with_their_place(tmp_path, change, where, message) -> None:
    path = config(tmp_path, **change)
    with pytest.raises(ConfigError, match=message) as error:
        load_config(str(path))
    assert str(error.value).startswith(f"{path}:{where}")
    assert "\n" not in str(error.value)


def test_the_parts_of_a_fitness_come_from_the_file(tmp_path) -> None:
    path = config(
        tmp_path, level="1-1, 1-3", objective="5*tiles + moves\n      over_frames: best",
        metrics="tiles: {address: 0x6D, reduce: changes}",
        limits=", no_progress: {metric: fitness, moves: 190}",
        constraints="[{require: time_used <= 1}, {require: moves <= 150, at: every_move}]",
        aggregate="{levels: min}", target="distance > 100",
    )  # fmt: skip
    loaded = load_config(str(path))
    evaluation = loaded.task.evaluate(GENOMES)
    tiles = loaded.task.fitness.names.index("tiles")
    metrics = evaluation.metrics
    assert metrics.shape == (2, 2, len(loaded.task.fitness.names))
    assert metrics[0, 0, tiles] > 0
    each = 5 * metrics[..., tiles] + metrics[..., loaded.task.fitness.names.index("moves")]
    assert evaluation.objectives[:, 0].tolist() == each.min(axis=1).tolist()
    used = metrics[..., loaded.task.fitness.names.index("time_used")]
    assert evaluation.violations[:, 0] == pytest.approx(np.maximum(used - 1, 0).sum(axis=1))
    assert evaluation.feasible.tolist() == (evaluation.violations[:, 0] <= 0).tolist()
    assert loaded.target is not None
    assert loaded.target(evaluation.totals).tolist() == [1, 0]


def test_the_best_is_the_best_of_those_least_in_violation() -> None:
    nothing = np.zeros((4, 0))
    objectives = np.array([[9.0], [3], [5], [-np.inf]])
    violations = np.array([[1.0, 0], [0, 0], [0, 0], [0, 0]])
    assert Evaluation(objectives, violations, nothing, nothing).best() == 2
    several = np.array([[9.0, 9], [5, 1], [5, 2], [4, 9]])
    assert Evaluation(several, violations, nothing, nothing).best() == 2


@pytest.mark.parametrize("name", ["feasibility_rules", "static_penalty", "adaptive_penalty",
                                  "epsilon", "stochastic_ranking"])  # fmt: skip
def test_constraints_are_handled_as_the_config_says(tmp_path, name) -> None:
    changes = [
        "fitness.constraints=[{require: time_used <= 2}]",
        f"fitness.handling={{type: {name}}}",
        "task.limits.moves=200",
    ]
    loaded = load_config("ga/1-1", changes)
    algorithm = loaded.algorithm()
    for _ in range(3):
        genomes = algorithm.ask()
        algorithm.tell(genomes, loaded.task.evaluate(genomes))
    assert algorithm.generation == 3 and algorithm.best is not None


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("{type: epsilom}", "did you mean 'epsilon'"),
        ("{type: feasibility_rules, factor: 3}", "factor"),
        ("{factor: 3}", "no handling is named here"),
    ],
)
def test_a_wrong_handling_is_told(value, message) -> None:
    changes = ["fitness.constraints=[{require: time_used <= 2}]", f"fitness.handling={value}"]
    with pytest.raises(ConfigError, match=message):
        load_config("ga/1-1", changes)


MEASURES = "fitness.measures=[jumps, {type: path, points: 2}]"


def test_measures_of_a_config_are_in_the_evaluation() -> None:
    task = load_config("ga/1-1", [MEASURES, "task.limits.moves=200"]).task
    found = task.evaluate(GENOMES)
    assert found.measures.shape == (2, 5) and found.paths is None
    assert found.measures[:, 0].tolist() == found.outcomes["jumps"][:, 0].tolist()
    assert found.measures[0, 3] > found.measures[0, 1] > found.measures[1, 1]  # x, on its way
    with_paths = task.evaluate(GENOMES, paths=True)
    assert with_paths.paths is not None and (with_paths.measures == found.measures).all()
    assert load_config("ga/1-1").task.evaluate(GENOMES).measures.shape == (2, 0)


def test_a_wrong_measure_is_told_at_its_place() -> None:
    with pytest.raises(ConfigError, match=r"fitness\.measures:1:26: unknown metric 'jumpz'"):
        load_config("ga/1-1", ["fitness.measures=[jumps, jumpz]"])


def test_solutions_are_rounded_to_actions() -> None:
    task = load_config("ga/1-1", [MEASURES, "task.limits.moves=200"]).task
    objective, measures = task.evaluate_measures([[2.6] * 200, [-7.0] * 200, [99.0] * 200])
    exact = task.evaluate([*GENOMES, np.full(200, task.policy.values - 1)])
    assert objective.tolist() == exact.objectives[:, 0].tolist() and objective.dtype == np.float64
    assert measures.tolist() == exact.measures.tolist()
    assert task.evaluate_measures(np.full((1, 200), 3))[0][0] == objective[0]


def test_weights_are_taken_as_they_are() -> None:
    changes = [MEASURES, "task.limits.moves=60"]
    config = load_config("weights/1-1-cma", changes)
    genomes = config.algorithm().ask()[:3]
    objective, measures = config.task.evaluate_measures(np.stack(genomes))
    exact = config.task.evaluate(genomes)
    assert objective.tolist() == exact.objectives[:, 0].tolist()
    assert measures.tolist() == exact.measures.tolist()
    with pytest.raises(UserError, match="expected"):
        config.task.evaluate_measures(np.zeros((2, 5)))
    with pytest.raises(UserError, match="genomes of this algorithm are no rows of numbers"):
        load_config("neat/1-1", changes).task.evaluate_measures(np.zeros((2, 5)))


@pytest.mark.parametrize(
    ("changes", "solutions", "told"),
    [
        ([], [[1.0]], "nothing to measure: expected fitness.measures"),
        ([MEASURES, "fitness.objectives=[{maximize: x}, {maximize: coins}]",
          "algorithm={type: nsga2}"], [[1.0]], "several objectives"),
        ([MEASURES], [1.0, 2.0], r"solutions of shape \(2,\): expected rows"),
        ([MEASURES], [[1.0], [2.0, 3.0]], "solutions: .*: expected rows"),
        ([MEASURES], [[1.0], [np.nan]], "solution 1 is not finite"),
        ([MEASURES], np.zeros((0, 3)), r"solutions of shape \(0, 3\)"),
    ],
)  # fmt: skip
def test_what_cannot_be_measured_is_told(changes: list, solutions: object, told: str) -> None:
    task = load_config("ga/1-1", changes).task
    with pytest.raises(UserError, match=told):
        task.evaluate_measures(solutions)
