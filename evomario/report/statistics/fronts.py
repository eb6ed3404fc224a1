"""What several runs attain together, where each has a front of two objectives."""

from collections.abc import Sequence
from math import ceil

import numpy as np
from numpy.typing import ArrayLike

from evomario.errors import UserError

#: A share times a number of runs may exceed the whole number that is meant by a rounding error.
_ROUNDING = 1e-9


def attainment_surface(fronts: Sequence[ArrayLike], share: float) -> np.ndarray:
    """Returns the border of what at least a share of the runs attains.

    A run attains a point if one of its front's is at least as good in both objectives. With a share
    of 0.5 that is the median attainment surface, the two-dimensional likeness of a median.

    Source: V. Grunert da Fonseca, C. M. Fonseca and A. O. Hall, Inferential performance assessment
    of stochastic optimisers and the attainment function, EMO (2001); M. Lopez-Ibanez, L. Paquete
    and T. Stuetzle, Exploratory analysis of stochastic local search algorithms in biobjective
    optimization, in Experimental Methods for the Analysis of Optimization Algorithms (2010);
    computed by moocore.

    Args:
        fronts: of each run its points, `float64[n_i, 2]`, to be maximised; dominated ones do no
            harm. A run without a point attains nothing.
        share: of the runs, rounded up to a whole run; more than 0, at most 1.

    Returns:
        `float64[m, 2]`: the border's corners, the first objective rising and the second falling;
        none where too few runs have a point.

    Raises:
        UserError: there is no run, a front has another shape or a number that is not finite, or
            the share is none.
    """
    import moocore

    if not 0 < share <= 1:
        raise UserError(f"share is {share}: expected more than 0 and at most 1, such as 0.5")
    if len(fronts) == 0:
        raise UserError("fronts: expected at least one run's")
    given = [points for i, front in enumerate(fronts, 1) if len(points := _points(front, i))]
    runs = ceil(share * len(fronts) - _ROUNDING)
    if runs > len(given):
        return np.empty((0, 2))
    # moocore minimises; it rounds up too, so that half a run less asks for just so many.
    of = np.repeat(np.arange(len(given)), [len(points) for points in given])
    percentile = 100 * (runs - 0.5) / len(given)
    corners = -moocore.eaf(-np.concatenate(given), of, percentiles=[percentile])[:, :2]
    return corners[np.argsort(corners[:, 0])] + 0.0  # no -0


def _points(front: ArrayLike, run: int) -> np.ndarray:
    points = np.asarray(front, np.float64)
    if points.size == 0:
        return np.empty((0, 2))
    if points.ndim != 2 or points.shape[1] != 2:
        raise UserError(f"front {run} has shape {points.shape}: expected points of two objectives")
    if not np.isfinite(points).all():
        raise UserError(f"front {run}: expected finite numbers")
    return points
