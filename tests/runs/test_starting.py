"""Runs that begin with what another has learnt."""

import base64
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evomario.errors import UserError
from evomario.runs import RunFolder, evolve, load_config
from evomario.runs.checkpoint import newest_checkpoint
from evomario.runs.history import generations
from evomario.runs.starting import keep_start, start_of

SMALL = ["stop={generations: 2}", "task.limits.moves=200", "algorithm.machines=2",
         "algorithm.frames=400", "algorithm.steps=16", "algorithm.hidden=[8]"]  # fmt: skip
needs_torch = pytest.mark.skipif(find_spec("torch") is None, reason="needs torch")


def run(path: Path, config: str, *changes: str, source: RunFolder | None = None) -> RunFolder:
    loaded = load_config(config, [*SMALL, *changes])
    folder = RunFolder.create("x", 0, path)
    if source:
        keep_start(folder, start_of(loaded, source))
    evolve(loaded, folder, threads=1)
    return folder


def weights(folder: RunFolder) -> dict:
    state = newest_checkpoint(folder.checkpoints)
    assert state is not None
    return state["algorithm"]["learner"]["policy"]


@needs_torch
def test_a_run_begins_with_the_weights_of_another(tmp_path: Path) -> None:
    first = run(tmp_path / "first", "gradient/1-1-reptile")
    still = "algorithm.learning_rate=1e-30"  # so that what it began with is what it ends with
    other = run(tmp_path / "other", "gradient/1-1-ppo", still, "task.train=[1-4]", source=first)
    own = run(tmp_path / "own", "gradient/1-1-ppo", still)
    for name, each in weights(first).items():
        assert np.array_equal(weights(other)[name], each)
        assert each.ndim == 1 or not np.array_equal(weights(own)[name], each)
    table = generations(other.history)
    assert table["generation"].tolist() == [1, 2] and table["frames"][0] < 2000


@needs_torch
def test_one_that_is_killed_before_its_first_checkpoint_begins_so_again(tmp_path: Path) -> None:
    first = run(tmp_path / "first", "gradient/1-1-ppo")
    whole = run(tmp_path / "whole", "gradient/1-1-ppo", source=first)
    loaded = load_config("gradient/1-1-ppo", SMALL)
    folder = RunFolder.create("x", 0, tmp_path / "killed")
    keep_start(folder, start_of(loaded, first))
    evolve(load_config("gradient/1-1-ppo", SMALL), folder, threads=1, resume=True)
    digests = [generations(each.history)["digest"].tolist() for each in (whole, folder)]
    assert digests[0] == digests[1]


@needs_torch
def test_other_layers_are_told_of(tmp_path: Path) -> None:
    first = run(tmp_path / "first", "gradient/1-1-ppo")
    with pytest.raises(UserError, match="other layers learnt"):
        run(tmp_path / "other", "gradient/1-1-ppo", "algorithm.hidden=[9]", source=first)


@needs_torch
def test_there_must_be_something_to_begin_with(tmp_path: Path) -> None:
    empty = RunFolder.create("x", 0, tmp_path / "empty")
    with pytest.raises(UserError, match="no checkpoint"):
        run(tmp_path / "other", "gradient/1-1-ppo", source=empty)


@needs_torch
def test_what_is_begun_with_must_be_a_learner_s(tmp_path: Path) -> None:
    folder = RunFolder.create("x", 0, tmp_path / "ga")
    changes = ["stop={generations: 1}", "task.limits.moves=60", "algorithm.population=4"]
    evolve(load_config("ga/1-1", changes), folder, threads=1)
    with pytest.raises(UserError, match="a run without a learner"):
        start_of(load_config("gradient/1-1-ppo"), folder)


@needs_torch
@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("algorithm.machines=3", "2 machines were saved: expected 3"),
        ("algorithm.hidden=[9]", "other layers learnt"),
    ],
)
def test_a_run_that_was_changed_does_not_go_on(tmp_path: Path, change: str, problem: str) -> None:
    folder = run(tmp_path / "run", "gradient/1-1-ppo")
    more = load_config("gradient/1-1-ppo", [*SMALL, "stop.generations=3", change])
    with pytest.raises(UserError, match=problem):
        evolve(more, folder, threads=1, resume=True)


def test_an_algorithm_that_begins_anew_says_so(tmp_path: Path) -> None:
    folder = RunFolder.create("x", 0, tmp_path / "run")
    with pytest.raises(UserError, match="brute begins anew, whatever there is"):
        start_of(load_config("plugins/brute-1-1"), folder)


EVOLVING = {
    "ga/1-1": ["algorithm.population=6"],
    "ga/1-1-coins": ["algorithm.population=8"],
    "plugins/novelty-1-1": ["algorithm.population=6"],
    "plugins/mate_choice-1-1": ["algorithm.population=6"],
    "plugins/map_elites-1-1": ["algorithm.population=6", "algorithm.first=6"],
    "neat/1-1": ["algorithm.population=30"],
    "weights/1-1-cma": ["algorithm.population=6"],
    "deepga/1-1": ["algorithm.population=6", "algorithm.parents=3"],
}
SHORT = ["stop={generations: 2}", "task.limits.moves=90"]


def evolved(path: Path, config: str, *changes: str, source: RunFolder | None = None) -> RunFolder:
    loaded = load_config(config, [*SHORT, *EVOLVING[config], *changes])
    folder = RunFolder.create("x", 0, path)
    if source:
        keep_start(folder, start_of(loaded, source))
    evolve(loaded, folder, threads=1)
    return folder


def _or_skipped(config: str) -> Any:
    needs_ribs = pytest.mark.skipif(not find_spec("ribs"), reason="needs ribs")
    return pytest.param(config, marks=needs_ribs if "map_elites" in config else ())


@pytest.mark.parametrize("config", [_or_skipped(each) for each in EVOLVING])
def test_a_population_goes_on_in_another_level(tmp_path: Path, config: str) -> None:
    first = evolved(tmp_path / "first", config)
    changes = ("task.train=[1-2]", "seed=4")
    other = evolved(tmp_path / "other", config, *changes, source=first)
    alone = evolved(tmp_path / "alone", config, *changes)
    table, fresh = generations(other.history), generations(alone.history)
    assert table["generation"].tolist() == [1, 2]
    assert table["digest"][0] != fresh["digest"][0]
    saved = newest_checkpoint(first.checkpoints)
    assert saved is not None
    one = load_config(config, [*SHORT, *EVOLVING[config], *changes]).algorithm()
    one.begin_with(saved["algorithm"])
    asked = {one.encoded(genome) for genome in one.ask()}
    if config != "weights/1-1-cma":  # which begins about the mean
        assert asked & before(saved["algorithm"], config)


def before(state: dict, config: str) -> set[bytes]:
    """The genomes that a state holds, as bytes."""
    other = load_config(config, [*SHORT, *EVOLVING[config]]).algorithm()
    if config == "neat/1-1":
        other.load(state)
        return {other.encoded(genome) for genome in other.ask()}
    if config == "deepga/1-1":
        return {other.weights(one["chain"]).tobytes() for one in state["elders"]}
    known = next(state[name] for name in ("individuals", "elites", "population") if name in state)
    return {base64.b64decode(one["genes"]) for one in known}


def test_a_run_of_another_algorithm_is_told_of(tmp_path: Path) -> None:
    first = evolved(tmp_path / "first", "ga/1-1")
    with pytest.raises(UserError, match=r"first: a run of ga; expected one of novelty"):
        evolved(tmp_path / "other", "plugins/novelty-1-1", source=first)


@pytest.mark.parametrize(
    ("config", "change", "told"),
    [
        ("ga/1-1", "algorithm.genome.length=99",
         "genomes of 5000 genes, up to 4; expected 99 genes of 5 values"),
        ("neat/1-1", "policy.observation=[{type: clock}]",
         "networks of other inputs or outputs; expected 2 inputs and 4 outputs"),
        ("weights/1-1-cma", "algorithm.hidden=[3]", "weights to begin with; expected "),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_before_anything_is_written(
    tmp_path: Path, config: str, change: str, told: str
) -> None:
    first = evolved(tmp_path / "first", config)
    with pytest.raises(UserError) as error:
        start_of(load_config(config, [*SHORT, *EVOLVING[config], change]), first)
    assert told in str(error.value)
