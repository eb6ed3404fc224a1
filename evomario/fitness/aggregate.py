"""Many episodes -> one value: a mean, the worst, a sum, a quantile."""

from collections.abc import Callable
from typing import Literal

import numpy as np
from pydantic import Field

from evomario.config import Settings

Name = Literal["mean", "median", "min", "max", "sum"]
_BY_NAME: dict[str, Callable[..., np.ndarray]] = {
    "mean": np.mean, "median": np.median, "min": np.min, "max": np.max, "sum": np.sum,
}  # fmt: skip


class Quantile(Settings):
    """The value below which a given part of the values lies."""

    quantile: float = Field(ge=0, le=1)


How = Name | Quantile


class AggregateSettings(Settings):
    """How values become one: first those of a level's episodes, then those of the levels."""

    episodes: How = "mean"
    levels: How = "mean"


def aggregate(values: np.ndarray, settings: AggregateSettings) -> np.ndarray:
    """Values `float64[n, levels, episodes, ...]` as one each: `float64[n, ...]`.

    What comes to nothing, such as a quantile next to minus infinity, is minus infinity.
    """
    return _along(_along(values, settings.episodes, 2), settings.levels, 1)


def _along(values: np.ndarray, how: How, axis: int) -> np.ndarray:
    with np.errstate(all="ignore"):
        if isinstance(how, Quantile):
            found = np.quantile(values, how.quantile, axis=axis)
        else:
            found = _BY_NAME[how](values, axis=axis)
    return np.where(np.isnan(found), -np.inf, found)
