"""Many runs at once: an experiment, which repeats configs over levels and seeds."""

from .conduct import conduct
from .folder import ExperimentFolder
from .plan import Experiment, Planned, load_experiment
from .work import Done

__all__ = ["Done", "Experiment", "ExperimentFolder", "Planned", "conduct", "load_experiment"]
