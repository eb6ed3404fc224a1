"""Plug-ins from the command line: files, what a run remembers, an installed package."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import setuptools

from evomario import registry
from evomario.cli import main
from evomario.registry import entries, plugins

ROOT = Path(__file__).parents[2]
Run = Callable[..., tuple[int, str, str]]
SHORT = ("--set", "stop={generations: 2}", "--set", "task.limits.moves=60")
MORE = {
    "bumps": ("ga/1-1", "--set", "fitness.objectives=[{maximize: bumps}]"),
    "nearest": (ROOT / "configs/neat/1-1.yaml", "--set", "algorithm.population=4", "--set",
                "policy.observation=[{type: clock}, {type: nearest, reach: 99}]"),
    "climber": ("ga/1-1", "--set", "algorithm={type: climber, children: 4}"),
}  # fmt: skip
SWAP = ("--set", "algorithm.mutate={type: swap, times: 3}")


@pytest.fixture
def run(capfd, tmp_path, monkeypatch) -> Iterator[Run]:
    """Runs a command in an empty folder, without plug-ins of commands before."""
    monkeypatch.chdir(tmp_path)
    registry.load_installed()  # once a process: what these register is to stay
    before = {kind: {**named} for kind, named in entries._entries.items()}

    def forget() -> None:
        entries._entries.clear()
        entries._entries.update({kind: {**named} for kind, named in before.items()})
        entries.forget()
        monkeypatch.setattr(plugins, "_loaded", {})

    def command(*arguments: object) -> tuple[int, str, str]:
        forget()
        capfd.readouterr()
        with pytest.raises(SystemExit) as stop:
            main([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        lines = [line for line in err.splitlines() if "compiling" not in line]
        return int(stop.value.code or 0), out, "\n".join(lines)

    yield command
    forget()


def test_an_operator_from_a_file_evolves_and_is_remembered(run: Run, docs: Path) -> None:
    swap = docs / "swap.py"
    evolved = ("run", "ga/1-1", *SHORT, *SWAP, "--output", "r", "--json")
    assert run(*evolved)[0] == 2 and not Path("r").exists()
    code, out, _ = run(*evolved, "--plugin", swap)
    assert code == 0 and json.loads(out)["generations"] == 2
    (kept,) = json.loads(Path("r/plugins.json").read_text())["plugins"]
    assert kept["registers"] == ["mutate", "swap"] and kept["place"] == str(swap.resolve())
    assert len(kept["sha256"]) == 64 and not kept["package"]
    for command in (["resume", "r"], ["report", "r"]):
        code, _, err = run(*command)
        assert code == 2 and err == (
            f"evomario: r needs mutate 'swap' of plug-in swap ({swap.resolve()}), sha256 "
            f"{kept['sha256'][:12]}, by --plugin FILE"
        )
    more = ("--set", "stop.generations=3")
    code, _, err = run("resume", "r", *more, "--plugin", swap, "--json")
    assert code == 0 and "made with" not in err
    assert run("play", "r")[0] == 0  # moves are played without


def test_a_plugin_that_has_changed_is_told_of(run: Run, docs: Path) -> None:
    swap = docs / "swap.py"
    assert run("run", "ga/1-1", *SHORT, *SWAP, "--output", "r", "--plugin", swap)[0] == 0
    swap.write_text(swap.read_text() + "\n")
    code, _, err = run("resume", "r", "--set", "stop.generations=3", "--plugin", swap)
    assert code == 0 and "warning: r was made with plug-in swap (" in err and "is now" in err
    assert len(json.loads(Path("r/plugins.json").read_text())["plugins"]) == 2


def test_runs_without_plugins_keep_no_list_of_them(run: Run, docs: Path) -> None:
    assert run("run", "ga/1-1", *SHORT, "--output", "r", "--plugin", docs / "swap.py")[0] == 0
    assert not Path("r/plugins.json").exists()


@pytest.mark.parametrize(
    "text", ["[]", "{", '{"format": 9}', '{"format": 1, "plugins": [{"registers": [1, 2]}]}',
             '{"format": 1, "plugins": 3}', "[" * 100_000]
)  # fmt: skip
def test_a_damaged_list_of_plugins_is_one_line(run: Run, tmp_path: Path, text: str) -> None:
    (tmp_path / "r").mkdir()
    Path("r/config.yaml").write_text("name: x\n")
    Path("r/plugins.json").write_text(text)
    code, out, err = run("resume", "r")
    assert (code, out) == (2, "") and len(err.splitlines()) == 1
    assert err.startswith("evomario: r/plugins.json: not a list of plug-ins: ")


def test_lists_show_what_files_bring(run: Run, docs: Path) -> None:
    given = ("--plugin", docs / "swap.py")
    assert any(line.startswith("swap  ") for line in run("list", "plugins", *given)[1].split("\n"))
    assert "    mutate swap" in run("list", "plugins", "-v", *given)[1].splitlines()
    listed = run("list", "operators", "-v", *given)[1]
    assert "Exchange two genes that were played, so many times. (plug-in swap (" in listed
    assert "    times: whole number, at least 1, at most 100 [default: 1]" in listed
    assert '"swap"' in run("schema", "--json", *given)[1]
    assert '"swap"' not in run("schema", "--json")[1]


def test_a_broken_file_is_one_warning(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text("import nothing_of_the_kind\n")
    code, out, err = run("validate", "ga/1-1", "--plugin", "bad.py")
    assert code == 0 and out.startswith("ga/1-1: valid")
    (line,) = err.splitlines()
    assert line.startswith("evomario: warning: plug-in bad (") and "No module named" in line
    assert run("validate", "ga/1-1", "--plugin", "no.py")[0] == 2


_VERSION = tuple(int(part) for part in setuptools.__version__.split(".")[:2])


@pytest.mark.skipif(_VERSION < (70, 1), reason="older setuptools build no wheel by themselves")
def test_an_installed_package_brings_one_of_each(docs: Path, tmp_path: Path) -> None:
    source, site = docs / "package", tmp_path / "site"
    source.mkdir()
    for name in ("setup.cfg", "pyproject.toml"):
        (docs / name).rename(source / name)
    (docs / "swap.py").rename(source / "mario_swap.py")
    text = (source / "setup.cfg").read_text()
    for name in MORE:
        (docs / f"{name}.py").rename(source / f"mario_{name}.py")
        text = text.replace("mario_swap\n", f"mario_swap\n    mario_{name}\n", 1)
        text += f"    {name} = mario_{name}\n"
    text = text.replace("py_modules = mario_swap\n", "py_modules =\n    mario_swap\n")
    (source / "setup.cfg").write_text(text)
    pip = ("pip", "install", "-q", "--no-deps", "--no-build-isolation", "--no-index")
    _python(*pip, "--target", site, source, path=[])

    def evomario(*arguments: object) -> str:
        return _python("evomario", *arguments, path=[site, ROOT])

    listed = [" ".join(line.split()) for line in evomario("list", "plugins").splitlines()]
    assert "swap mario_swap, of mario-swap 1.0" in listed
    assert "    mutate swap" in evomario("list", "plugins", "-v").splitlines()
    for name, changes in MORE.items():
        folder = tmp_path / name
        evomario("run", *changes, *SHORT, "--output", folder, "--json")
        (kept,) = json.loads((folder / "plugins.json").read_text())["plugins"]
        assert (kept["name"], kept["package"]) == (name, "mario-swap")
        evomario("play", folder, "--json")
    evomario("run", "ga/1-1", *SHORT, *SWAP, "--output", tmp_path / "r", "--json")
    (kept,) = json.loads((tmp_path / "r/plugins.json").read_text())["plugins"]
    assert (kept["package"], kept["version"], kept["sha256"]) == ("mario-swap", "1.0", "")
    evomario("resume", tmp_path / "r", "--set", "stop.generations=3", "--json")
    with pytest.raises(subprocess.CalledProcessError) as caught:
        _python("evomario", "resume", tmp_path / "r", path=[ROOT])
    told = "needs mutate 'swap' of plug-in swap (mario-swap 1.0), to be installed"
    assert caught.value.returncode == 2 and told in caught.value.stderr


def _python(module: str, *arguments: object, path: list[Path]) -> str:
    """What a module run by Python prints; what else is on the path is found too."""
    inherited = os.environ.get("PYTHONPATH", "")
    found = os.pathsep.join([*map(str, path), *filter(None, [inherited])])
    done = subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)], capture_output=True, text=True,
        check=True, env={**os.environ, "PYTHONPATH": found},
    )  # fmt: skip
    return done.stdout
