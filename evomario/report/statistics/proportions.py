"""How often something happened, and how often it might in truth."""

from typing import NamedTuple

from evomario.errors import UserError

from .samples import check_level


class Interval(NamedTuple):
    """From where to where a true value may lie, both ends included."""

    low: float
    high: float


def wilson(successes: int, trials: int, level: float = 0.95) -> Interval:
    """Returns between which shares of successes the true one may lie.

    Unlike the usual plus and minus it never leaves 0 to 1, and has a width at 0 of n and n of n.

    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference,
    Journal of the American Statistical Association 22 (1927); computed by scipy.

    Args:
        successes: how often it happened.
        trials: of how many times; of none, nothing is known, and the interval is 0 to 1.
        level: in what share of all cases such an interval holds the true share.

    Raises:
        UserError: there are more successes than trials, or less than none; `level` is no share.
    """
    from scipy.stats import binomtest

    check_level(level)
    if not 0 <= successes <= trials:
        raise UserError(f"{successes} successes in {trials} trials: expected 0 to {trials}")
    if trials == 0:
        return Interval(0.0, 1.0)
    found = binomtest(successes, trials).proportion_ci(level, method="wilson")
    return Interval(float(found.low), float(found.high))
