"""Runs whose individuals watch the game: recorded, resumed, tried, and acting on their own."""

import json
from pathlib import Path

import numpy as np
import pytest

from evomario.config import ConfigError
from evomario.errors import UserError
from evomario.policies.networks import Network
from evomario.runs import Champion, Progress, RunFolder, evolve, load_config
from evomario.runs.acting import Acting, acted, otherwise
from evomario.runs.history import generations, individuals, summaries
from evomario.runs.players import read, saved
from evomario.runs.trials import Trial, most_finished

CONFIG = """\
name: watching
task:
  train: [1-1, 1-4]
  test: [1-2]
  actions: [right B, right A B, NOOP]
  limits: {moves: 150}
  noise: {sticky: 0.25, noop_max: 10, episodes: 2, seeds: per_generation}
policy:
  observation: [{type: tiles, speed: true}, {type: clock}]
  outputs: {type: argmax, every: 4}
fitness:
  objectives:
    - maximize: progress
algorithm: ALGORITHM
stop: {generations: 3}
"""
ALGORITHMS = {
    "neat": "{type: neat, population: 8, genome: {initial_connection: partial_nodirect 0.2}}",
    "real_ga": "{type: real_ga, population: 8, hidden: [4]}",
    "cma": "{type: cma, population: 6, hidden: [4]}",
    "deep_ga": "{type: deep_ga, population: 8, parents: 3, elite: 2, hidden: [4]}",
}
TOLD: dict[str, list[str]] = {
    "neat": ["species", "nodes", "connections", "mutations"],
    "real_ga": ["mutations"],
    "cma": [],  # which draws, and mutates nothing
    "deep_ga": ["mutations"],
}


def config(tmp_path: Path, algorithm: str, text: str = CONFIG) -> str:
    path = tmp_path / f"{algorithm}.yaml"
    path.write_text(text.replace("ALGORITHM", ALGORITHMS[algorithm]))
    return str(path)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_run_repeats_on_any_threads_and_resumes(tmp_path: Path, algorithm: str) -> None:
    source = config(tmp_path, algorithm)
    whole = RunFolder.create("whole", 0, tmp_path / "whole")
    result = evolve(load_config(source), whole, threads=1)
    folder = RunFolder.create("cut", 0, tmp_path / "cut")

    def interrupt(progress: Progress) -> None:
        if progress.generation == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        evolve(load_config(source), folder, threads=2, each=interrupt)
    evolve(load_config(str(folder.config)), folder, threads=2, resume=True)
    assert folder.champion.read_text() == whole.champion.read_text()
    tables = [generations(each.history) for each in (folder, whole)]
    assert tables[0]["digest"].tolist() == tables[1]["digest"].tolist()
    assert len(set(tables[0]["digest"])) == 3
    told = [summaries(each.history) for each in (folder, whole)]
    assert list(told[0]) == TOLD[algorithm]
    for name in told[0]:
        assert told[0][name].tolist() == told[1][name].tolist()
    rows = individuals(whole.history, 1)
    assert rows["level_name"][:4].tolist() == ["1-1", "1-1", "1-4", "1-4"]
    assert len(result.champion.recordings) == 4


def test_the_history_of_neat_tells_of_species(tmp_path: Path) -> None:
    folder = RunFolder.create("run", 0, tmp_path / "run")
    evolve(load_config(config(tmp_path, "neat")), folder)
    species, sizes = (summaries(folder.history)[name] for name in ("species", "connections"))
    for generation, row in zip((1, 2, 3), generations(folder.history), strict=True):
        of_it = species[species["generation"] == generation]
        assert of_it["size"].sum() == 8 and of_it["key"].tolist() == sorted(set(of_it["key"]))
        assert of_it["best"].max() == row["best"]
    assert sizes["generation"].tolist() == [1, 2, 3] and (sizes["mean"] > 0).all()


def test_a_champion_acts_on_its_own_and_is_tried(tmp_path: Path) -> None:
    folder = RunFolder.create("run", 0, tmp_path / "run")
    loaded = load_config(config(tmp_path, "neat"), ["stop.generations=2", "task.train=[1-1]"])
    result = evolve(loaded, folder)
    champion = Champion.read(folder.champion)
    assert champion == result.champion._replace(recordings=champion.recordings)
    assert [(t.level, t.held_out, t.episodes) for t in champion.trials] == [
        ("1-1", False, 100), ("1-2", True, 100)
    ]  # fmt: skip
    assert not champion.solved
    network = read(champion.policy, folder.champion)
    assert isinstance(network, Network)
    for recording in champion.recordings:
        now = acted(loaded.task, network, recording, "compiled")
        assert otherwise(recording, now) == []
    first = champion.recordings[0]
    assert first.seed != champion.recordings[1].seed
    short = first._replace(moves=first.moves[:50])
    assert (acted(loaded.task, network, short, "gym").moves == short.moves).all()
    other = otherwise(first, first._replace(moves=np.append(first.moves[:9], [1]).astype(np.uint8)))
    assert other[0] == "the network acts otherwise from move 10 on"


def test_a_network_that_does_not_go_with_its_config_is_told(tmp_path: Path) -> None:
    folder = RunFolder.create("run", 0, tmp_path / "run")
    result = evolve(load_config(config(tmp_path, "real_ga"), ["stop.generations=1"]), folder)
    acting = Acting.of(folder, result.champion)
    assert acting is not None and acting.network.size_inputs == acting.policy.sizes[0] == 124
    narrow = load_config(
        config(tmp_path, "real_ga"), ["policy.observation={type: tiles, width: 9}"]
    )
    folder.config.write_text(narrow.node.dump())
    with pytest.raises(UserError, match="124 inputs and 3 outputs; its config has 90 inputs and"):
        Acting.of(folder, result.champion)
    moves = result.champion._replace(policy={"moves": []})
    assert Acting.of(folder, moves) is None
    folder.config.write_text(load_config("ga/1-1").node.dump())
    with pytest.raises(UserError, match="where the config has action sequences"):
        Acting.of(folder, result.champion)


def test_noise_is_common_to_a_generation_and_changes_as_told(tmp_path: Path) -> None:
    noise = load_config(config(tmp_path, "neat")).settings.task.noise
    assert noise.drawn(5, 0) == noise.drawn(5, 0) != noise.drawn(5, 1)
    fixed = noise.model_copy(update={"seeds": "fixed"})
    assert fixed.drawn(5, 0) == fixed.drawn(5, 1) != fixed.drawn(6, 0)
    unseen = set(noise.unseen(5, 100))
    assert len(unseen) == 100
    assert not unseen & {seed for g in range(50) for seed in noise.drawn(5, g)}


def test_the_champion_is_chosen_by_noise_of_its_own(tmp_path: Path) -> None:
    changes = ["task.noise={sticky: 0.25, seeds: per_generation, validation: 5}",
               "stop={generations: 4}", "task.train=[1-1]", "task.limits.moves=300"]  # fmt: skip
    loaded = load_config(config(tmp_path, "neat"), changes)
    noise, found = loaded.settings.task.noise, []
    folder = RunFolder.create("run", 0, tmp_path / "run")
    result = evolve(loaded, folder, each=found.append)
    seeds = noise.choosing(loaded.settings.seed)
    met = {seed for g in range(4) for seed in noise.drawn(loaded.settings.seed, g)}
    assert not set(seeds) & (met | {*noise.unseen(loaded.settings.seed, 100)})
    recordings = result.champion.recordings
    assert tuple(recording.seed for recording in recordings) == seeds
    network = read(result.champion.policy, folder.champion)
    again = loaded.task.let_play([network], ["1-1"], seeds).records[:, 0]
    assert result.progress.best == pytest.approx(again["progress"].mean())
    bests = [each.best for each in found]
    assert bests == sorted(bests)
    rows = individuals(folder.history, names=["frames"])
    assert found[-1].frames > rows["frames"].sum() + again["frames"].sum()


def test_validation_needs_noise(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no noise to be validated under"):
        load_config(config(tmp_path, "neat"), ["task.noise={validation: 5}"])


def test_sequences_meet_noise_too_and_are_tried(tmp_path: Path) -> None:
    changes = ["task.noise={sticky: 0.5, noop_max: 4, episodes: 3}", "task.limits.moves=200",
               "stop={generations: 2}"]  # fmt: skip
    folder = RunFolder.create("run", 0, tmp_path / "run")
    result = evolve(load_config("ga/1-1", changes), folder)
    (trial,) = result.champion.trials
    assert (trial.level, trial.episodes, trial.finished) == ("1-1", 100, 0)
    assert len({tuple(r.moves) for r in result.champion.recordings}) == 3
    content = json.loads(folder.champion.read_text())
    meant = read(content["policy"], folder.champion)
    assert saved(meant) == content["policy"] and len(meant) == 200


def test_most_of_each_level_must_finish() -> None:
    def trial(finished: int, held_out: bool = False) -> Trial:
        return Trial("1-1", held_out, 100, finished, None)

    assert most_finished((trial(51), trial(0, True)))
    assert not most_finished((trial(51), trial(50)))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("policy.outputs.type=argmin", "outputs.*did you mean 'argmax'"),
        ("policy.observation=[{type: tile}]", "did you mean 'tiles'"),
        ("policy.observation=[{type: tiles, width: 99}]", "width"),
        ("policy.outputs={type: threshold, buttons: [A, A]}", "named twice"),
        ("task.test=[1-1]", "1-1 is trained on: not held out"),
        ("task.test=[1-9]", "unknown level '1-9'"),
        ("task.noise.sticky=2", "at most 1"),
        ("algorithm={type: ga}", "action sequences, which see nothing"),
    ],
)
def test_what_does_not_go_together_is_told(tmp_path: Path, change: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        load_config(config(tmp_path, "neat"), [change])


@pytest.mark.parametrize(
    "policy", [{}, {"network": 5}, {"moves": ["2 rihgt"]}, {"network": {"kind": "none"}}]
)
def test_a_player_that_is_none_is_refused(policy: dict) -> None:
    with pytest.raises((UserError, KeyError, TypeError)):
        read(policy, Path("champion.json"))
