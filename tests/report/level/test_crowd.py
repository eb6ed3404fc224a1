import numpy as np
import pytest

from evomario.report.level.camera import WIDTH, stages, views
from evomario.report.level.crowd import FADE, crowd, leaders
from evomario.report.level.stitch import GAP, HEIGHT, Strip
from evomario.runs.history import Walk

START = (0, 40, 79)


def walk(path: list[tuple[int, int, int]], moves: int, reason: str = "dead") -> Walk:
    return Walk(1, 0, 0, reason, 0, moves, np.array(path, np.uint16).reshape(-1, 3))


def strip(left: int, width: int, area: int = 0) -> Strip:
    return Strip(area, left, np.full((HEIGHT, width, 3), 9, np.uint8))


def test_between_two_points_one_is_on_the_line_between_them() -> None:
    times = np.array([0, 4, 8, 12, 16, 18.0])
    one = crowd([walk([(0, 56, 79), (0, 72, 99)], 18)], START, times)
    assert one.x[0].tolist() == [40, 48, 56, 64, 72, 72]
    assert one.y[0].tolist() == [79, 79, 79, 89, 99, 99]
    assert one.way[0].tolist() == [0, 0, 16, 16, 32, 32]
    assert one.running.all() and one.seen.tolist() == [[1] * 6]


def test_jumps_are_made_at_once() -> None:
    path = [(1, 24, 100), (1, 40, 100), (0, 2600, 90), (0, 2610, 90)]
    one = crowd([walk(path, 32)], START, np.arange(0, 33, 4.0))
    assert one.area[0].tolist() == [0, 0, 1, 1, 1, 1, 0, 0, 0]
    assert one.x[0].tolist() == [40, 40, 24, 32, 40, 40, 2600, 2605, 2610]
    # to enter counts for nothing, as distance is counted
    assert one.way[0].tolist() == [0, 0, 0, 0, 16, 16, 16, 16, 26]


def test_who_died_fades_where_he_did_and_who_finished_stays() -> None:
    times = np.array([8, 12, 12 + FADE / 4, 12 + FADE, 200])
    both = crowd(
        [walk([(0, 50, 79)], 12), walk([(0, 50, 79)], 12, "finished")], START, times
    )  # fmt: skip
    assert both.seen[0].tolist() == [1, 1, 0.75, 0, 0]
    assert both.seen[1].tolist() == [1] * 5
    assert both.running.tolist() == [[True, True, False, False, False]] * 2
    assert both.x.tolist() == [[50] * 5] * 2


def test_who_has_no_path_is_told_and_who_made_no_8_moves_stands_at_the_start() -> None:
    with pytest.raises(ValueError, match="no path"):
        crowd([Walk(1, 0, 0, "dead", 0, 12, None)], START, np.zeros(1))
    one = crowd([walk([], 5)], START, np.array([0, 4, 10.0]))
    assert one.x.tolist() == [[40] * 3] and one.running.tolist() == [[True, True, False]]


def test_the_furthest_who_still_runs_leads() -> None:
    slow = walk([(0, 50, 79), (0, 60, 79), (0, 70, 79)], 24)
    fast = walk([(0, 60, 79), (0, 80, 79)], 16)
    one = crowd([slow, fast], START, np.array([0, 8, 16, 20, 24, 60, 76, 84]))
    assert leaders(one).tolist() == [0, 1, 1, 0, 0, 1, 0, 1]


def test_the_camera_follows_the_leader_within_what_is_known() -> None:
    path = [(0, 40 + 16 * i, 79) for i in range(1, 60)]
    one = crowd([walk(path, 480)], START, np.arange(0, 480, 4.0))
    shown = views(one, [strip(0, 900)])
    lefts = [view.left for view in shown]
    assert lefts[0] == 0 and lefts[-1] == 900 - WIDTH and lefts == sorted(lefts)
    assert max(np.diff(lefts)) <= 14
    middle = len(lefts) // 2
    assert 0 <= one.x[0, middle] - lefts[middle] < WIDTH


def test_what_is_narrow_stands_in_the_middle_and_the_unknown_is_dark() -> None:
    one = crowd([walk([(1, 30, 79), (2, 30, 79)], 24)], START, np.array([0, 8, 16.0]))
    strips = [strip(0, 256), strip(0, 100, 1)]
    shown = views(one, strips)
    assert [view.area for view in shown] == [0, 1, 2]
    assert [view.left for view in shown[:2]] == [128 - WIDTH // 2, 50 - WIDTH // 2]
    made = stages(strips, shown)
    assert all(each.picture.shape[1] >= WIDTH for each in made.values())
    assert (made[2].picture == GAP).all()
    left = -shown[1].left
    assert (made[1].picture[:, left : left + 100] == 9).all()
