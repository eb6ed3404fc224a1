import itertools
import sqlite3
from pathlib import Path

import numpy as np
import pytest

from evomario.config import ConfigError
from evomario.runs import Champion, Progress, RunFolder, evolve, load_config
from evomario.runs.champion import read_front
from evomario.runs.history import generations
from evomario.search import GA


def run(tmp_path: Path, *overrides: str) -> tuple[RunFolder, list[Progress], str]:
    config = load_config("ga/1-1", overrides)
    folder = RunFolder.create("test", 0, tmp_path / "run")
    seen: list[Progress] = []
    result = evolve(config, folder, each=seen.append)
    assert result.progress == seen[-1]
    return folder, seen, result.stopped_by


@pytest.mark.parametrize(
    ("stop", "reason", "count"),
    [
        ("{generations: 3}", "generations spent", 3),
        ("{evaluations: 50}", "evaluations spent", 3),  # 20, then 19 a generation
        ("{frames: 1}", "frames spent", 1),
        ("{seconds: 0.001}", "seconds spent", 1),
    ],
)
def test_each_stop_rule_ends_a_run(tmp_path: Path, stop: str, reason: str, count: int) -> None:
    _, seen, stopped_by = run(tmp_path, f"stop={stop}")
    assert (stopped_by, len(seen)) == (reason, count)


def test_the_target_ends_a_run_with_mario_at_the_flag(tmp_path: Path) -> None:
    folder, seen, stopped_by = run(tmp_path)
    assert stopped_by == "target met" and seen[-1].finished
    assert not any(progress.finished for progress in seen[:-1])
    table = generations(folder.history)
    assert (table["finished"] > 0).tolist() == [False] * (len(seen) - 1) + [True]


def test_the_history_holds_every_individual(tmp_path: Path) -> None:
    folder, seen, _ = run(tmp_path, "stop={generations: 4}")
    with sqlite3.connect(folder.history) as database:
        query = "SELECT generation, fitness_0, frames FROM individuals"
        rows = database.execute(query).fetchall()
    assert len(rows) == seen[-1].evaluations
    assert sum(frames for *_, frames in rows) == seen[-1].frames
    table = generations(folder.history)
    for generation in range(1, 5):
        fitness = [row[1] for row in rows if row[0] == generation]
        row = table[generation - 1]
        assert row["best"] == max(fitness) and row["worst"] == min(fitness)
        assert row["mean"] == pytest.approx(np.mean(fitness))


def test_the_config_in_the_folder_repeats_the_run(tmp_path: Path) -> None:
    folder, seen, _ = run(tmp_path, "stop={generations: 2}", "seed=9")
    again = load_config(str(folder.config))
    assert again.settings.seed == 9
    other = RunFolder.create("test", 9, tmp_path / "again")
    result = evolve(again, other)
    assert result.progress.best == seen[-1].best
    assert other.champion.read_text() == folder.champion.read_text()


@pytest.mark.parametrize(
    "algorithm",
    [
        "{type: ga, mate: {type: same_x, cxpb: 1}, mutate: [{type: window}, {type: insert}]}",
        "{type: ga, genome: {type: macro_actions, length: 200}, initialise: {type: uniform},"
        " mate: {type: same_x}, survival: mu_plus_lambda, offspring: 30}",
        "{type: ga, mutate: {type: adaptive_reset, tail: {schedule: linear, from: 1, to: 0.1}}}",
    ],
)
def test_other_genomes_and_operators_play(tmp_path: Path, algorithm: str) -> None:
    overrides = f"algorithm={algorithm}", "stop={generations: 4}", "task.limits.moves=1000"
    folder, seen, _ = run(tmp_path, *overrides)
    assert seen[-1].best >= seen[0].best
    (champion,) = Champion.read(folder.champion).recordings
    assert len(champion.moves) == champion.outcome["moves"]
    assert champion.outcome["distance"] == seen[-1].best_outcomes["distance"][0]


def test_schedules_are_told_the_used_budget(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[float] = []
    monkeypatch.setattr(GA, "spent", property(lambda self: 0.0, lambda self, v: told.append(v)),
                        raising=False)  # fmt: skip
    run(tmp_path, "stop={generations: 4, evaluations: 40, frames: 100000000}")
    assert told[-3:] == [0.0, 0.5, 0.975]  # 20 evaluations, then 19


def test_a_config_that_never_ends_is_refused() -> None:
    with pytest.raises(ConfigError, match="never ends"):
        load_config("ga/1-1", ["stop={target: finished}"])


def test_every_config_of_the_package_has_a_name() -> None:  # and is valid: tests/configs
    from evomario.config import EXPERIMENTS, experiments, names

    folder = Path(__file__).parents[2] / "configs"
    files = [path.relative_to(folder).with_suffix("") for path in folder.rglob("*.yaml")]
    known = [*names(), *(f"{EXPERIMENTS}{name}" for name in experiments())]
    assert sorted(known) == sorted(path.as_posix() for path in files)


COINS = [
    "fitness.objectives=[{maximize: coins, reference: 0}, {minimize: moves, reference: 600}]",
    "fitness.constraints=[{require: distance >= 200}]",
    "algorithm={type: nsga2, population: 12, mate: {type: same_x}}",
    "stop={generations: 5}",
    "task.limits.moves=400",
]


def test_several_objectives_leave_a_front(tmp_path: Path) -> None:
    config = load_config("ga/1-1", COINS)
    folder = RunFolder.create("test", 0, tmp_path / "run")
    seen: list[Progress] = []
    result = evolve(config, folder, each=seen.append)
    volumes = [progress.hypervolume for progress in seen]
    assert volumes == sorted(volumes) and volumes[-1] > 0
    front = read_front(folder.front)
    assert len(front) == len(result.front) == seen[-1].front > 0
    for one in front:
        (recording,) = one.recordings
        coins, moves = one.objectives
        assert (coins, moves) == (recording.outcome["coins"], recording.outcome["moves"])
        assert recording.outcome["distance"] >= 200 and one.violation == 0
        assert recording.differences(recording.again()) == []
    points = {one.objectives for one in front}
    assert result.champion.objectives in points and len(points) == len(front)
    for a, b in itertools.permutations(points, 2):
        assert not (a[0] >= b[0] and a[1] <= b[1])


@pytest.mark.parametrize("saves", [0.0, 1e9])
def test_a_front_goes_on_exactly(tmp_path: Path, saves: float) -> None:
    config = load_config("ga/1-1", COINS)
    whole = RunFolder.create("test", 0, tmp_path / "whole")
    evolve(config, whole)
    folder = RunFolder.create("test", 0, tmp_path / "run")

    def interrupt(progress: Progress) -> None:
        if progress.generation == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        evolve(config, folder, save_seconds=saves, each=interrupt)
    evolve(load_config(str(folder.config)), folder, resume=True)
    assert folder.front.read_text() == whole.front.read_text()
    tables = [generations(each.history)["digest"].tolist() for each in (folder, whole)]
    assert tables[0] == tables[1]


def test_several_levels_are_recorded_one_by_one(tmp_path: Path) -> None:
    folder, seen, _ = run(
        tmp_path, "task.train=[1-1, 1-3]", "stop={generations: 3}", "task.action_repeat=4",
        "algorithm.genome.length=100",
    )  # fmt: skip
    champion = Champion.read(folder.champion)
    assert [recording.level for recording in champion.recordings] == ["1-1", "1-3"]
    for recording, outcome in zip(champion.recordings, seen[-1].best_outcomes, strict=True):
        assert recording.outcome["distance"] == outcome["distance"] > 0
        assert len(recording.moves) == outcome["moves"] <= 400
        held = recording.moves[: len(recording.moves) // 4 * 4].reshape(-1, 4)
        assert (held == held[:, :1]).all()
    assert not champion.solved


def test_several_objectives_need_a_handling_that_fits(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="orders by one objective, not 2"):
        load_config("ga/1-1", [*COINS, "fitness.handling={type: epsilon}"])
    with pytest.raises(ConfigError, match="does not handle constraints by epsilon"):
        load_config("ga/1-1", ["fitness.handling={type: epsilon}", "algorithm={type: nsga2}"])
    several = load_config("ga/1-1", [*COINS, "algorithm={type: ga, population: 6}"])
    result = evolve(several, RunFolder.create("test", 0, tmp_path / "run"))
    assert result.front


def test_saving_takes_a_twentieth_of_the_time_at_most() -> None:
    from evomario.runs.run import _pause

    assert [_pause(5.0, 0.1), _pause(5.0, 1.0), _pause(0.0, 1.0)] == [5.0, 19.0, 0.0]
