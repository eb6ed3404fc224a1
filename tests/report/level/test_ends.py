import numpy as np

from evomario.report.level.ends import BELOW, GROUND, counted, ends, points
from evomario.runs.history import Walk


def walk(reason: str, path: list[tuple[int, int, int]] | None, x: int = 5) -> Walk:
    kept = None if path is None else np.array(path, np.uint16).reshape(-1, 3)
    return Walk(1, 0, 0, reason, x, 100, kept)


def test_each_end_is_counted_once_at_the_last_point() -> None:
    found = ends([
        walk("dead", [(0, 40, 79), (0, 60, 100)]),
        walk("dead", None, 123),
        walk("dead", [], 41),
        walk("finished", [(0, 3161, 100)]),
        walk("no_progress", [(1, 30, 90)]),
        walk("limit", [(0, 65530, 79)]),
    ])  # fmt: skip
    assert found.died.tolist() == [[0, 60, 100], [0, 123, GROUND], [0, 41, GROUND]]
    assert found.stopped.tolist() == [[1, 30, 90], [0, -6, 79]]
    assert found.finished == 1


def test_who_falls_into_a_pit_is_below_though_y_begins_anew() -> None:
    path = [(0, 1100, 60), (0, 1110, 12), (0, 1115, 240)]
    assert ends([walk("dead", path)]).died.tolist() == [[0, 1115, BELOW]]
    deep = [*path, (0, 1118, 200), (0, 40, 79)]  # and begins another life
    assert points(np.array(deep, np.uint16))[2:, 2].tolist() == [BELOW, BELOW, 79]
    through_a_pipe = [(0, 1100, 20), (1, 40, 200)]
    assert ends([walk("dead", through_a_pipe)]).died.tolist() == [[1, 40, 200]]


def test_nobody_anywhere() -> None:
    found = ends([])
    assert found.died.shape == found.stopped.shape == (0, 3) and found.finished == 0


def test_places_are_counted_in_pieces() -> None:
    places = np.array([[0, 0, 1], [0, 15, 9], [0, 16, 1], [1, 3, 1], [0, 40, 1], [0, 47, 1]])
    assert counted(places, 0, 0, 40, 16).tolist() == [2, 1, 0]
    assert counted(places, 0, 0, 48, 16).tolist() == [2, 1, 2]
    assert counted(places, 1, 0, 48, 16).tolist() == [1, 0, 0]
    assert counted(places[:0], 0, 0, 16, 16).tolist() == [0]
