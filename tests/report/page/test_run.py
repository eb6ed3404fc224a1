"""The page of a run, whole."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from shlex import quote

import pytest

from evomario.cli import main
from evomario.registry import register
from evomario.report.page.origin import command
from evomario.report.page.run import write_page
from evomario.report.page.shell import MOST
from evomario.report.page.words import chosen, words_of
from evomario.report.record import Record
from evomario.report.sections import BUILT_IN
from evomario.runs import RunFolder
from tests.plugins.registered import unchanged
from tests.report.page.made import Reader, stands_alone

NAME = "<script>alert('x')<script> & co"  # of the folder: names of configs are plain
SHORT = ("stop={generations: 2}", "task.limits.moves=60", "algorithm.population=4",
         "fitness.objectives=[{maximize: 'progress if coins < 1 else 2'}]")  # fmt: skip


@pytest.fixture(autouse=True)
def _unchanged(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with unchanged(monkeypatch):
        yield


def evomario(*arguments: object) -> None:
    with pytest.raises(SystemExit) as end:
        main([*map(str, arguments)])
    assert end.value.code == 0


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("runs") / "run"
    changes = [each for change in SHORT for each in ("--set", change)]
    evomario("run", "ga/1-1", *changes, "--output", path)
    return path


@pytest.fixture
def folder(ran: Path, tmp_path: Path) -> RunFolder:
    return RunFolder(Path(shutil.copytree(ran, tmp_path / NAME)))


def test_a_run_leaves_a_page_and_report_writes_it_anew(
    folder: RunFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    first = folder.page.read_text("utf-8")
    stands_alone(first)
    assert len(Reader(first).all("video")) == 1 and not (folder.path / "ghosts.mp4").exists()
    evomario("report", folder.path)
    told = capsys.readouterr().out.splitlines()
    assert told[-2:] == [str(folder.path / "ghosts.mp4"), f"page: {folder.page}"]
    page = folder.page.read_text("utf-8")
    stands_alone(page)
    read = Reader(page)
    assert len(read.all("video")) == 2
    alts = [str(image["alt"]) for image in read.all("img")]
    assert len(alts) == 4 and all(alts)  # three curves, and the level
    for words in (
        "ga-1-1, seed 0", "solved", "evaluations", "selTournament", "ROM smb", "numpy",
        "progress if coins < 1 else 2", f"evomario run {quote(str(folder.config))} --output again",
        Record(folder).generations[-1]["digest"][:16],
    ):  # fmt: skip
        assert words in read.words
    assert NAME.replace("'", "'\"'\"'") in read.words and "<script" not in page


def test_report_says_where_the_page_is_in_json_too(
    folder: RunFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    evomario("report", folder.path, "--json", "--ghosts", 1)
    told = json.loads(capsys.readouterr().out)
    assert told["page"] == str(folder.page)
    assert str(folder.path / "ghosts.mp4") in told["pictures"]


def test_pictures_of_plugins_are_on_the_page(folder: RunFolder) -> None:
    @register("section", "ends")
    def ends(record: Record, title: str) -> list[Path]:
        made = [record.path(f"ends<{kind}>").with_suffix(".svg") for kind in "ab"]
        for path in made:
            path.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
        return [*made, record.path("words").with_suffix(".txt")]

    evomario("report", folder.path)
    page = folder.page.read_text("utf-8")
    stands_alone(page)
    read = Reader(page)
    assert [image["alt"] for image in read.all("img")][-2:] == ["ends<a>", "ends<b>"]
    assert "words.txt is not there" in read.words


def test_a_page_stays_small_whatever_the_films_are(folder: RunFolder) -> None:
    with folder.video.open("wb") as file:
        file.truncate(100_000_000)
    noise = [folder.path / f"noise-{i}.png" for i in range(4)]
    for path in noise:
        path.write_bytes(b"\x89PNG" + bytes(4_000_000))
    write_page(folder, "title", noise)
    assert folder.page.stat().st_size < MOST
    read = Reader(folder.page.read_text("utf-8"))
    assert "champion.mp4 (100.0 MB) is beside this page" in read.words
    assert {"href": "champion.mp4"} in read.all("a")
    assert 1 <= len(read.all("img")) < 4 and {"href": "noise-3.png"} in read.all("a")


def test_a_run_that_has_no_champion_yet_has_a_page(folder: RunFolder) -> None:
    folder.champion.unlink()
    folder.video.unlink()
    write_page(folder, NAME, [])
    stands_alone(folder.page.read_text("utf-8"))
    read = Reader(folder.page.read_text("utf-8"))
    assert read.words.count(NAME) >= 2 and "generations" in read.words and not read.all("video")


def test_a_config_that_is_long_is_cut(folder: RunFolder) -> None:
    folder.config.write_text("# " + "<" * 2_000_000)
    write_page(folder, "title", [])
    assert folder.page.stat().st_size < MOST
    assert "... see config.yaml" in folder.page.read_text("utf-8")


def test_the_command_names_the_files_of_plugins(folder: RunFolder) -> None:
    assert command(folder) == f"evomario run {quote(str(folder.config))} --output again"
    kept = [
        {"name": name, "place": place, "package": "", "version": "", "sha256": sha,
         "registers": ["mate", name]}
        for name, place, sha in (("a", "/x y/a.py", "ab"), ("b", "b_module", ""),
                                 ("a", "/x y/a.py", "ab"))
    ]  # fmt: skip
    folder.plugins.write_text(json.dumps({"format": 1, "plugins": kept}))
    assert command(folder) == (
        f"evomario run {quote(str(folder.config))} --plugin '/x y/a.py' --output again"
    )  # fmt: skip


def test_of_a_picture_in_two_kinds_the_drawing_is_taken_unless_it_is_large(tmp_path: Path) -> None:
    small, large = (tmp_path / name for name in ("small", "large"))
    for path, size in ((small, 10), (large, 1_000_000)):
        path.with_suffix(".png").write_bytes(b"png")
        path.with_suffix(".svg").write_bytes(bytes(size))
    files = [path.with_suffix(kind) for path in (small, large) for kind in (".png", ".svg")]
    assert chosen(files) == [small.with_suffix(".svg"), large.with_suffix(".png")]


def test_everything_that_is_built_in_has_words(tmp_path: Path) -> None:
    for name in BUILT_IN:
        if name not in ("found", "level"):
            assert len(words_of(tmp_path / f"{name}.svg").alt) > 20
