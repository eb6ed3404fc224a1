"""Whether intervals hold the truth as often as they say, and tests err as seldom: simulated.

The seeds are fixed, so that a rate repeats; its tolerance is some three standard errors of so many
simulations beside how far the method itself is off, which is measured and noted.
"""

import numpy as np
import pytest

from evomario.report.statistics import (
    holm,
    iqm,
    iqm_interval,
    kaplan_meier,
    mann_whitney,
    means,
    wilson,
)


@pytest.mark.parametrize("trials", [5, 10, 20, 50])
def test_wilson(trials: int) -> None:
    """Over all true shares 0.952 to 0.954 are covered; Wald's plus and minus has 0.64 to 0.90."""
    rng = np.random.default_rng(0)
    ends = np.array([wilson(successes, trials) for successes in range(trials + 1)])
    truth = rng.random(40_000)
    assert covered(ends[rng.binomial(trials, truth)], truth) == pytest.approx(0.95, abs=0.008)
    # Successes are whole: at one true share the rate is now above, now below.
    for share in (0.1, 0.3, 0.5, 0.7, 0.9):
        assert covered(ends[rng.binomial(trials, share, 4000)], share) > 0.9


@pytest.mark.parametrize("budget", [3.0, None])
def test_kaplan_meier_at_each_time(budget: float | None) -> None:
    """20 runs that hit at random, all ended by one budget, or each by its own."""
    rng = np.random.default_rng(0)
    shares = np.array([0.1, 0.25, 0.5, 0.75])
    at, ends = -np.log(1 - shares), []
    for _ in range(600):
        hits = rng.exponential(size=20)
        limits = np.full(20, budget) if budget else rng.uniform(0, 6, 20)
        found = kaplan_meier(np.minimum(hits, limits), hits <= limits)
        rows = np.searchsorted(found.times, at, side="right") - 1
        # Before the first time none of 20 has hit.
        ends.append([(found.low[i], found.high[i]) if i >= 0 else wilson(0, 20) for i in rows])
    rates = [covered(np.array(ends)[:, i], share) for i, share in enumerate(shares)]
    assert all(0.93 <= rate <= 0.985 for rate in rates), rates
    assert np.mean(rates) == pytest.approx(0.955, abs=0.015)


def strata_of(name: str, rng: np.random.Generator, seeds: int) -> np.ndarray:
    """Four strata, such as levels, that lie 3 deviations apart or are all alike."""
    draw = rng.exponential if name == "skewed" else rng.normal
    apart = 0.0 if name == "alike" else 3.0
    return apart * np.arange(4)[:, None] + draw(size=(4, seeds))


def iqm_coverage(name: str, seeds: int) -> float:
    truth = iqm(strata_of(name, np.random.default_rng(1), 200_000).ravel())
    rng = np.random.default_rng(0)
    ends = [iqm_interval(strata_of(name, rng, seeds), draws=500)[1:] for _ in range(800)]
    return covered(np.array(ends), truth)


@pytest.mark.parametrize(
    ("name", "seeds", "least", "most"),
    # 4,000 simulations gave 0.959 and 0.960, 0.930 and 0.938, 0.983 and 0.975 (one standard error
    # of 800 is 0.008).
    [("normal", 5, 0.935, 0.985), ("normal", 10, 0.935, 0.985),
     ("skewed", 5, 0.905, 0.955), ("skewed", 10, 0.91, 0.965),
     ("alike", 5, 0.965, 0.998), ("alike", 10, 0.955, 0.995)],
)  # fmt: skip
def test_interquartile_means(name: str, seeds: int, least: float, most: float) -> None:
    assert least <= iqm_coverage(name, seeds) <= most


@pytest.mark.parametrize(
    ("name", "least"), [("normal", 0.935), ("skewed", 0.905), ("alike", 0.965)]
)
def test_plain_percentiles_of_five_seeds_would_not_pass(
    name: str, least: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They cover 0.864, 0.853 and 0.912, by 4,000 simulations."""
    monkeypatch.setattr(means, "_tail", lambda n, level: (1 - level) / 2)
    assert iqm_coverage(name, 5) < least - 0.02


@pytest.mark.parametrize("values", ["all different", "tied"])
def test_five_contrasts_where_nothing_differs(values: str) -> None:
    """Holm keeps the chance of any wrong one at 0.05; uncorrected it is up to 1 - 0.95^5 = 0.23."""
    rng = np.random.default_rng(0)
    p = np.array([[null_p(values, rng) for _ in range(5)] for _ in range(300)])
    wrong = np.mean([holm(five).min() <= 0.05 for five in p])
    assert wrong <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 300)  # 0.088
    assert (p.min(axis=1) <= 0.05).mean() > 0.1


def null_p(values: str, rng: np.random.Generator) -> float:
    first, second = rng.normal(size=(2, 7)) if values != "tied" else rng.integers(4, size=(2, 6))
    return mann_whitney(first, second)


def covered(ends: np.ndarray, truth: np.ndarray | float) -> float:
    """The share of intervals, `float64[n, 2]`, that hold the truth."""
    low, high = ends.T
    return float(((low <= truth) & (truth <= high)).mean())
