"""What docs/experiments.md shows works as it stands there."""

import os
import re
import subprocess
import sys
from pathlib import Path

from evomario.experiments import load_experiment

ROOT = Path(__file__).parents[2]


def shown(language: str) -> str:
    text = (ROOT / "docs/experiments.md").read_text("utf-8")
    (found,) = re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
    return found


def test_its_yaml_is_as_many_runs_as_it_says(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(shown("yaml"))
    runs = load_experiment(str(tmp_path / "mine.yaml")).runs
    assert len({each.method for each in runs}) == 7
    assert len(runs) == 7 * 2 * 10


def test_its_script_runs_all(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(shown("python"))
    done = subprocess.run(
        [sys.executable, "mine.py"], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'plugins'}"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    *names, solved = done.stdout.splitlines()
    assert len(names) == 6 and "ga-1-4-0" in names
    assert re.fullmatch(r"\d solved", solved)
