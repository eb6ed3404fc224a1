"""The script that prints the table of docs/algorithms-plugins.md."""

from typing import Any

import pytest

from evomario.errors import UserError
from tests.plugins.scripts import script


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Any:
    module = script("plugins_table", monkeypatch)
    monkeypatch.setattr(module, "LEVELS", ("1-1",))
    rows = {name: module.ROWS[name] for name in ("ga", "random_search")}
    monkeypatch.setattr(module, "ROWS", rows)
    return module


def test_each_row_tells_of_a_config_at_equal_frames(table, tmp_path, capsys) -> None:
    table.main(str(tmp_path), "1", "110000", "2")
    out = capsys.readouterr().out.splitlines()
    assert [line.split(" | ")[0] for line in out[2:]] == ["| `ga`", "| `random_search`"]
    ga, floor = (line.split(" | ") for line in out[2:])
    assert ga[1] == "1 of 1" and ga[2] == "102,792 (102,792)" and float(ga[3].strip(" |")) > 0
    assert floor[1] == "0 of 1" and floor[2] == ""
    table.main(str(tmp_path), "1", "110000", "2")  # of runs that are there
    assert capsys.readouterr().out.splitlines() == out


def test_a_run_that_broke_off_is_told_of(table, tmp_path) -> None:
    (tmp_path / "ga-1-1-0").mkdir()
    with pytest.raises(UserError, match="broken off"):
        table.played("ga", "1-1", 0, 1000, 1, tmp_path)
