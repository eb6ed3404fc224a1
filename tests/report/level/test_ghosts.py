from pathlib import Path

import numpy as np
import pytest

from evomario.errors import UserError
from evomario.report.level.generation import draw_ghosts, in_order
from evomario.report.level.ghosts import Race, film_ghosts, lay, times_of
from evomario.report.level.mario import SIZE, poses
from evomario.report.level.stitch import HEIGHT, Strip
from evomario.report.record import Record
from evomario.runs import RunFolder, evolve, load_config
from evomario.runs.history import Walk, individuals, walks
from tests.report.test_report import read_film

START = (0, 40, 79)


def walk(path: list[tuple[int, int, int]], moves: int, reason: str = "dead") -> Walk:
    return Walk(1, 0, 0, reason, 0, moves, np.array(path, np.uint16).reshape(-1, 3))


def test_mario_stands_walks_and_jumps() -> None:
    found = poses()
    kinds = [found.stand, *found.walk, found.jump]
    assert len(kinds) == 5 and all(each.shape == (SIZE, SIZE, 4) for each in kinds)
    assert len({each.tobytes() for each in kinds}) == 5
    for each in kinds:
        assert 90 < (each[..., 3] == 255).sum() < 200
        red = (each[..., 0] > 150) & (each[..., 1] < 80) & (each[..., 3] == 255)
        assert red[:3].any()  # his cap
    assert found.of(0, 0, 0) is found.stand and found.of(0, 3, 2) is found.jump
    assert np.array_equal(found.of(6, -1, 0), found.walk[1][:, ::-1])


@pytest.mark.parametrize("opaque", [1.0, 0.5])
def test_a_pose_is_laid_on_a_picture_also_at_its_edges(opaque: float) -> None:
    pose = np.full((SIZE, SIZE, 4), (200, 100, 0, 255), np.uint8)
    pose[0, :, 3] = 0
    mixed = [round(40 + (each - 40) * opaque) for each in (200, 100, 0)]
    for row, column in ((10, 20), (-4, -4), (30, 90), (-20, 3), (5, 120)):
        picture = np.full((40, 100, 3), 40, np.uint8)
        lay(picture, pose, row, column, opaque)
        y, x = np.mgrid[:40, :100]
        inside = (y > row) & (y < row + SIZE) & (x >= column) & (x < column + SIZE)
        assert (picture[~inside] == 40).all() and (picture[inside] == mixed).all()


def test_a_film_of_ghosts_shows_them_where_they_are(tmp_path: Path) -> None:
    grey = Strip(0, 0, np.full((HEIGHT, 600, 3), 90, np.uint8))
    ways = [[(0, 40 + 8 * i, 79) for i in range(1, n)] for n in (6, 20)]
    race = Race("two", [walk(ways[0], 44), walk(ways[1], 160, "finished")], START, [grey])
    film = film_ghosts(tmp_path / "ghosts.mp4", race)
    pictures = read_film(film)
    assert len(pictures) == len(times_of(race.walks))
    assert pictures[0].shape == (480, 848, 3)
    # move 40, at once 8 pixels a point: both at x = 80; then one fades, the other goes on
    for number, columns in ((10, (80,)), (40, (192,)), (-1, (192,))):
        below = pictures[number][64:].astype(int)
        coloured = np.ptp(below, axis=-1) > 60
        coloured[:, 2 * 86 : 2 * 92] = False  # the mark of who died
        found = np.flatnonzero(coloured.any(axis=0)) / 2
        assert abs(found.min() - columns[0]) < 4 and abs(found.max() - columns[-1] - 16) < 4


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    made = RunFolder.create("x", 0, tmp_path / "run")
    changes = ["stop={generations: 3}", "task.limits.moves=60", "algorithm.population=4"]
    evolve(load_config("ga/1-1", changes), made, threads=1)
    return made


def test_the_last_generation_is_filmed_or_the_one_asked_for(
    folder: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    races: list[Race] = []
    place = "evomario.report.level.generation.film_ghosts"
    monkeypatch.setattr(place, lambda path, race: races.append(race) or path)
    record = Record(folder)
    assert draw_ghosts(record, "x") == [folder.path / "ghosts.mp4"]
    draw_ghosts(record, "x", 1)
    assert [race.caption for race in races] == ["x: 1-1, generation 3", "x: 1-1, generation 1"]
    assert races[0].start == START and races[0].strips[0].area == 0
    with pytest.raises(UserError, match=r"no paths of generation 9: expected one of 1 to 3"):
        draw_ghosts(record, "x", 9)


def test_the_best_comes_last(folder: RunFolder) -> None:
    rows = individuals(folder.history, 2)
    found = in_order(folder.history, walks(folder.history, "1-1", [2]))
    fitness = dict(zip(rows["place"], rows["fitness_0"], strict=True))
    worths = [fitness[each.place] for each in found]
    assert worths == sorted(worths) and len(worths) == len(rows)


def test_without_paths_there_is_no_film(tmp_path: Path) -> None:
    folder = RunFolder.create("x", 0, tmp_path / "run")
    changes = ["stop={generations: 1}", "task.limits.moves=20", "history.paths=false"]
    evolve(load_config("ga/1-1", changes), folder, threads=1)
    assert draw_ghosts(Record(folder), "x") == []
    with pytest.raises(UserError, match=r"history\.paths"):
        draw_ghosts(Record(folder), "x", 1)
