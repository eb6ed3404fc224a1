"""What Mario did in a run: totals, generations, individuals, from Python and by the command."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import evomario
from evomario.cli import main
from evomario.errors import UserError
from evomario.runs import RunFolder, evolve, load_config
from evomario.runs.history import DEEDS, individuals, progress

ROOT = Path(__file__).parents[2]
CHANGES = ["algorithm.population=6", "task.limits.moves=300", "stop={generations: 4}"]
Command = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    folder = RunFolder.create("x", 0, tmp_path_factory.mktemp("run") / "run")
    evolve(load_config("ga/1-1", CHANGES), folder, threads=1)
    return folder


@pytest.fixture
def command(capfd: pytest.CaptureFixture) -> Command:
    def call(*arguments: object) -> tuple[int, str, str]:
        capfd.readouterr()
        with pytest.raises(SystemExit) as stop:
            main(["stats", *map(str, arguments)])
        out, err = capfd.readouterr()
        return int(stop.value.code or 0), out, err

    return call


def test_totals_are_those_of_all_episodes(run: RunFolder) -> None:
    totals, rows = evomario.load_run(run.path).totals, individuals(run.history)
    assert set(totals) == {*DEEDS, "mutations"}
    for name in DEEDS:
        assert totals[name]["total"] == rows[name].sum()
        assert totals[name]["mean"] == pytest.approx(rows[name].mean())
        assert totals[name]["most"] == rows[name].max()
    assert totals["jumps"]["total"] > 0 and totals["right_moves"]["total"] > 0


def test_the_history_has_what_each_generation_did(run: RunFolder) -> None:
    record = evomario.load_run(run.path)
    table, rows = record.history, individuals(run.history)
    assert table["generation"].tolist() == [1, 2, 3, 4]
    assert table["best"].tolist() == record.generations["best"].tolist()
    for each in table:
        of_it = rows[rows["generation"] == each["generation"]]
        assert each["total_kills"] == of_it["kills"].sum()
        assert each["most_jumps"] == of_it["jumps"].max()
        assert each["mean_distance"] == pytest.approx(of_it["distance"].mean())


def test_the_progress_of_a_generation_is_that_of_its_best(run: RunFolder) -> None:
    found, rows = progress(run.history), individuals(run.history)
    assert found["generation"].tolist() == [1, 2, 3, 4]
    for each in found:
        of_it = rows[rows["generation"] == each["generation"]]
        assert each["progress"] == of_it["progress"].max() > 0


def test_mutations_are_the_genes_that_changed(run: RunFolder) -> None:
    record = evomario.load_run(run.path)
    assert record.history["mutations"][0] == 0  # which nobody bred
    for each in record.history[1:]:
        of_it = record.individuals(int(each["generation"]))["mutations"]
        assert each["mutations"] == of_it.sum() > 0
    assert record.totals["mutations"]["total"] == record.history["mutations"].sum()


def test_an_individual_that_does_not_mutate_has_no_mutations(tmp_path: Path) -> None:
    folder = RunFolder.create("x", 0, tmp_path / "run")
    still = "algorithm.mutate={type: mutUniformInt, indpb: 0.0}"
    evolve(load_config("ga/1-1", [*CHANGES, still]), folder, threads=1)
    assert evomario.load_run(folder.path).history["mutations"].tolist() == [0, 0, 0, 0]


def test_where_the_algorithm_does_not_tell_mutations_are_not_known(tmp_path: Path) -> None:
    folder = RunFolder.create("x", 0, tmp_path / "run")
    changes = ["algorithm.population=4", "task.limits.moves=90", "stop={generations: 2}"]
    evolve(load_config("plugins/random_search-1-1", changes), folder, threads=1)
    record = evomario.load_run(folder.path)
    assert np.isnan(record.history["mutations"]).all() and "mutations" not in record.totals
    assert np.isnan(record.individuals()["mutations"]).all()


def test_the_command_says_the_same(run: RunFolder, command: Command) -> None:
    code, out, _ = command(run.path, "--json")
    record = evomario.load_run(run.path)
    assert code == 0 and json.loads(out)["totals"] == record.totals
    code, out, _ = command(run.path)
    (jumps,) = re.findall(r"^jumps +([\d,]+) ", out, re.MULTILINE)
    assert code == 0 and int(jumps.replace(",", "")) == record.totals["jumps"]["total"]


def test_the_command_lists_a_generation_the_best_first(run: RunFolder, command: Command) -> None:
    rows = json.loads(command(run.path, "--generation", 3, "--json")[1])["individuals"]
    found = [row["fitness_0"] for row in rows]
    assert len(found) == 5 and found == sorted(found, reverse=True)
    assert len(command(run.path, "--generation", 3)[1].splitlines()) == 1 + 5


def test_what_is_not_there_is_told(run: RunFolder, command: Command, tmp_path: Path) -> None:
    code, _, err = command(run.path, "--generation", 9)
    assert code == 2 and "no individuals of generation 9; expected 1 to 4" in err
    assert command(tmp_path / "none")[0] == 2
    with pytest.raises(UserError, match="no run"):
        evomario.load_run(tmp_path / "none")


def test_the_snippet_of_the_readme_runs(run: RunFolder) -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    (snippet,) = re.findall(r"```python\n(import evomario\n\nrecord = .*?)```", text, re.DOTALL)
    exec(snippet.replace('"last"', repr(str(run.path))), {})
