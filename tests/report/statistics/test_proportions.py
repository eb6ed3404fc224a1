import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evomario.errors import UserError
from evomario.report.statistics import wilson


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605),
     (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)  # fmt: skip
def test_newcombes_examples(successes: int, trials: int, low: float, high: float) -> None:
    """R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 3."""
    assert wilson(successes, trials) == pytest.approx((low, high), abs=5e-5)


def test_wilson_by_hand() -> None:
    # z = 1.6449, z^2 = 2.7055: the centre is (3 + z^2/2) / (10 + z^2) = 4.3528 / 12.7055 = 0.34259;
    # to either side z sqrt(3 x 7 / 10 + z^2/4) / (10 + z^2) = 1.6449 x 1.6661 / 12.7055 = 0.21570.
    assert wilson(3, 10, level=0.9) == pytest.approx((0.12689, 0.55829), abs=1e-4)


def test_of_no_trial_nothing_is_known() -> None:
    assert wilson(0, 0) == (0, 1)


@settings(deadline=None)  # the first call imports scipy
@given(st.data(), st.integers(1, 60))
def test_bounds_hold_the_share_and_widen_with_the_level(data: st.DataObject, trials: int) -> None:
    successes = data.draw(st.integers(0, trials))
    wide, narrow = wilson(successes, trials, 0.99), wilson(successes, trials, 0.8)
    assert 0 <= wide.low <= narrow.low <= successes / trials + 1e-12
    assert successes / trials - 1e-12 <= narrow.high <= wide.high <= 1
    mirrored = wilson(trials - successes, trials, 0.8)
    assert mirrored == pytest.approx((1 - narrow.high, 1 - narrow.low))


@pytest.mark.parametrize(
    ("given", "said"),
    [((3, 2), "3 successes in 2 trials: expected 0 to 2"),
     ((-1, 2), "-1 successes in 2 trials: expected 0 to 2"),
     ((1, 2, 95), "level is 95: expected more than 0 and less than 1, such as 0.95")],
)  # fmt: skip
def test_what_cannot_be_is_refused(given: tuple, said: str) -> None:
    with pytest.raises(UserError) as error:
        wilson(*given)
    assert str(error.value) == said
