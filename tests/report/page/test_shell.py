import base64
import hashlib
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from evomario.mario import Game
from evomario.report.page import shell
from evomario.report.page.shell import Fact, Room
from evomario.report.video import film
from tests.report.page.made import Reader, stands_alone

BAD = "<script>alert('x')</script> & \"more\""


def picture(path: Path, size: int = 8) -> Path:
    noise = np.random.default_rng(0).integers(0, 256, (size, size, 3), np.uint8)
    Image.fromarray(noise).save(path)
    return path


def drawing(path: Path) -> Path:
    path.write_text('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
    return path


@pytest.fixture(scope="module")
def filmed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("film") / "a.mp4"
    game = Game("1-1")
    game.reset()
    with film(path) as add:
        add(game)
    return path


def test_a_page_of_everything_is_whole_and_loads_nothing(tmp_path: Path, filmed: Path) -> None:
    body = shell.section(
        "all",
        shell.figure(picture(tmp_path / "a.png"), "a picture", "dots"),
        shell.figure(drawing(tmp_path / "b.svg"), "a drawing", "nothing", wide=True),
        shell.film(filmed, "a film"),
        shell.facts([Fact("generations", "12", "good")]),
        shell.table(["name", "count"], [["x", 1200], ["y", None]]),
        shell.details("more", shell.verbatim("evomario run")),
        beside=True,
    )
    page = shell.page("a title", body)
    stands_alone(page)
    read = Reader(page)
    (video,) = read.all("video")
    assert video["src"].startswith("data:video/mp4;base64,")
    assert video["poster"].startswith("data:image/jpeg;base64,")
    assert {"controls", "muted", "loop", "playsinline"} <= video.keys()
    assert [image["alt"] for image in read.all("img")] == ["dots", "nothing"]
    assert "1,200" in read.words and "-" in read.words and "evomario run" in read.words
    assert {"name": "viewport", "content": "width=device-width, initial-scale=1"} in (
        read.all("meta")
    )


def test_words_of_strangers_come_out_as_words(tmp_path: Path) -> None:
    body = shell.section(
        BAD,
        shell.figure(picture(tmp_path / "a.png"), BAD, BAD),
        shell.facts([Fact(BAD, BAD, BAD)]),
        shell.table([BAD], [[BAD]]),
        shell.details(BAD, shell.verbatim(BAD)),
        shell.film(tmp_path / f"{BAD.replace('/', '')}.mp4", BAD),
    )
    page = shell.page(BAD, body)
    stands_alone(page)
    assert Reader(page).words.count(BAD) == 10
    assert Reader(page).all("img")[0]["alt"] == BAD


def test_a_section_without_anything_in_it_is_not_there() -> None:
    assert shell.section("empty", "", "") == ""


def test_a_table_of_nothing_has_its_headings() -> None:
    assert Reader(shell.table(["a", "b"], [])).words == "ab"


def test_numbers_stand_right_and_the_rest_does_not() -> None:
    cells = Reader(shell.table(["a", "b", "c"], [["x", 1.5, True], ["y", None, False]])).all("td")
    assert [cell.get("class") for cell in cells] == [None, "number", None] * 2


def test_only_the_script_that_a_page_is_given_may_run() -> None:
    script = "let a = 1 < 2 && 3;"
    made = shell.page("a", "", script)
    (policy,) = (
        str(meta["content"]) for meta in Reader(made).all("meta")
        if meta.get("http-equiv") == "Content-Security-Policy"
    )  # fmt: skip
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'; connect-src 'self'" in policy
    assert f"<script>{script}</script>" in made and "script" not in shell.page("a", "")


def test_what_has_no_room_is_linked_to(tmp_path: Path, filmed: Path) -> None:
    room = Room(tmp_path, most=2000)
    (tmp_path / "in it").mkdir()
    path = picture(tmp_path / "in it" / "large.png", 64)
    small = shell.figure(picture(tmp_path / "a.png"), "small", "dots", room=room)
    assert Reader(small).all("img") and 0 < room.left < 2000
    for made in (
        shell.figure(path, "large", "dots", room=room),
        shell.film(shutil.copy(filmed, tmp_path / "in it" / "film.mp4"), "film", room=room),
    ):
        read = Reader(made)
        assert not read.all("img") and not read.all("video")
        assert read.all("a")[0]["href"].startswith("in%20it/")
        assert "is beside this page, not in it" in read.words
    assert len(small) < 2000


def test_a_film_too_large_for_any_page_is_left_out_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.mp4"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    read = Reader(shell.film(path, "a film"))
    assert "huge.mp4 (200.0 MB) is beside this page" in read.words and not read.all("video")


def test_a_film_that_is_large_is_made_smaller(
    tmp_path: Path, filmed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shell, "_FILM", filmed.stat().st_size - 1)
    (video,) = Reader(shell.film(filmed, "a film")).all("video")
    assert 1000 < len(str(video["src"])) < filmed.stat().st_size


def test_what_is_missing_or_no_picture_is_told(tmp_path: Path) -> None:
    assert "none.png is not there" in shell.figure(tmp_path / "none.png", "", "")
    assert "none.mp4 is not there" in shell.film(tmp_path / "none.mp4", "")
    words = tmp_path / "words.txt"
    words.write_text("words")
    assert 'href="words.txt"' in shell.figure(words, "", "")
