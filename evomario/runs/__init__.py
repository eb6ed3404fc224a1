"""One experiment: the loop, the run folder, its history and its champion."""

from .callbacks import Callback, Running
from .champion import Champion
from .folder import RunFolder
from .plugins import load_run
from .progress import Progress, Result
from .recording import Recording
from .run import evolve
from .settings import RunConfig, load_config
from .stops import StopRule

__all__ = [
    "Callback",
    "Champion",
    "Progress",
    "Recording",
    "Result",
    "RunConfig",
    "RunFolder",
    "Running",
    "StopRule",
    "evolve",
    "load_config",
    "load_run",
]
