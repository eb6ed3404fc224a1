"""Many runs at once: an experiment, which repeats configs over levels and seeds."""

from .conduct import conduct
from .folder import ExperimentFolder
from .plan import Plan, Planned, load_experiment
from .work import Done

__all__ = ["Done", "ExperimentFolder", "Plan", "Planned", "conduct", "load_experiment"]
