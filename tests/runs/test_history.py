import sqlite3
from pathlib import Path

import numpy as np
import pytest

from evomario.errors import UserError
from evomario.runs import Champion, RunFolder, evolve, load_config
from evomario.runs.history import BestSoFar, champions, generations, milestones


def test_every_champion_better_than_all_before_is_kept(tmp_path: Path) -> None:
    folder = RunFolder.create("test", 0, tmp_path / "run")
    evolve(load_config("ga/1-1", ["stop={generations: 5}"]), folder)
    found = champions(folder.history)
    table = generations(folder.history)
    assert [each.fitness for each in found] == sorted({each.fitness for each in found})
    assert found[-1].fitness == table["best"].max()
    assert found[-1].moves.tolist() == Champion.read(folder.champion).recordings[0].moves.tolist()


def best(*at: int) -> list[BestSoFar]:
    return [BestSoFar(generation, float(generation), np.zeros(1, np.uint8)) for generation in at]


@pytest.mark.parametrize(
    ("improved", "shown"),
    [
        ((1,), [(1, 1)]),
        ((1, 2, 8), [(1, 1), (5, 2), (8, 8)]),
        ((1, 30), [(1, 1), (30, 30)]),
        ((1, 4, 17, 25, 90), [(1, 1), (5, 4), (20, 17), (90, 90)]),
    ],
)
def test_milestones_show_each_champion_once(improved: tuple, shown: list) -> None:
    found = [(generation, each.generation) for generation, each in milestones(best(*improved))]
    assert found == shown


def test_no_champion_yet_is_told() -> None:
    with pytest.raises(UserError, match="no champion"):
        milestones([])


def test_what_is_no_history_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.sqlite").write_text("no database at all, just some text that is long enough")
    with pytest.raises(UserError, match="not a history"):
        champions(tmp_path / "a.sqlite")
    with pytest.raises(UserError, match="not a history"):
        champions(tmp_path / "missing.sqlite")
    sqlite3.connect(tmp_path / "empty.sqlite").close()
    assert not (tmp_path / "missing.sqlite").exists()
