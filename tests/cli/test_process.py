"""The command line as a process: its start, and its end by a signal."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.signals import hear_interrupts

EVOMARIO = [sys.executable, "-m", "evomario"]
ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from evomario.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'numba', 'numpy', 'deap', 'matplotlib', 'gym', 'gymnasium', 'pydantic'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=ENVIRONMENT, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_ctrl_c_leaves_a_champion_and_exit_code_130(tmp_path: Path) -> None:
    arguments = ["run", "ga/1-1", "--output", "run", "--set", "stop.target=null"]
    process = subprocess.Popen(
        [*EVOMARIO, *arguments], cwd=tmp_path, env=ENVIRONMENT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=hear_interrupts,
    )  # fmt: skip
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("generation 2"):
            break
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.splitlines()[-1] == "evomario: interrupted"
    champion = json.loads((tmp_path / "run" / "champion.json").read_text())
    assert champion["episodes"][0]["outcome"]["moves"] > 0
    play = subprocess.run(
        [*EVOMARIO, "play", "run", "--json"], cwd=tmp_path, env=ENVIRONMENT, check=True,
        capture_output=True, text=True,
    )  # fmt: skip
    assert json.loads(play.stdout)["as_recorded"] is True
