from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evomario.errors import UserError
from evomario.report.statistics import attainment_surface

FRONT = st.lists(st.tuples(st.integers(-4, 4), st.integers(-4, 4)), max_size=6)
FRONTS = st.lists(FRONT, min_size=1, max_size=6)


def attained(fronts: list, point: tuple) -> int:
    """How many fronts have a point that is at least as good in both objectives."""
    return sum(any(x >= point[0] and y >= point[1] for x, y in front) for front in fronts)


def test_two_fronts_by_hand() -> None:
    fronts = [[(1, 3), (3, 1)], [(2, 2)]]
    # Each of their points is attained by one. Both attain (1, 2), which lies below (1, 3) and
    # (2, 2), and (2, 1), below (3, 1) and (2, 2).
    assert attainment_surface(fronts, 0.5).tolist() == [[1, 3], [2, 2], [3, 1]]
    assert attainment_surface(fronts, 1).tolist() == [[1, 2], [2, 1]]


def test_three_fronts_by_hand() -> None:
    fronts = [[(1, 4), (4, 1)], [(2, 3)], [(3, 2)]]
    # Two of three: the first and the second up to (1, 3) and (2, 1), second and third (2, 2), first
    # and third (1, 2) and (3, 1). Of these (1, 2) and (2, 1) lie below others.
    assert attainment_surface(fronts, 0.5).tolist() == [[1, 3], [2, 2], [3, 1]]
    assert attainment_surface(fronts, 1).tolist() == [[1, 2], [2, 1]]


def test_a_run_without_a_point_attains_nothing() -> None:
    fronts = [[(1, 3), (3, 1)], [(2, 2)], []]
    assert attainment_surface(fronts, 2 / 3).tolist() == [[1, 2], [2, 1]]
    assert attainment_surface(fronts, 0.7).shape == (0, 2)
    assert attainment_surface([[], np.empty((0, 2))], 0.5).shape == (0, 2)


def test_shares_that_are_not_quite_a_whole_number_of_runs() -> None:
    # 0.7 x 10 is 7.000000000000001, and 7 of 10 runs attain (4, 4).
    assert attainment_surface([[(i, i)] for i in range(1, 11)], 0.7).tolist() == [[4, 4]]


@settings(deadline=None)  # the first call imports moocore
@given(FRONTS, st.integers(1, 6))
def test_the_surface_is_the_border_of_what_is_attained(fronts: list, runs: int) -> None:
    runs = min(runs, len(fronts))
    surface = [tuple(point) for point in attainment_surface(fronts, runs / len(fronts))]
    grid = [(x, y) for x in range(-4, 5) for y in range(-4, 5)]
    for point in grid:
        assert (attained(fronts, point) >= runs) == (attained([surface], point) == 1)
    assert surface == sorted(set(surface), key=lambda point: (point[0], -point[1]))
    assert all(a[1] > b[1] for a, b in pairwise(surface))


@settings(deadline=None)  # the first call imports moocore
@given(FRONTS)
def test_more_runs_attain_less(fronts: list) -> None:
    surfaces = [attainment_surface(fronts, share) for share in (0.2, 0.5, 0.9, 1.0)]
    for wide, narrow in pairwise(surfaces):
        assert all(attained([wide], point) for point in narrow)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(UserError, match=r"^share is 0: expected more than 0 and at most 1"):
        attainment_surface([[(1, 2)]], 0)
    with pytest.raises(UserError, match=r"^fronts: expected at least one run's$"):
        attainment_surface([], 0.5)
    with pytest.raises(UserError, match=r"^front 2 has shape \(1, 3\): expected points of two"):
        attainment_surface([[(1, 2)], [(1, 2, 3)]], 0.5)
    with pytest.raises(UserError, match=r"^front 1: expected finite numbers$"):
        attainment_surface([[(1, np.inf)]], 0.5)
