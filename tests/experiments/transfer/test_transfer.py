"""Transfers: what is planned, what comes of it, and the command."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from evomario.cli import main
from evomario.errors import UserError
from evomario.experiments.transfer import Source, plan_transfer, tables
from evomario.experiments.transfer.found import Found, _runs
from evomario.mario import Game
from evomario.report.formats import as_text
from evomario.runs import Champion, RunFolder, evolve, load_config, load_run
from evomario.runs.history import generations, individuals
from evomario.runs.players import read

SMALL = ("algorithm.population=6", "task.limits.moves=200", "stop={generations: 4}")
Command = Callable[..., tuple[int, str, str]]


def made(path: Path, config: str = "ga/1-1", *changes: str) -> RunFolder:
    folder = RunFolder.create("x", 0, path)
    evolve(load_config(config, [*SMALL, *changes]), folder, threads=1)
    return folder


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Two runs of one config on two levels, and a third of another."""
    place = tmp_path_factory.mktemp("sources")
    made(place / "one"), made(place / "four", "ga/1-4")
    made(place / "mate", "plugins/mate_choice-1-1", "algorithm.candidates=2")
    return [str(place / name) for name in ("one", "four", "mate")]


@pytest.fixture
def command(
    capfd: pytest.CaptureFixture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Command:
    """Runs `evomario transfer` in an empty folder: its exit code, output and errors."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> tuple[int, str, str]:
        capfd.readouterr()
        with pytest.raises(SystemExit) as stop:
            main(["transfer", *arguments])
        out, err = capfd.readouterr()
        return int(stop.value.code or 0), out, err

    return call


def test_each_source_goes_on_on_each_other_level_beside_one_fresh_start(sources: list) -> None:
    found = plan_transfer(sources, ["1-1", "1-2"], 2, 5000)
    names = [each.name for each in found.plan.runs]
    assert names == [
        f"{name}-{seed}" for seed in (0, 1) for name in (
            "ga-1-1-0-to-1-2", "ga-fresh-1-2", "ga-1-4-0-to-1-1", "ga-fresh-1-1",
            "ga-1-4-0-to-1-2", "mate_choice-1-1-0-to-1-2", "mate_choice-fresh-1-2",
        )
    ]  # fmt: skip
    pair = ("ga-1-4-0", "1-2")
    assert found.adapted[pair] == ["ga-1-4-0-to-1-2-0", "ga-1-4-0-to-1-2-1"]
    assert found.fresh[pair] == found.fresh["ga-1-1-0", "1-2"]
    by_name = {each.name: each for each in found.plan.runs}
    one = by_name["ga-1-4-0-to-1-2-1"]
    assert one.start == sources[1] and one.frames == 5000 and one.seed == 1
    settings = one.recipe.read().settings
    assert settings.task.train == ("1-2",) and settings.stop.frames == 5000
    assert settings.stop.generations is None and settings.seed == 1
    assert by_name["ga-fresh-1-2-1"].start == ""


def test_the_budget_is_what_the_longest_source_took(sources: list) -> None:
    took = [int(generations(RunFolder(Path(s)).history)["frames"][-1]) for s in sources[:2]]
    runs = plan_transfer(sources[:2], ["1-2"], 1).plan.runs
    assert {each.frames for each in runs} == {max(took)}


@pytest.mark.parametrize(
    ("levels", "changes", "told"),
    [
        (["1-9"], (), "unknown level '1-9': did you mean '1-4'?"),
        (["game"], (), "game: expected a level, such as 1-2"),
        (["1-1"], (), "nothing to continue: the runs were trained on these levels"),
        (["1-2"], ("algorithm.genome.length=9",), "expected 9 genes of 5 values"),
        (["1-2"], ("algorithm.popluation=9",), "did you mean 'population'?"),
    ],
)
def test_what_is_wrong_is_told_before_anything_runs(
    sources: list, levels: list, changes: tuple, told: str
) -> None:
    with pytest.raises(UserError) as error:
        plan_transfer(sources[:1], levels, 1, 5000, changes)
    assert told in str(error.value)


def test_two_runs_of_one_name_are_told_of(sources: list) -> None:
    with pytest.raises(UserError, match="two of the runs are called ga-1-1-0"):
        plan_transfer([sources[0]] * 2, ["1-2"], 1, 5000)


def test_numbers_by_hand() -> None:
    def curve(*way: float, finished: bool = False) -> tuple:
        return np.arange(1, len(way) + 1) * 100, np.array(way), finished

    fresh = [curve(0.1, 0.2, 0.4), curve(0.2, 0.3, 0.6)]  # in the median 0.5
    adapted = [curve(0.3, 0.5, 1.0, finished=True), curve(0.1, 0.1, 0.2)]
    one, other = _runs(adapted, 0.5), _runs(fresh, 0.5)
    assert one.reached.tolist() == [200, np.inf] and other.reached.tolist() == [np.inf, 300]
    source = Source(RunFolder(Path("x")), "ga-1-1-0", ("1-1",))
    found = Found(source, "1-2", 0.25, 0.0, one, other)
    assert found.jumpstart == pytest.approx(0.2 - 0.15)
    assert found.gain == pytest.approx(0.6 - 0.5)
    matrix, pairs = tables([Found(source, "1-1", 1.0, 1.0), found])
    assert as_text(matrix).splitlines()[1].split() == [
        "ga-1-1-0", "100%", "25%", ">", "60%", "(50%)"
    ]  # fmt: skip
    continued, alone = as_text(pairs).splitlines()[1:]
    assert continued.split()[3:] == [
        "2", "25%", "0%", "20%", "60%", "never", "(1/2)", "1/2", "+5", "+10"
    ]  # fmt: skip
    assert alone.split()[3:] == ["2", "-", "-", "15%", "50%", "never", "(1/2)", "0/2", "-", "-"]


def test_the_command_tries_and_continues(command: Command, sources: list) -> None:
    budget = ("--levels", "1-1,1-2", "--frames", "3000", "--seeds", "2")
    code, out, _ = command(*sources[:2], *budget, "--json")
    told = json.loads(out)
    assert code == 0
    folder = Path("transfers/ga-1-1-0-and-1-more")
    assert told["folder"] == str(folder)
    assert all(Path(each).stat().st_size for each in told["files"])
    first, second = told["matrix"]
    assert (
        first["1-1"]
        == Champion.read(Path(sources[0]) / "champion.json").recordings[0].outcome["progress"]
    )
    assert "1-1_adapted" not in first and 0 < second["1-1_adapted"] <= 1
    assert second["1-2"] == moves_alone(sources[1])
    table = generations(folder / "runs/ga-1-4-0-to-1-2-0/history.sqlite")
    row = next(
        row
        for row in told["pairs"]
        if (row["source"], row["level"], row["start"]) == ("ga-1-4-0", "1-2", "continued")
    )
    runs = [individuals(folder / f"runs/ga-1-4-0-to-1-2-{seed}/history.sqlite") for seed in (0, 1)]
    assert row["last"] == pytest.approx(np.mean([run["progress"].max() for run in runs]))
    first = [run["progress"][run["generation"] == 1].max() for run in runs]
    assert row["first"] == pytest.approx(np.mean(first)) and row["solves"] == 0
    assert table["frames"][-1] >= 3000 > table["frames"][-2]
    before = {path: path.stat().st_mtime_ns for path in (folder / "runs").rglob("*")}
    code, out, _ = command(*sources[:2], *budget)
    assert code == 0 and "Trained on, and then on" in out
    assert {path: path.stat().st_mtime_ns for path in (folder / "runs").rglob("*")} == before


def moves_alone(source: str) -> float:
    """How far the moves of a champion come on 1-2, played by the game alone."""
    game = Game("1-2")
    game.reset()
    path = Path(source) / "champion.json"
    moves = read(Champion.read(path).policy, path)[:200]  # the limit of the task
    for move in moves.tolist():
        if not game.done:
            game.step(move)
    return float(game.outcome()["progress"])


def test_what_goes_on_is_what_was_found(command: Command, sources: list) -> None:
    command(sources[0], "--levels", "1-2", "--frames", "900", "--seeds", "1")
    continued, fresh = (
        generations(Path(f"transfers/ga-1-1-0/runs/{name}-0/history.sqlite"))
        for name in ("ga-1-1-0-to-1-2", "ga-fresh-1-2")
    )
    assert continued["digest"][0] != fresh["digest"][0]
    saved = Path("transfers/ga-1-1-0/runs/ga-1-1-0-to-1-2-0/start")
    assert saved.is_dir() and not Path("transfers/ga-1-1-0/runs/ga-fresh-1-2-0/start").exists()


def test_a_source_that_went_on_since_is_told_of(command: Command, tmp_path: Path) -> None:
    source = made(tmp_path / "source")
    budget = ("--levels", "1-2", "--frames", "900", "--seeds", "1", "--output", "moved")
    assert command(str(source.path), *budget)[0] == 0
    evolve(load_run(source, ["stop.generations=6"]), source, threads=1, resume=True)
    code, _, err = command(str(source.path), *budget)
    assert code == 2 and len(err.strip().splitlines()) == 1
    assert "moved/runs/ga-1-1-0-to-1-2-0: began with what" in err and "--output" in err
    run = Path("moved/runs/ga-1-1-0-to-1-2-0")
    run.rename(run.with_name(f".{run.name}"))  # as one that is not over
    assert command(str(source.path), *budget)[0] == 2
    assert command(str(source.path), *budget[:-1], "again")[0] == 0
