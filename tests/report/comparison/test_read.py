"""What is read of run folders, and what is left out by name."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from evomario.report.comparison.read import read_runs
from evomario.runs import Champion, evolve, load_config
from evomario.runs.folder import RunFolder
from evomario.runs.trials import Trial
from tests.report.comparison.made import RANDOM, config, made


def left_out(*paths: Path) -> dict[str, str]:
    """Why runs are left out, by the names of their folders."""
    return {Path(each.run).name: each.why for each in read_runs([*map(str, paths)])[1]}


def test_a_run_is_read(tmp_path: Path) -> None:
    path = made(tmp_path / "a", config("a-1-1", seed=3), finish=4, best=50)
    (run,), none = read_runs([str(path)])
    assert not none
    assert (run.name, run.seed, run.kind, run.given) == ("a-1-1", 3, "ga", str(path))
    assert run.first_finish == 3 and run.table["frames"][3] == 4000
    assert run.table["best_feasible"][-1] == 50 and run.champion.solved
    assert run.stop == {"generations": 10} and run.task.train == ("1-1",)


def test_what_cannot_be_compared_is_left_out_by_name_and_the_rest_goes_on(tmp_path: Path) -> None:
    good = made(tmp_path / "good", config("a-1-1"))
    half = made(tmp_path / "half", config("a-1-1", seed=1), generations=4)
    (tmp_path / "foreign").mkdir()
    lone = made(tmp_path / "lone", config("a-1-1", seed=2))
    (lone / "champion.json").unlink()
    odd = made(tmp_path / "odd", config("a-1-1", seed=3))
    (odd / "history.sqlite").write_text("not a database, but long enough to be looked at")
    old = made(tmp_path / "old", config("a-1-1", seed=4))
    with closing(sqlite3.connect(old / "history.sqlite")) as database, database:
        database.execute("PRAGMA user_version = 1")
    none = made(tmp_path / "none", config("a-1-1", seed=5))
    with closing(sqlite3.connect(none / "history.sqlite")) as database, database:
        database.execute("DELETE FROM generations")
    killed = made(tmp_path / "killed", config("a-1-1", seed=6))
    (killed / "history.sqlite-wal").write_bytes(b"log")
    wrong = made(tmp_path / "wrong", {**config("a-1-1"), "task": {"train": ["1-9"]}})
    names = [good, half, tmp_path / "foreign", tmp_path / "missing", lone, odd, old, none, killed,
             wrong]  # fmt: skip
    runs, out = read_runs([*map(str, names)])
    assert [run.folder.path for run in runs] == [good]
    why = {Path(each.run).name: each.why for each in out}
    assert set(why) == {each.name for each in names[1:]}
    for name, words in {
        "half": "its budget is not spent, and there is no checkpoint", "foreign": "no run",
        "missing": "no run", "lone": "there is no champion yet", "odd": "not a history",
        "old": "format 1, expected 2", "none": "no generation", "killed": "was killed",
        "wrong": "limits",
    }.items():  # fmt: skip
        assert words in why[name], (name, why[name])


def test_a_run_given_twice_is_taken_once(tmp_path: Path) -> None:
    first = made(tmp_path / "a", config("a-1-1"))
    again = made(tmp_path / "b", config("a-1-1"))
    other = made(tmp_path / "c", config("a-1-1", algorithm=RANDOM))
    seed = made(tmp_path / "d", config("a-1-1", seed=1))
    runs, out = read_runs([str(each) for each in (first, again, other, seed, first)])
    assert [run.folder.path for run in runs] == [first, other, seed]
    assert [each.run for each in out] == [str(again), str(first)]
    assert all(f"seed as {first}" in each.why for each in out)


@pytest.mark.parametrize(
    ("stop", "generations", "finish"),
    [
        ({"generations": None, "frames": 10_000}, 10, None),
        ({"generations": None, "evaluations": 200}, 10, None),
        ({"generations": None, "seconds": 4.9}, 10, None),
        ({"generations": None, "rules": [{"type": "frames", "most": 9_500}]}, 10, None),
        ({"target": "finished"}, 4, 4),
    ],
)
def test_a_run_that_spent_its_budget_or_met_its_target_is_whole(
    tmp_path: Path, stop: dict, generations: int, finish: int | None
) -> None:
    plain = config("a-1-1", stop=stop)
    assert not left_out(made(tmp_path / "a", plain, generations=generations, finish=finish))


def test_a_run_with_noise_or_levels_held_out_is_whole_once_its_champion_was_tried(
    tmp_path: Path,
) -> None:
    noisy = config("a-1-1", task={"noise": {"sticky": 0.25}})
    tried = (Trial("1-1", False, 100, 40, 0.8),)
    assert left_out(made(tmp_path / "a", noisy))["a"] == (
        "it was interrupted before its champion was tried"
    )
    assert not left_out(made(tmp_path / "b", noisy, trials=tried, generations=3))
    held_out = config("a-1-1", task={"test": ["1-2"]})
    assert left_out(made(tmp_path / "c", held_out))


def test_the_loop_itself_tells_of_other_rules(tmp_path: Path) -> None:
    rule = "stop={generations: 50, rules: [{type: stagnation, generations: 2}]}"
    short = ["task.limits.moves=40", "algorithm.population=4"]
    over = RunFolder.create("a", 0, tmp_path / "over")
    result = evolve(load_config("ga/1-1", [*short, rule]), over, threads=1)
    assert "no improvement" in result.stopped_by and result.progress.generation < 50

    def stop(progress: object) -> None:
        raise KeyboardInterrupt

    broken = RunFolder.create("a", 1, tmp_path / "broken")
    with pytest.raises(KeyboardInterrupt):
        evolve(load_config("ga/1-1", [*short, rule, "seed=1"]), broken, threads=1, each=stop)
    assert Champion.read(broken.champion).recordings
    assert left_out(over.path, broken.path) == {
        "broken": "it was interrupted before its budget was spent"
    }


def test_an_experiment_stands_for_the_runs_in_it(tmp_path: Path) -> None:
    for number in (2, 0, 1):
        made(tmp_path / "runs" / f"a-{number}", config("a-1-1", seed=number))
    (tmp_path / "experiment.yaml").write_text("name: test\n")
    (tmp_path / "runs" / "log.txt").write_text("no run")
    half = made(tmp_path / "runs" / ".a-3", config("a-1-1", seed=3), generations=2)
    runs, out = read_runs([str(tmp_path)])
    assert [run.seed for run in runs] == [0, 1, 2]
    assert [each.run for each in out] == [str(half)]  # begun, and not yet over


def test_stranger_champions_are_told_of_in_one_line(tmp_path: Path) -> None:
    path = made(tmp_path / "a", config("a-1-1"))
    (path / "champion.json").write_text(json.dumps({"format": 99}))
    assert "format 99, expected 2" in left_out(path)["a"]
