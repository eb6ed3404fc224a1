import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from evomario.runs import Champion, Recording
from evomario.runs.verifier import verifier


def verify(champion: Champion, folder: Path) -> subprocess.CompletedProcess:
    script = folder / "verify.py"
    script.write_text(verifier(champion, "a test"))
    return subprocess.run([sys.executable, script], capture_output=True, text=True, cwd=folder)


@pytest.mark.parametrize(
    ("level", "lives", "moves"),
    [
        ("1-1", 1, [131] * 90 + [0] * 5),
        ("1-1", 3, [128] * 700),  # the moves run out in the third life
        ("1-1", 2, [128] * 2000),  # all lives are lost
        ("lost-1-2", 1, [129] * 50),
        ("game", 1, [128] * 60),
    ],
)
def test_the_script_finds_what_was_recorded(
    tmp_path: Path, level: str, lives: int, moves: list[int]
) -> None:
    recording = Recording.play(level, np.array(moves, np.uint8), lives)
    done = verify(Champion((recording,)), tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == "as recorded"


def test_the_script_tells_a_difference(tmp_path: Path) -> None:
    first = Recording.play("1-1", np.full(50, 131, np.uint8))
    second = Recording.play("1-2", np.full(50, 131, np.uint8))
    assert verify(Champion((first, second)), tmp_path).returncode == 0
    done = verify(Champion((first._replace(ram="0" * 64), second)), tmp_path)
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1] == "NOT as recorded"
