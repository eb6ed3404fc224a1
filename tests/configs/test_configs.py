"""Every config that comes with the package is valid, says what its name says, and plays."""

import re
from pathlib import Path

import pytest

from evomario.config import names
from evomario.mario import LEVELS
from evomario.runs.folder import RunFolder
from evomario.runs.run import evolve
from evomario.runs.settings import RunConfig, load_config

FOLDER = Path(__file__).parents[2] / "configs"
LEARNS = re.compile("ppo|dqn|reptile|gradient/1-1-sticky")
NAMES = [f"{name}.yaml" for name in names()]  # experiments: tests/experiments/test_plan.py
OF_A_LEVEL = [name for name in LEVELS if "1-1" <= name <= "8-4"]


def config(name: str, *overrides: str) -> RunConfig:
    return load_config(str(FOLDER / name), overrides)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_valid(name: str) -> None:
    if "map_elites" in name:
        pytest.importorskip("ribs")
    if LEARNS.search(name):
        pytest.importorskip("torch")
    config(name)


def test_there_is_one_for_every_level() -> None:
    assert len(OF_A_LEVEL) == 32
    for level in OF_A_LEVEL:
        for kind in ("ga", "neat"):
            settings = config(f"{kind}/{level}.yaml").settings
            assert settings.name == f"{kind}-{level}" and settings.task.train == (level,)


def test_there_is_one_for_every_level_of_gradients() -> None:
    pytest.importorskip("torch")
    for level in OF_A_LEVEL:
        settings = config(f"gradient/{level}-ppo.yaml").settings
        assert settings.name == f"gradient-{level}-ppo" and settings.task.train == (level,)


def test_what_is_compared_plays_the_same_task() -> None:
    pytest.importorskip("torch")
    names = ("neat/1-1", *(f"gradient/1-1-{kind}" for kind in ("ga", "ppo", "dqn", "reptile")))
    first, *others = (config(f"{name}.yaml") for name in names)
    for other in others:
        assert other.settings.task == first.settings.task
        assert other.settings.fitness == first.settings.fitness
        if other.settings.name != "gradient-1-1-ga":  # which sees nothing
            assert other.settings.policy == first.settings.policy


@pytest.mark.parametrize(
    "name", [name for name in NAMES if "mario" in name and not LEARNS.search(name)]
)
def test_a_paper_s_config_is_named_for_its_level(name: str) -> None:
    settings = config(name).settings
    assert f"paper/{settings.name}.yaml" == name
    assert settings.task.train == (settings.name[-3:],)


@pytest.mark.parametrize(
    "name",
    [
        "ga/1-1", "ga/1-1-coins", "ga/1-1-fastest", "ga/1-1-lives", "ga/8-4",
        "paper/marioga-1-2", "paper/marioga-logged-1-4", "neat/1-2", "neat/2-2", "weights/1-1-cma",
        "deepga/1-1", "plugins/brute-1-1", "plugins/callbacks-1-1", "plugins/novelty-path-1-1",
        "plugins/rules-1-1", "weights/1-1-measures",
    ],
)  # fmt: skip
def test_it_plays(name: str, tmp_path: Path) -> None:
    read = config(f"{name}.yaml", "stop.generations=3", "evaluation.memory=16")
    result = evolve(read, RunFolder(tmp_path), threads=1)
    (recording,) = result.champion.recordings
    outcome = recording.outcome
    assert result.progress.generation == 3
    assert outcome["distance"] > 0 and 0 < outcome["progress"] < 1
    assert outcome["moves"] == len(recording.moves)


def test_gym_plays_what_ours_plays(tmp_path: Path) -> None:
    read = config("plugins/gym-1-1.yaml", "stop.generations=1", "task.limits.moves=50")
    result = evolve(read, RunFolder(tmp_path), threads=1)
    (recording,) = result.champion.recordings
    assert len(recording.moves) == 50 and result.progress.frames >= 8 * 50


def test_the_paper_s_networks_watch_the_picture(tmp_path: Path) -> None:
    read = config("paper/marione-1-2.yaml", "algorithm.population=6", "stop={generations: 1}")
    assert read.task.policy.sizes == (960, 7)
    result = evolve(read, RunFolder(tmp_path), threads=1)
    assert result.progress.frames > 6 * 50


def test_a_sticky_champion_is_chosen_by_fifty_episodes_and_judged_by_a_hundred(
    tmp_path: Path,
) -> None:
    few = "algorithm.population=10", "stop.generations=2", "task.limits.moves=200"
    read = config("neat/1-1-sticky.yaml", *few, "task.noise.validation=50")
    result = evolve(read, RunFolder(tmp_path), threads=2)
    assert len(result.champion.recordings) == 50
    (trial,) = result.champion.trials
    assert (trial.level, trial.held_out, trial.episodes) == ("1-1", False, 100)


def test_one_network_is_tried_on_all_levels_that_it_never_saw(tmp_path: Path) -> None:
    changes = "algorithm.population=6", "stop.generations=1", "task.limits.moves=100"
    read = config("neat/world-1.yaml", *changes)
    result = evolve(read, RunFolder(tmp_path), threads=2)
    assert [each.level for each in result.champion.recordings] == OF_A_LEVEL[:4]
    assert [each.level for each in result.champion.trials] == OF_A_LEVEL[4:]
    assert all(each.held_out for each in result.champion.trials)


def test_the_paper_s_run_is_what_it_describes() -> None:
    described = config("paper/marioga-1-3.yaml")
    logged = config("paper/marioga-logged-1-3.yaml")
    assert len(described.task.actions.buttons) == len(logged.task.actions.buttons) == 5
    assert len(described.algorithm().ask()) == 20 and len(logged.algorithm().ask()) == 10
    assert {len(genome) for genome in logged.algorithm().ask()} == {5000}
    assert described.task.limits == logged.task.limits == (5000, 0, 30)


def test_the_best_of_a_generation_is_the_parent_of_all_where_it_was_logged_so() -> None:
    read = config("paper/marioga-logged-1-1.yaml", "algorithm.mutate.mutpb=0")
    algorithm, task = read.algorithm(), read.task
    genomes = algorithm.ask()
    algorithm.tell(genomes, task.evaluate(genomes, threads=1))
    assert algorithm.best is not None
    children = algorithm.ask()
    assert len(children) == 9
    assert {child.tobytes() for child in children} == {algorithm.best.tobytes()}


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("gradient/1-2-ppo", []),
        ("gradient/1-1-dqn", []),
        ("gradient/world-1-reptile", []),
        ("gradient/1-1-sticky", ["task.noise.episodes=1", "task.noise.validation=2"]),
        ("paper/ramario-1-2-ppo", ["algorithm.steps=16", "algorithm.epochs=1"]),
        ("paper/ramario-1-2-dqn", ["algorithm.warm_up=50"]),
        ("paper/ramario-1-2-reptile", ["algorithm.steps=16", "algorithm.epochs=1"]),
    ],
)
def test_it_learns(name: str, changes: list[str], tmp_path: Path) -> None:
    pytest.importorskip("torch")
    more = ["stop={generations: 2}", "algorithm.frames=600", "task.limits.moves=300", *changes]
    result = evolve(config(f"{name}.yaml", *more), RunFolder(tmp_path), threads=1)
    assert result.progress.generation == 2 and result.progress.frames >= 1200
    for recording in result.champion.recordings:
        assert 0 < len(recording.moves) <= 300
