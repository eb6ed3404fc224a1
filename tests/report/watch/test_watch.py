"""The page of a run that goes on."""

import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from evomario.cli import main
from evomario.report.page.shell import page
from evomario.report.watch.live import Live, drawn, script, waiting
from evomario.report.watch.server import HOST, Served, serve
from evomario.report.watch.watched import watched
from evomario.runs import RunFolder, evolve, load_config
from evomario.runs.history import champions, generations
from tests.report.page.made import Reader

SHORT = ["stop={generations: 2}", "task.limits.moves=60", "algorithm.population=4"]


def get(address: str, **headers: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers)) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


@pytest.fixture
def served() -> Iterator[tuple[Served, str]]:
    made = Served("one")
    server = serve(made)
    yield made, f"http://{HOST}:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_a_page_and_its_number_are_served_and_nothing_else(served: tuple[Served, str]) -> None:
    made, address = served
    assert get(f"{address}/") == (200, "one") and get(f"{address}/state") == (200, "0")
    before = made.asked
    made.show("two: ö")
    assert get(f"{address}/") == (200, "two: ö") and get(f"{address}/state") == (200, "1")
    assert before < made.asked <= time.monotonic()
    for path in ("/config.yaml", "/../etc/passwd", "/state/"):
        assert get(address + path)[0] == 404


def test_a_page_from_elsewhere_is_not_let_in(served: tuple[Served, str]) -> None:
    _, address = served
    port = address.rsplit(":", 1)[1]
    assert get(f"{address}/", Host="elsewhere.example")[0] == 403
    assert get(f"{address}/", Host=f"elsewhere.example:{port}")[0] == 403
    assert get(f"{address}/", Host=f"localhost:{port}")[0] == 200


def test_the_page_of_a_run_that_goes_on_is_drawn_elsewhere(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "run")
    live = Live(folder.path, "a title", tmp_path / "drawn")
    (tmp_path / "drawn").mkdir()
    assert not live.news() and drawn(lambda: live.page(1)) == ""  # nothing is there yet
    evolve(load_config("ga/1-1", SHORT), RunFolder.create("x", 0, folder.path), threads=1)
    before = sorted(path.name for path in folder.path.iterdir())
    assert live.news()
    made = live.page(1)
    assert not live.news()
    read = Reader(made)
    assert len(read.all("video")) == 1 and len(read.all("img")) == 4
    best = champions(folder.history)[-1].generation
    assert f'const state = "1", champion = "{best}"' in made and len(read.all("script")) == 1
    assert sorted(path.name for path in folder.path.iterdir()) == before
    film = (tmp_path / "drawn" / "champion.mp4").stat().st_mtime_ns
    live.page(2)
    assert (tmp_path / "drawn" / "champion.mp4").stat().st_mtime_ns == film  # the same champion


def test_the_first_page_says_what_is_going_on() -> None:
    made = waiting("<b>", 0)
    assert "<b>" in Reader(made).words and "being played" in made and script(0) in made
    assert page("x", "", script(1)).count("<script>") == 1


def test_a_run_that_is_watched_is_the_same_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changes = [each for change in SHORT for each in ("--set", change)]
    found = []
    for name, more in (("a", ["--watch"]), ("b", [])):
        with pytest.raises(SystemExit) as end:
            main(["run", "ga/1-1", *changes, *more, "--output", str(tmp_path / name)])
        assert end.value.code == 0
        told = capsys.readouterr().out
        assert bool(re.match(rf"watch: http://{HOST}:\d+/\n", told)) is bool(more)
        found.append(generations(tmp_path / name / "history.sqlite")["digest"].tolist())
    assert found[0] == found[1] and len(found[0]) == 2
    names = [sorted(path.name for path in (tmp_path / name).iterdir()) for name in "ab"]
    assert names[0] == names[1]


def test_who_watches_gets_the_last_page_and_then_the_process_ends(tmp_path: Path) -> None:
    folder = RunFolder.create("x", 0, tmp_path / "run")
    with watched(folder, "a title") as (address, ended):
        status, first = get(address)
        assert status == 200 and "being played" in first
        folder.page.write_text("the last page")
        assert get(f"{address}state") == (200, "0")
        ended()
        until = time.monotonic() + 15
        while get(address)[1] != "the last page":
            assert time.monotonic() < until
            time.sleep(0.05)
    with pytest.raises(OSError):
        get(address)


def test_a_run_that_breaks_off_ends_the_process(tmp_path: Path) -> None:
    folder = RunFolder.create("x", 0, tmp_path / "run")
    with pytest.raises(KeyboardInterrupt), watched(folder, "a title") as (address, _):
        assert get(address)[0] == 200
        raise KeyboardInterrupt
    with pytest.raises(OSError):
        get(address)
