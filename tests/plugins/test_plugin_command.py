"""`evomario plugin new` and `evomario plugin check`, as a user types them."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from evomario.commands.skeleton.package import KINDS, Package
from tests.plugins.registered import unchanged

Run = Callable[..., tuple[int, str, str]]
ROOT = Path(__file__).parents[2]
SHORT = ("--set", "stop={generations: 1}", "--set", "task.limits.moves=40")
SMALL = {"observation": ("--set", "algorithm.population=4")}
WRONG = """
from typing import Any
from evomario.registry import register

@register("mutate", "wrong")
def wrong(individual, *, times: int, odd: Any = 1):
    "It lengthens."
    individual.append(0)
    return (individual,)

@register("genome", "own")
def own(actions, *, length: int = 3):
    "A kind without a contract."
"""


@pytest.fixture
def run(capfd, tmp_path, monkeypatch) -> Run:
    """Runs a command in an empty folder, without plug-ins of commands before."""
    from evomario.cli import main

    monkeypatch.chdir(tmp_path)

    def command(*arguments: object) -> tuple[int, str, str]:
        capfd.readouterr()
        with unchanged(monkeypatch), pytest.raises(SystemExit) as stop:
            main([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        lines = [line for line in err.splitlines() if "compiling" not in line]
        return int(stop.value.code or 0), out, "\n".join(lines)

    return command


def own_tests(folder: Path) -> str:
    """What pytest says of a package's own tests, run in its folder."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True,
                          env={**os.environ, "PYTHONPATH": path})  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_one_is_checked_and_runs_by_its_config(run: Run, kind: str) -> None:
    code, out, err = run("plugin", "new", "mario-mine", "--kind", kind, "--json")
    written = json.loads(out)
    assert (code, err) == (0, "") and written["registers"] == ["mario_mine"]
    assert {*written["files"]} == {path.name for path in Path("mario-mine").iterdir()}
    module = Path("mario-mine/mario_mine.py")
    code, out, _ = run("plugin", "check", module)
    assert code == 0 and out.splitlines()[-1].endswith(", all kept")
    config = (f"mario-mine/{kind}.yaml", *SHORT, *SMALL.get(kind, ()))
    code, out, err = run("run", *config, "--plugin", module, "--output", "r", "--json")
    assert code == 0 and json.loads(out)["generations"] == 1, err
    kept = [each["registers"] for each in json.loads(Path("r/plugins.json").read_text())["plugins"]]
    assert [KINDS[kind][0], "mario_mine"] in kept


def test_its_own_tests_pass(run: Run) -> None:
    kinds = [part for kind in KINDS for part in ("--kind", kind)]
    code, out, _ = run("plugin", "new", "mario-all", "--output", "here", *kinds)
    assert code == 0 and out.startswith("here: written; test it with: cd here && pip install -e .")
    code, out, _ = run("plugin", "check", "here/mario_all.py")
    laws = int(out.splitlines()[-1].split(" laws")[0].rpartition(" ")[2])
    assert f"{laws + len(KINDS)} passed" in own_tests(Path("here"))  # and a config each
    ruff = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "E,F,W,I", "--config",
            "lint.isort.known-first-party=['evomario', 'mario_all']", "--line-length",
            "100", "here"]  # fmt: skip
    done = subprocess.run(ruff, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("a b",), "'a b' is no name for a package: expected letters, digits, - and _"),
        (("9lives",), "is no name for a package"),
        (("../up",), "is no name for a package"),
        (("class",), "'class' is no name for a package"),
        (("m" * 99,), "is no name for a package"),
        (("random",), "'random': there is a module random already: expected another name"),
        (("evomario",), "there is a module evomario already"),
        (("swaps", "--kind", "opertor"), "unknown kind of plug-in 'opertor': did you mean "
         "'operator'?"),
        (("progress", "--kind", "metric"), "'progress': there is a metric of that name already"),
        (("clip", "--kind", "metric"), "'clip': there is a metric of that name already"),
        (("window",), "'window': there is a mutate of that name already"),
    ],
)  # fmt: skip
def test_a_wrong_name_or_kind_is_one_line(run: Run, arguments: tuple, told: str) -> None:
    code, out, err = run("plugin", "new", *arguments)
    assert (code, out) == (2, "") and told in err and len(err.splitlines()) == 1
    assert not [*Path().iterdir()]


def test_what_is_there_is_not_written_over(run: Run) -> None:
    Path("full").mkdir()
    Path("full/kept.txt").write_text("kept")
    for taken in ("full", "full/kept.txt"):
        code, _, err = run("plugin", "new", "mario-swap", "--output", taken)
        assert code == 2 and err == f"evomario: {taken}: exists already, and is not written over"
    assert [path.name for path in Path("full").iterdir()] == ["kept.txt"]
    Path("empty").mkdir()
    assert run("plugin", "new", "mario-swap", "--output", "empty")[0] == 0
    assert Path("empty/mario_swap.py").exists()
    assert sorted(path.name for path in Path().iterdir()) == ["empty", "full"]


def test_nothing_half_written_is_left(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from evomario.commands.skeleton.package import Package

    def interrupted(package: Package, folder: Path) -> None:
        (folder / "setup.cfg").write_text("half")
        raise KeyboardInterrupt

    monkeypatch.setattr(Package, "write", interrupted)
    assert run("plugin", "new", "mario-swap")[0] == 130
    assert not [*Path().iterdir()]


def test_what_is_broken_is_a_line_each(run: Run) -> None:
    Path("wrong.py").write_text(WRONG)
    code, out, err = run("plugin", "check", "wrong.py")
    assert (code, out) == (2, "") and err == (
        "evomario: mutate 'wrong' must be given times (whole number): expected --set "
        "mutate.wrong.KEY=VALUE"
    )
    given = ("--set", "mutate.wrong.times=3")
    code, out, _ = run("plugin", "check", "wrong.py", *given)
    *lines, last = out.splitlines()
    assert code == 1 and "genome own: its kind has no contract" in lines
    assert ("mutate wrong: broken: children have genes: 65 genes, not 1 to the length") in lines
    assert any("wrong parameters are told at their place" in line for line in lines)
    assert last == f"wrong.py: 2 registered, 6 laws, {len(lines) - 1} broken"
    code, out, _ = run("plugin", "check", "wrong.py", *given, "--json")
    found = json.loads(out)
    assert code == 1 and found["broken"] == len(lines) - 1 and found["plugin"]["name"] == "wrong"
    assert [(one["kind"], one["name"]) for one in found["checked"]] == [
        ("genome", "own"), ("mutate", "wrong")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("mutate.wrong.times=few", "--set mutate.wrong:1:28: times is 'few'; expected a whole"),
        ("mutate.wrong.timse=3", "mutate 'wrong' must be given times"),
        ("mutate.wrog.times=3", "unknown name of the plug-in 'mutate.wrog': did you mean "
         "'mutate.wrong'?"),
        ("mutate.wrong=3", "--set mutate.wrong: expected one parameter, as mutate.wrong.KEY=VALUE"),
        ("mutate", "not an assignment"),
    ],
)  # fmt: skip
def test_wrong_parameters_are_one_line(run: Run, given: str, told: str) -> None:
    Path("wrong.py").write_text(WRONG)
    code, out, err = run("plugin", "check", "wrong.py", "--set", given)
    assert (code, out) == (2, "") and told in err and len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("bad.py", "import nothing_of_the_kind\n", "cannot be loaded: ModuleNotFoundError: No"),
        ("bad.py", "def f(:\n", "cannot be loaded: SyntaxError: "),
        ("bad.py", "from evomario.registry import register\nregister('metric', 'x')(len)\n",
         "cannot be loaded: ValueError: metric 'x' is registered already, as it is built in"),
        ("bad.py", "", "registers nothing"),
        ("no.py", None, "no.py: no such file or directory"),
        ("bad.txt", "", "bad.txt: expected a Python file, its name ending in .py"),
        ("noveltee", None, "unknown plug-in 'noveltee': did you mean 'novelty'?; a file's name "
         "ends in .py"),
    ],
)  # fmt: skip
def test_what_cannot_be_checked_is_one_line(run: Run, name: str, text: str, told: str) -> None:
    if text is not None:
        Path(name).write_text(text)
    code, out, err = run("plugin", "check", name)
    assert (code, out) == (2, "") and told in err and len(err.splitlines()) == 1


def test_an_installed_one_is_checked_by_name(run: Run) -> None:
    code, out, err = run("plugin", "check", "random_search", "--set",
                         "algorithm.random_search.genome={type: actions, length: 50}")  # fmt: skip
    assert code == 0, err
    assert out.splitlines() == [
        "algorithm random_search: 7 laws kept", "random_search: 1 registered, 7 laws, all kept"
    ]  # fmt: skip


SHOWN = {"operator": "swap", "metric": "bumps", "measure": "heights", "observation": "nearest",
         "algorithm": "climber"}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_the_docs_show_what_is_written(docs: Path, kind: str) -> None:
    name = SHOWN[kind]
    texts = Package(name, (kind,))._texts()
    assert texts[f"{name}.py"].partition("\n\n")[2] == (docs / f"{name}.py").read_text()
    files = Package("mario-swap", ("operator",))._texts()
    assert files["pyproject.toml"] == (docs / "pyproject.toml").read_text()
    shown = (docs / "setup.cfg").read_text()
    assert files["setup.cfg"].replace("    mario_swap = ", "    swap = ") == shown
