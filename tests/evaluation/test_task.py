import numpy as np
import pytest

from evomario.config import ConfigError
from evomario.runs import load_config

CONFIG = """\
name: test
task:
  train: [{level}]
  actions: {actions}
  limits: {{moves: 200}}
fitness:
  objectives:
    - maximize: {objective}
algorithm: {{type: ga}}
stop: {{generations: 1}}
"""


def config(tmp_path, level="1-1", actions="right_only", objective="0.1*distance"):
    path = tmp_path / "config.yaml"
    path.write_text(CONFIG.format(level=level, actions=actions, objective=objective))
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
    assert task.actions.tolist() == [0, 129, 32]


@pytest.mark.parametrize(
    ("change", "where", "message"),
    [
        ({"level": "1-9"}, "3:11", "unknown level '1-9': did you mean '1-4'"),
        ({"actions": "right_onyl"}, "4:12", "did you mean 'right_only'"),
        ({"actions": "[right, rihgt A]"}, "4:20", "unknown button 'rihgt': did you mean 'right'"),
        ({"objective": "0.1*distanse"}, "8:21", "unknown metric 'distanse': did you mean"),
        ({"objective": "10*"}, "8:", "not an expression"),
    ],
)
def test_wrong_names_are_told_with_their_place(tmp_path, change, where, message) -> None:
    path = config(tmp_path, **change)
    with pytest.raises(ConfigError, match=message) as error:
        load_config(str(path))
    assert str(error.value).startswith(f"{path}:{where}")
    assert "\n" not in str(error.value)
