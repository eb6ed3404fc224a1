"""How soon how much is reached: runtime distributions, as COCO draws them.

Source: N. Hansen et al., COCO: a platform for comparing continuous optimizers in a black-box
setting, Optimization Methods and Software 36 (2021). What is reached after a run's end is not
simulated here from restarts, as it is there: a run that ended has not reached it.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from evomario.errors import UserError

from .samples import numbers


class Steps(NamedTuple):
    """A step function: `share[i]` from `x[i]` on, and 0 before `x[0]`.

    Attributes:
        x: `float64[k]`, rising; empty where nothing was reached.
        share: `float64[k]`, rising, 1 at most.
    """

    x: np.ndarray
    share: np.ndarray


def first_reached(x: ArrayLike, best_so_far: ArrayLike, targets: ArrayLike) -> np.ndarray:
    """Find what a run had spent when it first reached each target.

    Args:
        x: `float64[n]`, spent by then, in frames, say; rising.
        best_so_far: `float64[n]`, of what is maximised; nan where there is nothing yet. A value
            below an earlier one counts as the earlier one.
        targets: `float64[t]`, in any order.

    Returns:
        `float64[t]`: for each target the first `x` with at least its value, inf if there is none.

    Raises:
        UserError: `x` falls or is not as long as `best_so_far`; a target is nan.
    """
    spent, wanted = numbers(x, "x"), numbers(targets, "targets")
    best = np.asarray(best_so_far, np.float64)
    if best.shape != spent.shape:
        raise UserError(f"x has {len(spent)} values: expected as many of best_so_far")
    if (np.diff(spent) < 0).any():
        raise UserError("x falls: expected what was spent, which only rises")
    risen = np.maximum.accumulate(np.where(np.isnan(best), -np.inf, best))
    return np.append(spent, np.inf)[np.searchsorted(risen, wanted)]


def runtime_distribution(reached: ArrayLike) -> Steps:
    """Returns what share of all pairs of a run and a target was reached within a budget.

    Args:
        reached: `float64[runs, targets]`, spent when a run first reached a target; inf where it
            never did.

    Raises:
        UserError: it has another shape or no element, or nan is among them.
    """
    table = np.asarray(reached, np.float64)
    if table.ndim != 2:
        raise UserError(f"reached has shape {table.shape}: expected runs times targets")
    every = numbers(table.ravel(), "reached")
    x, pairs = np.unique(every[np.isfinite(every)], return_counts=True)
    return Steps(x, np.cumsum(pairs) / len(every))
