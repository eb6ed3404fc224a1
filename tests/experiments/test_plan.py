"""What runs an experiment's YAML stands for, and how it tells what is wrong."""

from pathlib import Path

import pytest
import yaml

from evomario.config import ConfigError, experiments
from evomario.experiments import load_experiment
from evomario.runs.settings import config_of

BASE = {
    "name": "tiny",
    "configs": ["ga/1-1"],
    "levels": ["1-1", "1-2"],
    "seeds": 2,
    "stop": {"frames": 5000},
}


def write(path: Path, **changes: object) -> str:
    content = {key: value for key, value in {**BASE, **changes}.items() if value is not None}
    path.write_text(yaml.safe_dump(content, sort_keys=False))
    return str(path)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "tiny.yaml"


def test_each_seed_of_all_methods_comes_before_the_next(file: Path) -> None:
    names = [each.name for each in load_experiment(write(file)).runs]
    assert names == ["ga-1-1-0", "ga-1-2-0", "ga-1-1-1", "ga-1-2-1"]


def test_a_run_is_its_config_with_level_budget_seed_and_changes(file: Path) -> None:
    changes = {"configs": [{"config": "ga/1-1", "set": {"algorithm.population": 7}}],
               "set": {"task.limits.moves": 99}, "seeds": [5]}  # fmt: skip
    first, second = load_experiment(write(file, **changes)).runs
    assert (first.method, first.level, first.seed, first.frames) == ("ga", "1-1", 5, 5000)
    settings = second.recipe.read().settings
    assert settings.task.train == ("1-2",) and settings.task.limits.moves == 99
    assert settings.seed == 5 and settings.name == "ga-1-2"
    assert settings.stop.frames == 5000 and settings.stop.target is None
    assert settings.algorithm.population == 7


def test_without_levels_each_config_keeps_its_own(file: Path) -> None:
    changed = write(file, levels=None, configs=["ga/1-1", "ga/1-2"], seeds=1)
    runs = load_experiment(changed).runs
    assert [each.name for each in runs] == ["ga-1-1-0", "ga-1-2-0"]
    assert [each.recipe.read().settings.task.train for each in runs] == [("1-1",), ("1-2",)]


def test_a_grid_is_every_combination(file: Path) -> None:
    grid = {"algorithm.population": [5, 10], "algorithm.elitism": [1, 2]}
    config = {"config": "ga/1-1", "name": "x", "grid": grid}
    runs = load_experiment(write(file, configs=[config], levels=["1-1"], seeds=1)).runs
    assert [each.method for each in runs] == [
        f"x-population-{p}-elitism-{e}" for p in (5, 10) for e in (1, 2)
    ]
    last = runs[-1].recipe.read().settings.algorithm
    assert (last.population, last.elitism) == (10, 2)


def test_a_value_with_no_place_in_a_name_is_a_number(file: Path) -> None:
    grid = {"algorithm.select": [{"type": "selBest"}, {"type": "selTournament", "tournsize": 2}]}
    config = {"config": "ga/1-1", "grid": grid}
    runs = load_experiment(write(file, configs=[config], levels=["1-1"], seeds=1)).runs
    assert [each.name for each in runs] == ["ga-select-0-1-1-0", "ga-select-1-1-1-0"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"configs": ["gaa/1-1"]}, ":3:3: gaa/1-1: no such file, and no config of that name in "
         "the package; did you mean 'ga/1-1'?"),
        ({"configs": ["ga/1-1", "ga/1-2"]},
         ":3:1: 2 methods are called 'ga'; expected a name: for each of them"),
        ({"levels": ["1-1", "1-9"]}, ":6:3: unknown level '1-9': did you mean '1-4'?"),
        ({"levels": ["1-1", "1-1"]}, ":6:3: 1-1 is listed twice in levels"),
        ({"seeds": [3, 3]}, ":9:3: 3 is listed twice in seeds"),
        ({"seeds": 0}, ":7:8: seeds is 0; expected at least 1"),
        ({"stop": {"framse": 5}}, ":9:3: unknown key 'framse'; did you mean 'frames'?"),
        ({"stop": {}}, "never ends: expected generations, evaluations, frames, seconds or rules"),
        ({"stop": None}, "the key 'stop' is missing"),
        ({"set": {"algorithm.populaton": 5}},
         ": unknown key 'populaton'; did you mean 'population'?"),
        ({"configs": [{"config": "ga/1-1", "grid": {"algorithm.population": []}}]},
         ":5:27: configs.0.grid.algorithm.population is a list; expected a list of 1 or more"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_where_it_stands(file: Path, changes: dict, told: str) -> None:
    with pytest.raises(ConfigError) as error:
        load_experiment(write(file, **changes))
    assert str(error.value).startswith(str(file)) and told in str(error.value)


def test_an_experiment_that_is_not_there_has_a_nearest_name() -> None:
    with pytest.raises(ConfigError, match=r"quik: no such file.*did you mean 'quick'"):
        load_experiment("quik")


@pytest.mark.parametrize("name", experiments())
def test_those_that_come_with_the_package_are_valid(name: str) -> None:
    pytest.importorskip("torch")
    planned = load_experiment(name)
    assert planned.name == name
    tasks = {}
    for each in planned.runs:
        if each.seed == planned.runs[0].seed:
            node = each.recipe.read().node
            tasks.setdefault(each.level, []).append((node.at(["task"]).plain(), config_of(node)))
    for alike in tasks.values():
        settings = [config.settings.task for _, config in alike]
        assert all(each == settings[0] for each in settings)


def test_the_three_of_world_1_can_be_compared() -> None:
    pytest.importorskip("torch")
    names = ("world-1", "world-1-networks", "world-1-gradients")
    runs = [each for name in names for each in load_experiment(name, ["seeds=1"]).runs]
    settings = [each.recipe.read().settings for each in runs]
    tasks, fitness = {}, [each.fitness.objectives for each in settings]
    for each in settings:
        tasks.setdefault(each.task.train, set()).add(each.task.model_dump_json())
    assert len(tasks) == 4 and all(len(alike) == 1 for alike in tasks.values())
    assert all(each == fitness[0] for each in fitness)
    assert {each.frames for each in runs} == {1_000_000}
