"""The interquartile mean, which outliers do not move, and how sure it is with few seeds."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from evomario.errors import UserError

from .samples import check_level, numbers

_CUT = 0.25  # from either side


class Estimate(NamedTuple):
    """A value and its interval, both ends included; nan where there is none."""

    value: float
    low: float
    high: float


def iqm(values: ArrayLike) -> float:
    """Returns the mean of the middle half.

    A quarter of n values, rounded down, is left out at each end, so that of 5 values 3 stay: whole
    values, as in rliable, so that figures can be compared, and no value counts in part. With 3 or
    fewer it is the mean.

    Source: R. Agarwal et al., Deep reinforcement learning at the edge of the statistical precipice,
    NeurIPS (2021), section 4.3; computed by scipy.

    Raises:
        UserError: there is no value, or one is not finite.
    """
    from scipy.stats import trim_mean

    return float(trim_mean(numbers(values, "values", finite=True), _CUT))


def iqm_interval(
    strata: Sequence[ArrayLike], level: float = 0.95, draws: int = 5000, seed: int = 0
) -> Estimate:
    """Returns the interquartile mean of all values, and its interval by a stratified bootstrap.

    Each stratum, such as a level of the game, has a value for each seed. Values are drawn anew
    within their stratum, with replacement, and the interquartile mean is that of all together.
    Plain percentiles of the draws cover too little with few seeds, so further ones are taken, as
    many as Student's t and the bootstrap's own narrowness ask for.

    Source: R. Agarwal et al. (2021), as of `iqm`, section 4.1, for the strata; T. C. Hesterberg,
    What teachers should know about the bootstrap, The American Statistician 69 (2015), for the
    expanded percentiles.

    Args:
        strata: of each its values, `float64[n_i]`.
        level: in what share of all cases such an interval holds the true value.
        draws: how often all are drawn anew.
        seed: of the draws.

    Returns:
        The value and its interval; nan at both ends where a stratum has one value alone.

    Raises:
        UserError: there is no stratum, one is empty or has a value that is not finite, `level` is
            no share, or there is no draw.
    """
    from scipy.stats import trim_mean

    check_level(level)
    if len(strata) == 0 or draws < 1:
        raise UserError(f"{len(strata)} strata, {draws} draws: expected at least one of each")
    rows = [numbers(row, f"stratum {i}", finite=True) for i, row in enumerate(strata, 1)]
    value = iqm(np.concatenate(rows))
    fewest = min(map(len, rows))
    if fewest == 1:
        return Estimate(value, np.nan, np.nan)
    rng = np.random.default_rng(seed)
    drawn = np.concatenate([row[rng.integers(len(row), size=(draws, len(row)))] for row in rows], 1)
    tail = _tail(fewest, level)
    low, high = np.quantile(trim_mean(drawn, _CUT, axis=1), [tail, 1 - tail])
    return Estimate(value, float(low), float(high))


def _tail(n: int, level: float) -> float:
    """The share of draws to leave out at each end: Hesterberg's Phi(-sqrt(n / (n - 1)) * t).

    His n is one sample's. Strata share nothing but their mean, and the middle half may hold little
    but one of them, so that n is theirs and not the sum: where strata lie apart, 95 % intervals of
    5 seeds then cover some 95 %, where they are all alike 99 %.

    Args:
        n: the values of the smallest stratum.
        level: of confidence.
    """
    from scipy.special import ndtr, stdtrit

    return float(ndtr(-np.sqrt(n / (n - 1)) * stdtrit(n - 1, (1 + level) / 2)))
