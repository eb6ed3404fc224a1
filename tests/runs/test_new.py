import os
from pathlib import Path

import pytest

from evomario.config import ConfigError, load
from evomario.errors import UserError
from evomario.runs import load_config
from evomario.runs.new import DEFAULT, write_new

OWN = """\
# My own.
name: "own"   # its name
extends: base/small
stop: {generations: 3}
"""


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def own() -> Path:
    """A config that extends one of its folder, which extends one of the package."""
    Path("base").mkdir()
    Path("base/small.yaml").write_text("extends: ga/1-1\nalgorithm: {population: 4}\n")
    Path("own.yaml").write_text(OWN)
    return Path("own.yaml")


def test_the_default_is_explained_and_ready_to_run() -> None:
    assert write_new(Path("my-run.yaml")) == "my-run"
    expected = {**load(DEFAULT).plain(), "name": "my-run"}
    assert load("my-run.yaml").plain() == expected
    assert load_config("my-run.yaml").settings.name == "my-run"
    text = Path("my-run.yaml").read_text()
    assert "train: [1-1]  # the levels that are played" in text
    assert "  # lives: 1  # tries at a level" in text
    assert max(map(len, text.splitlines())) <= 100


def test_each_key_that_is_commented_out_is_valid_as_it_stands() -> None:
    write_new(Path("a.yaml"))
    lines = Path("a.yaml").read_text().splitlines()
    options = [i for i, line in enumerate(lines) if line.startswith("  # ") and "  # " in line[3:]]
    tried = 0
    for i in options:
        key, _, value = lines[i][4:].partition(":")
        if key.isidentifier() and value.split("  #")[0].strip():
            changed = [*lines[:i], "  " + lines[i][4:], *lines[i + 1 :]]
            Path("b.yaml").write_text("\n".join(changed))
            load_config("b.yaml")
            tried += 1
    assert tried >= 4


def test_a_copy_keeps_the_text() -> None:
    write_new(Path("two.yaml"), str(own()))
    assert Path("two.yaml").read_text() == OWN.replace('"own"', '"two"')


@pytest.mark.parametrize("name", ["11", "true", "1e3", "x y"])
def test_names_that_yaml_would_misread(name: str) -> None:
    own().write_text(OWN.replace('"own"', "own"))
    write_new(Path(f"{name}.yaml"), "own.yaml")
    assert load(f"{name}.yaml").plain()["name"] == name.replace(" ", "-")
    assert "# My own." in Path(f"{name}.yaml").read_text()


def test_a_copy_in_another_folder_extends_the_same() -> None:
    write_new(Path("base/deep.yaml"), str(own()))
    assert "extends: small\n" in Path("base/deep.yaml").read_text()
    Path("other").mkdir()
    write_new(Path("other/deep.yaml"), "own.yaml")  # base/small has no name from there
    write_new(Path("other/small.yaml"), "base/small.yaml")
    assert Path("other/small.yaml").read_text().splitlines()[:2] == [
        "name: small", "extends: ga/1-1"
    ]  # fmt: skip
    expected = load("own.yaml").plain()
    for copy in ("base/deep.yaml", "other/deep.yaml"):
        assert load(copy).plain() == {**expected, "name": "deep"}


def test_another_config_of_the_same_name_in_the_way() -> None:
    own()
    Path("other/base").mkdir(parents=True)
    Path("other/base/small.yaml").write_text("extends: ga/1-1\nalgorithm: {population: 9}\n")
    write_new(Path("other/mine.yaml"), "own.yaml")
    assert load("other/mine.yaml").plain()["algorithm"]["population"] == 4


@pytest.mark.parametrize(
    "text", ["{name: own, extends: ga/1-1}", "extends: ga/1-1\nname: >-\n  own\n"]
)
def test_odd_forms_are_copied_too(text: str) -> None:
    Path("own.yaml").write_text(text)
    write_new(Path("new.yaml"), "own.yaml")
    assert load("new.yaml").plain() == {**load("own.yaml").plain(), "name": "new"}


def test_nothing_is_written_over_and_nothing_half() -> None:
    Path("there.yaml").write_text("x")
    os.symlink("nowhere", "link.yaml")
    for path in ("there.yaml", "link.yaml"):
        with pytest.raises(UserError, match="exists already"):
            write_new(Path(path))
    assert Path("there.yaml").read_text() == "x" and os.path.islink("link.yaml")
    with pytest.raises(UserError, match="no such file"):
        write_new(Path("new.yaml"), "nothing")
    Path("bad.yaml").write_text("name: x\n")
    with pytest.raises(ConfigError, match="the key 'task' is missing"):
        write_new(Path("new.yaml"), "bad.yaml")
    with pytest.raises(UserError, match="cannot write: No such file or directory"):
        write_new(Path("nowhere/new.yaml"))
    with pytest.raises(UserError, match="makes no name"):
        write_new(Path("---.yaml"))
    assert sorted(os.listdir()) == ["bad.yaml", "link.yaml", "there.yaml"]
