"""Plug-ins as files and entry points: found, loaded when needed, told of when they fail."""

import sys
import warnings
from collections.abc import Iterator
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import pytest

from evomario import registry
from evomario.errors import UserError
from evomario.registry import PluginWarning, entries, plugins
from evomario.runs import load_config
from tests.plugins.registered import unchanged

HEAD = "from evomario.registry import register\n"
MUTATION = "@register('mutate', {!r})\ndef change(individual, *, times: int = 1):\n    'Change.'\n"


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leave the registry as it was; no plug-in is installed, or loaded."""
    with unchanged(monkeypatch):
        monkeypatch.setattr(plugins, "_open", True)
        monkeypatch.setattr(plugins, "entry_points", lambda group: EntryPoints())
        yield


def write(path: Path, *parts: str) -> Path:
    path.write_text(HEAD + "".join(parts))
    return path


def install(monkeypatch: pytest.MonkeyPatch, folder: Path, **modules: str) -> None:
    """Let modules be found in a folder, and by entry points of their names."""
    monkeypatch.syspath_prepend(str(folder))
    found = [EntryPoint(name, place, plugins.GROUP) for name, place in modules.items()]
    monkeypatch.setattr(plugins, "entry_points", lambda group: EntryPoints(found))


def validated(mutation: str) -> object:
    return load_config("ga/1-1", [f"algorithm.mutate={mutation}"]).settings.algorithm


def test_a_file_brings_an_operator_whose_parameters_are_checked(tmp_path: Path) -> None:
    registry.load_file(write(tmp_path / "mine.py", MUTATION.format("there_and_back")))
    assert validated("{type: there_and_back, times: 4}").mutate.times == 4
    with pytest.raises(UserError, match=r"1:48: algorithm.mutate.times is 'x'; expected a whole"):
        validated("{type: there_and_back, times: x}")
    assert [each.name for each in registry.given()] == ["mine"]


def test_entry_points_are_imported_for_a_name_that_is_not_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "evomario_test_late.py", MUTATION.format("late"))
    install(monkeypatch, tmp_path, late="evomario_test_late")
    assert [each.name for each in registry.installed()] == ["late"]
    load_config("ga/1-1")
    assert "evomario_test_late" not in sys.modules
    assert validated("{type: late, times: 2}").mutate.times == 2
    assert "evomario_test_late" in sys.modules
    assert registry.describe("mutate", "late").plugin == "plug-in late (evomario_test_late)"


@pytest.mark.parametrize("ask", [registry.kinds, lambda: registry.names("mutate")])
def test_entry_points_are_imported_for_a_list(tmp_path, monkeypatch, ask) -> None:
    module = f"evomario_test_listed_{ask.__name__.strip('<>')}"
    write(tmp_path / f"{module}.py", MUTATION.format("listed"))
    install(monkeypatch, tmp_path, listed=module)
    ask()
    assert "listed" in entries.known_names("mutate")


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("import nothing_of_the_kind", "ModuleNotFoundError: No module named 'nothing_of_the_kind'"
         ", at {path}:7"),
        ("raise RuntimeError('no luck')", "RuntimeError: no luck, at {path}:7"),
        ("raise SystemExit('bye')", "SystemExit: bye, at {path}:7"),
        ("x = (", "SyntaxError: '(' was never closed, at {path}:7"),
        ("register('mutatee')(change)", "ValueError: unknown kind 'mutatee': did you mean 'mutate'?"
         ", at {path}:7"),
        ("register('mutate', 'insert')(change)", "ValueError: mutate 'insert' is registered "
         "already, as it is built in, at {path}:7"),
        ("register('mate')(lambda a, b, *, c: a)", "ValueError: the parameter 'c' needs a type"
         ", at {path}:7"),
    ],
)  # fmt: skip
def test_what_fails_is_told_of_and_skipped_whole(tmp_path: Path, code: str, told: str) -> None:
    path = write(tmp_path / "bad.py", MUTATION.format("from_bad"), "    return None\n\n", code)
    with pytest.warns(PluginWarning) as caught:
        registry.load_file(path)
    (warning,) = caught
    expected = f"plug-in bad ({path}) is skipped: {told.format(path=path)}"
    assert str(warning.message) == expected
    assert "from_bad" not in registry.names("mutate") and "insert" in registry.names("mutate")
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # told of once
        registry.load_file(path)


def test_a_broken_entry_point_leaves_the_others(tmp_path, monkeypatch) -> None:
    write(tmp_path / "evomario_test_works.py", MUTATION.format("works"))
    write(tmp_path / "evomario_test_breaks.py", MUTATION.format("breaks"), "\n1 / 0")
    install(monkeypatch, tmp_path, a="evomario_test_breaks", b="evomario_test_works", c="no.such")
    with pytest.warns(PluginWarning) as caught:
        assert validated("{type: works}").mutate.type == "works"
    assert [str(w.message).split(" (")[0] for w in caught] == ["plug-in a", "plug-in c"]
    assert "ZeroDivisionError" in str(caught[0].message)
    assert "No module named 'no'" in str(caught[1].message)


def test_two_plugins_of_one_name_are_told_apart(tmp_path: Path) -> None:
    first = registry.load_file(write(tmp_path / "one.py", MUTATION.format("same")))
    with pytest.warns(PluginWarning, match="'same' is registered already, by plug-in one"):
        registry.load_file(write(tmp_path / "two.py", MUTATION.format("same")))
    assert registry.entry("mutate", "same").plugin == first


def test_a_file_that_has_changed_is_loaded_anew(tmp_path: Path) -> None:
    path = write(tmp_path / "mine.py", MUTATION.format("old"))
    registry.load_file(path)
    registry.load_file(write(path, MUTATION.format("new")))
    assert {"old", "new"} & {*registry.names("mutate")} == {"new"}


@pytest.mark.parametrize(
    ("name", "told"),
    [("no.py", "no.py: no such file or directory"), ("a.txt", "a.txt: expected a Python file"),
     (".", "expected a Python file"), ("d.py", "d.py: is a directory")],
)  # fmt: skip
def test_what_is_no_file_of_python(tmp_path: Path, name: str, told: str) -> None:
    (tmp_path / "d.py").mkdir()
    (tmp_path / "a.txt").write_text("x = 1")
    with pytest.raises(UserError, match=r"^--plugin ") as caught:
        registry.load_file(tmp_path / name)
    assert told in str(caught.value)


def test_what_was_imported_before_it_was_asked_for_has_its_plugin(tmp_path, monkeypatch) -> None:
    write(tmp_path / "evomario_test_early.py", MUTATION.format("early"))
    install(monkeypatch, tmp_path, early="evomario_test_early")
    __import__("evomario_test_early")
    assert registry.entry("mutate", "early").plugin is None
    found = registry.plugin_of(registry.entry("mutate", "early"))
    assert found is not None and found.name == "early"
    assert registry.plugin_of(registry.entry("mutate", "insert")) is None


def test_a_class_that_takes_more_than_its_parameters_is_bound(tmp_path: Path) -> None:
    text = ("@register('algorithm')\nclass Plain:\n    'Plain.'\n"
            "    def __init__(self, space, seed, handling=None, *, size: int = 3):\n"
            "        self.given = space, seed, size\n")  # fmt: skip
    registry.load_file(write(tmp_path / "mine.py", text))
    chosen = registry.choose("algorithm", "Plain", size=4)
    assert registry.build("algorithm", chosen)(1, 2, handling=None).given == (1, 2, 4)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ("algorithm.mutate={type: mine.py}", "1:25: 'mine.py'"),
        ("algorithm.mutate={type: /home/me/mine.py}", "1:25: '/home/me/mine.py'"),
        ("algorithm.mutate={type: mine.swap}", "1:25: 'mine.swap'"),
        ("algorithm.mutate={type: 'mine:swap'}", "1:25: 'mine:swap'"),
        ("algorithm.mutate=mine.swap", "1:18: 'mine.swap'"),
        ("algorithm.mutate=[{type: insert}, {type: os.system}]", "1:42: 'os.system'"),
        ("algorithm.type=mine.GA", "1:16: 'mine.GA'"),
        ("policy.observation={type: mine.py}", "1:27: 'mine.py'"),
        ("fitness.handling={type: mine.rules}", "1:25: 'mine.rules'"),
        ("plugins=[mine.py]", "1:1: the key 'plugins'"),
        ("task.import=mine", "1:6: the key 'import'"),
    ],
)
def test_a_config_that_names_code_is_refused(change: str, where: str) -> None:
    with pytest.raises(UserError) as caught:
        load_config("ga/1-1", [change])
    told = str(caught.value)
    assert told.startswith(f"--set {change.partition('=')[0]}:{where}")
    assert told.endswith("expected a registered name: code comes by --plugin FILE, or by an "
                         "installed plug-in")  # fmt: skip


@pytest.mark.parametrize("change", ["stop=1.5", "algorithm.population=a.b", "name=a b.c"])
def test_other_errors_are_told_as_ever(change: str) -> None:
    with pytest.raises(UserError) as caught:
        load_config("ga/1-1", [change])
    assert "code" not in str(caught.value)
