"""What can be said of several runs, and how surely: pure functions of numbers."""

from .contrasts import a12, a12_magnitude, holm, mann_whitney, seeds_needed, smallest_p
from .fronts import attainment_surface
from .means import Estimate, iqm, iqm_interval
from .proportions import Interval, wilson
from .runtimes import Steps, first_reached, runtime_distribution
from .survival import Survival, expected_running_time, kaplan_meier, logrank

__all__ = [
    "Estimate",
    "Interval",
    "Steps",
    "Survival",
    "a12",
    "a12_magnitude",
    "attainment_surface",
    "expected_running_time",
    "first_reached",
    "holm",
    "iqm",
    "iqm_interval",
    "kaplan_meier",
    "logrank",
    "mann_whitney",
    "runtime_distribution",
    "seeds_needed",
    "smallest_p",
    "wilson",
]
