"""The sections of a report: in order, each by itself."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from evomario import registry
from evomario.registry import register
from evomario.report.record import Record
from evomario.report.sections import BUILT_IN, SectionWarning, draw_run
from evomario.runs import RunFolder, evolve, load_config
from tests.plugins.registered import unchanged


@pytest.fixture(autouse=True)
def _unchanged(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with unchanged(monkeypatch):
        yield


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    """The folder of a short run."""
    made = RunFolder.create("x", 0, tmp_path / "run")
    changes = ["stop={generations: 2}", "task.limits.moves=60", "algorithm.population=4"]
    evolve(load_config("ga/1-1", changes), made, threads=1)
    return made


def test_all_that_is_built_in_is_drawn_in_order(folder: RunFolder) -> None:
    assert sorted(BUILT_IN) == registry.names("section")
    made = [path.name for path in draw_run(folder, "title")]
    assert made[::2] == ["fitness.png", "distance.png", "coins.png", "level.png"]


def test_what_a_plugin_brings_comes_last_and_one_that_fails_is_left_out(folder: RunFolder) -> None:
    @register("section", "a_broken")
    def broken(record: Record, title: str) -> list[Path]:
        raise KeyError("nothing")

    @register("section", "b_words")
    def words(record: Record, title: str) -> list[Path]:
        path = record.path("words").with_suffix(".txt")
        path.write_text(f"{title}: {len(record.generations)}")
        return [path]

    with pytest.warns(SectionWarning) as told:
        made = draw_run(folder, "title")
    assert made[-1].read_text() == "title: 2" and len(made) == 8
    (one,) = told
    line = str(one.message)
    assert line.startswith("section 'a_broken' is left out: KeyError: 'nothing', at ")
    assert Path(__file__).name in line


def test_one_of_ours_that_fails_leaves_the_others(folder: RunFolder) -> None:
    (folder.path / "distance.png").mkdir()
    with pytest.warns(SectionWarning, match="^section 'distance' is left out: .*cannot write"):
        made = draw_run(folder, "title")
    assert [path.name for path in made[::2]] == ["fitness.png", "coins.png", "level.png"]


@pytest.mark.parametrize("wrong", [lambda record: [], lambda a, b, *, size: [], lambda a, b, c: []])
def test_what_is_no_section_cannot_be_registered(wrong: Any) -> None:
    with pytest.raises(
        ValueError, match=r"expected a function of a record and a title|needs a type"
    ):
        register("section", "wrong")(wrong)
