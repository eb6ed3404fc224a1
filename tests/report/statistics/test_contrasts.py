import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evomario.errors import UserError
from evomario.report.statistics import (
    a12,
    a12_magnitude,
    holm,
    mann_whitney,
    seeds_needed,
    smallest_p,
)

SIDE = st.lists(st.sampled_from([-np.inf, -1.5, 0, 1, 2, 3, np.inf]), min_size=1, max_size=6)
#: How well water passes the human chorioamnion, at term and at 12 to 26 weeks: M. Hollander and
#: D. A. Wolfe, Nonparametric Statistical Methods (1973), page 69.
AT_TERM = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
EARLY = [1.15, 0.88, 0.90, 0.74, 1.21]


def test_a12_by_hand() -> None:
    # 2 ties with 2; 3 beats 2 and ties with 3; 4 beats both: 0.5 + 1.5 + 2 of 6 pairs.
    assert a12([2, 3, 4], [2, 3]) == pytest.approx(4 / 6)
    assert a12([5, np.inf], [1, 2]) == 1
    assert a12([np.inf, np.inf], [np.inf]) == 0.5
    # Of 50 pairs of Hollander and Wolfe 35 are more at term: their W.
    assert a12(AT_TERM, EARLY) == 35 / 50


@settings(deadline=None)  # the first call imports scipy
@given(SIDE, SIDE)
def test_a12_the_other_way_round_is_the_rest(one: list[float], other: list[float]) -> None:
    assert a12(one, other) + a12(other, one) == pytest.approx(1)


@pytest.mark.parametrize(
    ("value", "name"),
    [(0.5, "negligible"), (0.559, "negligible"), (0.56, "small"), (0.44, "small"),
     (0.64, "medium"), (0.37, "small"), (0.36, "medium"), (0.709, "medium"), (0.71, "large"),
     (0.29, "large"), (1.0, "large"), (0.0, "large")],
)  # fmt: skip
def test_magnitudes(value: float, name: str) -> None:
    assert a12_magnitude(value) == name


def test_hollander_and_wolfes_example() -> None:
    # W = 35, P = 0.1272 to one side; without ties, exact.
    assert mann_whitney(AT_TERM, EARLY) == pytest.approx(2 * 0.1272, abs=1e-4)


def test_ties_of_few_by_hand() -> None:
    # Ranks 1, 2.5 against 2.5, 4. Six ways to deal two of them: sums 3.5, 3.5, 5, 5, 6.5, 6.5. Two
    # of six are as small as 3.5, and as many as large.
    assert mann_whitney([1, 2], [2, 3]) == pytest.approx(2 * 2 / 6)
    # All of one above all of the other is one way of C(10, 5) = 252, whether there are ties or not.
    assert mann_whitney([1] * 5, [0] * 5) == pytest.approx(2 / 252)


def test_ties_of_many_by_hand() -> None:
    # 0 four and 1 six times, against eight and two: U = 6 x 8 + (4 x 8 + 6 x 2) / 2 = 70, where 50
    # are expected. Ties of 12 and of 8: 1716 + 504 = 2220, so that the variance is
    # 100/12 x (21 - 2220 / (20 x 19)) = 126.32, its root 11.239: z = (20 - 0.5) / 11.239 = 1.7350.
    assert mann_whitney([0] * 4 + [1] * 6, [0] * 8 + [1] * 2) == pytest.approx(0.08274, abs=5e-5)


def test_all_alike_tell_nothing() -> None:
    for n in (1, 5, 30):
        assert mann_whitney([7] * n, [7] * n) == 1


@settings(deadline=None)  # the first call imports scipy
@given(SIDE, SIDE)
def test_no_p_value_is_less_than_the_least(one: list[float], other: list[float]) -> None:
    p = mann_whitney(one, other)
    assert smallest_p(len(one), len(other)) <= p + 1e-12 and p <= 1
    assert p == pytest.approx(mann_whitney(other, one))


@pytest.mark.parametrize(("n", "m"), [(1, 1), (3, 3), (5, 5), (4, 7), (20, 20)])
def test_the_least_p_value_is_that_of_sides_apart(n: int, m: int) -> None:
    assert mann_whitney(np.arange(n), 100.0 + np.arange(m)) == pytest.approx(smallest_p(n, m))


def test_the_least_p_values_by_hand() -> None:
    # C(6, 3) = 20, C(10, 5) = 252, C(20, 10) = 184,756.
    assert smallest_p(3, 3) == 2 / 20
    assert smallest_p(5, 5) == 2 / 252
    assert smallest_p(10, 10) == 2 / 184_756


def test_holm_by_hand() -> None:
    # Rising: 4 x 0.005 = 0.02, 3 x 0.01 = 0.03, 2 x 0.03 = 0.06, 1 x 0.04, which may not be less.
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.5, 0.9]).tolist() == [1, 1]
    assert holm([0.02]).tolist() == [0.02]


@settings(deadline=None)  # the first call imports scipy
@given(st.lists(st.floats(0, 1), min_size=1, max_size=10))
def test_holm_keeps_the_order_and_lowers_nothing(given: list[float]) -> None:
    p, adjusted = np.array(given), holm(given)
    assert (adjusted >= p).all() and (adjusted <= 1).all()
    assert (np.diff(adjusted[np.argsort(p, kind="stable")]) >= 0).all()
    assert (adjusted <= np.minimum(len(p) * p, 1)).all()  # never worse than Bonferroni's


@pytest.mark.parametrize(
    ("contrasts", "seeds"),
    # 2 / C(2n, n) for n = 3 to 7: 0.1, 0.0286, 0.0079, 0.0022, 0.00058.
    [(1, 4), (2, 5), (6, 5), (7, 6), (23, 6), (24, 7), (85, 7), (86, 8)],
)
def test_seeds_by_hand(contrasts: int, seeds: int) -> None:
    assert seeds_needed(contrasts) == seeds


def test_that_many_seeds_are_enough_and_one_less_is_not() -> None:
    for contrasts in (1, 4, 12):
        seeds = seeds_needed(contrasts, alpha=0.01)
        ranks = np.arange(seeds)
        enough, less = mann_whitney(ranks, ranks + 100), mann_whitney(ranks[1:], ranks[1:] + 100)
        assert holm([enough] * contrasts).max() <= 0.01 < holm([less] * contrasts).min()


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(UserError, match=r"^second: expected a list of at least one number"):
        a12([1], [])
    with pytest.raises(UserError, match=r"^first: value 2 is nan: expected a number$"):
        mann_whitney([1, np.nan], [1])
    with pytest.raises(UserError, match=r"^p: value 2 is 1\.5: expected 0 to 1$"):
        holm([0.1, 1.5])
    with pytest.raises(UserError, match=r"^A12 is nan: expected 0 to 1$"):
        a12_magnitude(np.nan)
    with pytest.raises(UserError, match=r"^0 against 3 runs: expected at least one a side$"):
        smallest_p(0, 3)
    with pytest.raises(UserError, match=r"^contrasts is 0: expected at least 1$"):
        seeds_needed(0)
    with pytest.raises(UserError, match=r"^alpha is 5: expected more than 0 and less than 1"):
        seeds_needed(1, alpha=5)
