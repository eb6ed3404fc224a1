"""The script that measures how long comparing many runs takes."""

import re

from tests.plugins.scripts import script


def test_many_runs_are_made_up_and_compared(monkeypatch, tmp_path, capsys) -> None:
    script("many_runs", monkeypatch).main(str(tmp_path / "many"), "8", "50")
    line = capsys.readouterr().out
    assert re.fullmatch(r"8 runs of 50 generations: [\d.]+ s, \d+ MB at most, \d+ before\n", line)
    assert (tmp_path / "many" / "comparison" / "index.html").exists()
