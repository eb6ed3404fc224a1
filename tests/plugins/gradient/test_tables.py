"""The scripts that print the tables of docs/gradient.md, and of adaptation."""

import pytest

from tests.plugins.scripts import script


def test_methods_stand_beside_each_other(monkeypatch, tmp_path, capsys) -> None:
    table = script("gradients_table", monkeypatch)
    monkeypatch.setattr(table, "LEVELS", ("1-1",))
    rows = {name: table.ROWS[name] for name in ("ga", "ppo")}
    monkeypatch.setattr(table, "ROWS", rows)
    table.main(str(tmp_path), "1", "30000", "2")
    out = capsys.readouterr().out.splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in out]
    assert [row[1] for row in cells[2:]] == ["`ga`", "`ppo`"]
    assert all(len(row) == len(cells[0]) for row in cells[2:])
    for row in cells[2:]:
        assert row[2] == "0 of 1" and row[3] == ""
        assert int(row[4].replace(",", "")) >= 30_000 and int(row[6].replace(",", "")) > 100
    monkeypatch.setattr(table.evomario, "run", None)  # what is there is not run again
    table.main(str(tmp_path), "1", "30000", "2")
    assert capsys.readouterr().out.splitlines() == out


def test_starts_stand_beside_each_other(monkeypatch, tmp_path, capsys) -> None:
    table = script("adaptation", monkeypatch)
    table.main(str(tmp_path), "1", "9000", "9000", "2")
    out = capsys.readouterr().out.splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in out]
    assert [row[0] for row in cells[2:]] == ["reptile", "jointly", "random"]
    assert cells[0][1] == "450 frames" and cells[0][5] == "9,000 frames"
    for row in cells[2:]:
        assert all(0 < float(cell.strip(" %")) < 100 for cell in row[1:6])
        assert row[6] == "0 of 1"
    for name in ("reptile", "jointly"):
        assert (tmp_path / f"1-4-{name}-0" / "start").is_dir()
    assert not (tmp_path / "1-4-random-0" / "start").exists()


def test_one_that_broke_off_is_told_of(monkeypatch, tmp_path) -> None:
    from evomario.errors import UserError

    (tmp_path / "ga-1-1-0").mkdir()
    with pytest.raises(UserError, match="broken off"):
        script("gradients_table", monkeypatch).played("ga", "1-1", 0, 1000, 1, tmp_path)
