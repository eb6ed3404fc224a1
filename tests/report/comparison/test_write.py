"""What a comparison leaves: files, pictures and a page that stands alone."""

import csv
import json
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest

from evomario.errors import UserError
from evomario.report.comparison import compare
from evomario.report.comparison.gallery import MOST, gallery
from evomario.report.comparison.plots import _held, _quartiles
from evomario.report.comparison.read import Run
from evomario.report.comparison.write import fresh, write
from evomario.report.page.shell import Room
from evomario.runs import RunFolder
from tests.report.comparison.made import GA, RANDOM, config, made
from tests.report.page.made import Reader, stands_alone

BAD = "<script>alert('x')</script>"


def names(path: Path, seeds: int = 2, **parts: object) -> list[str]:
    return [
        str(made(path / f"{name}-{level}-{seed}",
                 config(f"{name}-{level}", level, seed, algorithm=how, **parts),
                 finish=4 if name == "a" else None, hypervolume=5.0,
                 front=((1, 300), (5, 400))))
        for name, how in (("a", GA), ("b", RANDOM))
        for level in ("1-1", "1-2")
        for seed in range(seeds)
    ]  # fmt: skip


def test_a_folder_holds_tables_pictures_and_a_page(tmp_path: Path) -> None:
    two = {"objectives": [{"maximize": "coins", "reference": 0},
                          {"minimize": "moves", "reference": 5000}]}  # fmt: skip
    found = compare([*names(tmp_path / "runs", fitness=two), str(tmp_path / "missing")])
    write(found, tmp_path / "out")
    files = {path.name for path in (tmp_path / "out").iterdir()}
    tables = {f"deterministic-{each.name}" for each in found.sections[0].tables}
    assert {f"{name}{end}" for name in (*tables, "runs") for end in (".csv", ".md", ".tex")} < files
    pictures = {
        f"deterministic-{name}_over_frames"
        for name in ("fitness", "distance", "finished", "distances")
    }
    for name in (*pictures, "deterministic-attainment"):
        assert {f"{name}.png", f"{name}.svg"} < files
    content = json.loads((tmp_path / "out" / "comparison.json").read_text())
    assert content == json.loads(json.dumps(found.content()))
    with (tmp_path / "out" / "runs.csv").open() as file:
        rows = [*csv.DictReader(file)]
    runs = [run for method in found.methods for run in method.runs]
    assert [row["run"] for row in rows] == [run.given for run in runs]
    reached = [str(float(run.table["frames"][3])) if run.name[0] == "a" else "" for run in runs]
    assert [row["frames_to_finish"] for row in rows] == reached
    page = (tmp_path / "out" / "index.html").read_text("utf-8")
    stands_alone(page)
    read = Reader(page)
    assert len(read.all("img")) == 5 and all(image["alt"] for image in read.all("img"))
    assert "missing" in read.words and "What fronts attain" not in read.words
    assert "missing: no run" in (tmp_path / "out" / "comparison.md").read_text()


def test_nothing_is_written_over(tmp_path: Path) -> None:
    found = compare(names(tmp_path / "runs", 1))
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").write_text("mine")
    with pytest.raises(UserError, match="exists already"):
        write(found, tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir() if path.name != "runs"] == ["out"]


def test_a_fresh_folder_is_not_there_yet(tmp_path: Path) -> None:
    first = fresh(tmp_path)
    first.mkdir()
    assert not fresh(tmp_path).exists() and fresh(tmp_path).parent == tmp_path


def test_names_of_strangers_are_text_on_the_page(tmp_path: Path) -> None:
    runs = names(tmp_path / "runs", 1)
    runs.append(str(made(tmp_path / BAD.replace("/", "-"), config(BAD), finish=3)))
    write(compare([*runs, BAD]), tmp_path / "out")
    page = (tmp_path / "out" / "index.html").read_text("utf-8")
    stands_alone(page)
    assert "<script" not in page and BAD in Reader(page).words


def filmed(path: Path) -> None:
    """A film of noise."""
    writer = imageio_ffmpeg.write_frames(str(path), (64, 64), fps=10)
    writer.send(None)
    for frame in np.random.default_rng(0).integers(0, 256, (40, 64, 64, 3), np.uint8):
        writer.send(frame.tobytes())
    writer.close()


def test_champions_are_on_film_or_still_or_linked(tmp_path: Path) -> None:
    runs = names(tmp_path / "runs", 1)
    for name in runs:
        filmed(RunFolder(Path(name)).video)
    found, size = compare(runs), RunFolder(Path(runs[0])).video.stat().st_size
    films = [*gallery(found, Room(tmp_path), tmp_path)]
    assert len(films) == 4 <= MOST and all("<video" in each for each in films)
    assert "a on 1-1, seed 0: solved." in films[0]
    stills = [*gallery(found, Room(tmp_path, size), tmp_path)]
    assert "<img" in stills[0] and "The film is" in stills[0] and "<video" not in "".join(stills)
    none = [*gallery(found, Room(tmp_path, 100), tmp_path)]
    assert "is beside this page" in none[0] and "<img" not in "".join(none)


def test_a_run_holds_its_last_value_and_has_none_before_the_first(tmp_path: Path) -> None:
    run = Run(RunFolder(made(tmp_path / "a", config("a"), best=100)))
    x = np.array([0, 999, 1000, 5500, 99_000])
    held = _held(run, "best_feasible", x)
    assert np.isnan(held[:2]).all() and held[2:].tolist() == [10, 50, 100]


def test_quartiles_take_a_run_without_a_value_for_the_worst() -> None:
    y = np.array([[1.0, 1], [np.nan, 2], [3, 3], [np.nan, 4], [5, 5]])
    low, middle, high = _quartiles(y)
    assert np.isnan(low[0]) and (middle[0], high[0]) == (1, 3)
    assert (low[1], middle[1], high[1]) == (2, 3, 4)
