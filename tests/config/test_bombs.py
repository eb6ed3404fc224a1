"""A stranger's file is refused in little time and memory: each in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECONDS = 5.0  # a second is what is promised, on a machine that has nothing else to do
MEGABYTES = 200

# Reads a config; says how long that took, and how much memory the process has had at most.
SCRIPT = """
import json, re, sys, time
from pathlib import Path
from evomario.config import ConfigError, load
begin = time.perf_counter()
try:
    load(sys.argv[1])
    told = ""
except ConfigError as error:
    told = str(error)
seconds = time.perf_counter() - begin
# Not of `resource`, whose peak begins with that of the process that started this one.
most = re.search("VmHWM:\\s*(\\d+) kB", Path("/proc/self/status").read_text())
print(json.dumps([told, seconds, int(most[1]) / 1024]))
"""

LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
STEPS = "".join(" " * i + "a:\n" for i in range(1400))  # a megabyte of one in the other
BOMBS = {
    "object": ("name: !!python/object/apply:os.system ['touch evil']\n", "is not plain data"),
    "name": ("name: !!python/name:os.system\n", "is not plain data"),
    "module": ("name: !!python/module:os\n", "is not plain data"),
    "new": ("!!python/object/new:os.system [touch evil]\n", "is not plain data"),
    "tuple": ("name: !!python/tuple [1]\n", "is not plain data"),
    "key": ("!!python/name:os.system : 3\n", "is not plain data"),
    "own tag": ("name: !evil x\n", "is not plain data"),
    "binary": ("name: !!binary aGVsbG8=\n", "is not plain data"),
    "laughs": (LAUGHS, "too many values, each alias counted"),
    "itself": ("a: &a [*a]\n", "no complete value is anchored"),
    "long alias": (f"a: &a {'x' * 500_000}\nb: [*a, *a, *a]\n", "too much text"),
    "merge": ("a: &a {x: 1}\nb: {<<: *a}\n", "merge keys are not part"),
    "flow": ("a: " + "[" * 10_000 + "]" * 10_000, "nested too deeply"),
    "mappings": ("a: " + "{a: " * 10_000 + "}" * 10_000, "nested too deeply"),
    "dashes": ("a:\n  " + "- " * 10_000 + "x\n", "nested too deeply"),
    "unclosed": ("[" * 500_000, "nested too deeply"),
    "steps": (STEPS, "nested too deeply"),
    "large": ("# " + "x" * 50_000_000, "the file is too large"),
    "lines": ("a: 1\n" * 10_000_000, "the file is too large"),
    "values": ("a: [" + "1," * 400_000 + "]", "too many values"),
    "keys": ("".join(f"k{i}: 1\n" for i in range(80_000)), "too many values"),
    "anchors": ("a: [" + ", ".join(f"&a{i} x" for i in range(60_000)) + "]", "too many values"),
    "number": ("a: " + "9" * 900_000, "longer than any number"),
    "text": ("a: '" + "x" * 999_000, "not valid YAML"),
    "question marks": ("? " * 400_000, ""),
    "documents": ("---\n" * 200_000, "a second document starts here"),
    "zeros": ("\0" * 900_000, "is not allowed in YAML"),
}  # fmt: skip


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells of the memory")
@pytest.mark.parametrize("name", BOMBS)
def test_it_is_refused_in_no_time_and_little_memory(tmp_path: Path, name: str) -> None:
    text, expected = BOMBS[name]
    file = tmp_path / "bomb.yaml"
    file.write_text(text)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(file)], capture_output=True, text=True, timeout=60,
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True,
    )  # fmt: skip
    told, seconds, megabytes = json.loads(done.stdout)
    assert expected in told and told.startswith(f"{file}") and len(told) < 1000
    assert seconds < SECONDS and megabytes < MEGABYTES
    assert sorted(each.name for each in tmp_path.iterdir()) == ["bomb.yaml"]


@pytest.mark.parametrize("name", ["object", "laughs", "flow", "large"])
def test_the_command_refuses_it_before_anything_large_is_imported(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / "bomb.yaml").write_text(BOMBS[name][0])
    limited = (
        "import sys, evomario.cli\n"
        "try:\n    evomario.cli.main(['validate', 'bomb.yaml'])\n"
        "except SystemExit as stop:\n    sys.exit(stop.code if 'numba' not in sys.modules else 9)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", limited], capture_output=True, text=True, timeout=60, cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "") and len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("evomario: bomb.yaml") and BOMBS[name][1] in done.stderr
