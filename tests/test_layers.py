"""Rooms import downwards only: the order of the house, held by reading every import."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "evomario"

# From the bottom up. A room may import from its own level and from those below it.
ORDER = (
    {"errors", "registry", "config"},
    {"emulator"},
    {"mario"},
    {"fitness", "policies"},
    {"evaluation", "search"},
    {"environment"},
    {"report", "runs"},
    {"deap", "neat"},  # doors: they take the name of a config, which runs/ reads
    {"experiments"},
    {"bench", "cli", "commands", "display", "testing", "__init__", "__main__"},
)
LEVELS = {room: level for level, rooms in enumerate(ORDER) for room in rooms}


def imports(path: Path, package: Path) -> Iterator[tuple[int, str]]:
    """Yields the line and the room of each import from the package, lazy ones too."""
    inside = path.relative_to(package.parent).parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            modules = [alias.name.split(".") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            start = list(inside[: len(inside) + 1 - node.level]) if node.level else []
            module = start + (node.module.split(".") if node.module else [])
            modules = [[*module, alias.name] for alias in node.names]
        else:
            continue
        for parts in modules:
            if parts[0] == package.name:
                yield node.lineno, room_of(parts[1:])


def room_of(parts: list[str]) -> str:
    """Returns the room of a name under the package; the version belongs to the bottom."""
    if parts == ["__version__"]:
        return "errors"
    return parts[0] if parts and parts[0] in LEVELS else "__init__"


def violations(package: Path) -> list[str]:
    """Returns what breaks the order, one line each."""
    found = []
    sideways: dict[tuple[str, str], str] = {}
    for path in sorted(package.rglob("*.py")):
        room = path.relative_to(package).parts[0].removesuffix(".py")
        place = path.relative_to(package.parent).as_posix()
        if room not in LEVELS:
            found.append(f"{place}: {room} has no level in tests/test_layers.py")
            continue
        for line, target in imports(path, package):
            if LEVELS[target] > LEVELS[room]:
                found.append(f"{place}:{line}: {room} must not import {target}")
            elif LEVELS[target] == LEVELS[room] and target != room:
                sideways[room, target] = f"{place}:{line}"
    for (room, target), where in sideways.items():
        if (target, room) in sideways:
            found.append(f"{where}: {room} and {target} import each other")
    return found


def test_rooms_import_downwards_only():
    assert violations(PACKAGE) == []


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("mario/ram.py", "import evomario.cli",
         "evomario/mario/ram.py:1: mario must not import cli"),
        ("emulator/cpu.py", "from evomario.mario.ram import X",
         "evomario/emulator/cpu.py:1: emulator must not import mario"),
        ("config/nodes.py", "from evomario import runs",
         "evomario/config/nodes.py:1: config must not import runs"),
        ("mario/ram.py", "\ndef lazy():\n    from ..fitness import parse",
         "evomario/mario/ram.py:3: mario must not import fitness"),
        ("mario/__init__.py", "from .. import search",
         "evomario/mario/__init__.py:1: mario must not import search"),
        ("search/ga.py", "import evomario",
         "evomario/search/ga.py:1: search must not import __init__"),
        ("runs/loop.py", "from evomario import load",
         "evomario/runs/loop.py:1: runs must not import __init__"),
        ("attic/junk.py", "", "evomario/attic/junk.py: attic has no level in tests/test_layers.py"),
    ],
)  # fmt: skip
def test_the_check_catches_an_import_upwards(tmp_path, path, text, found):
    write(tmp_path / "evomario" / path, text)
    assert violations(tmp_path / "evomario") == [found]


def test_the_check_lets_imports_downwards_and_sideways_pass(tmp_path):
    package = tmp_path / "evomario"
    write(package / "__init__.py", "from evomario.cli import main")
    write(package / "runs/loop.py", "import numpy\nfrom evomario.search import ga\nimport deap")
    write(package / "report/page.py", "from ..runs.loop import run\nfrom . import plots")
    write(package / "search/ga.py", "from evomario import __version__, config\nfrom .x import y")
    assert violations(package) == []


def test_the_check_catches_rooms_that_import_each_other(tmp_path):
    package = tmp_path / "evomario"
    write(package / "runs/loop.py", "from evomario.report import page")
    write(package / "report/page.py", "from evomario.runs import loop")
    assert violations(package) == [
        "evomario/report/page.py:1: report and runs import each other",
        "evomario/runs/loop.py:1: runs and report import each other",
    ]


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
