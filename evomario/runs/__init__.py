"""One experiment: the loop, the run folder, its history and its champion."""

from .champion import Champion
from .folder import RunFolder
from .plugins import load_run
from .recording import Recording
from .run import Progress, Result, evolve
from .settings import RunConfig, load_config

__all__ = [
    "Champion",
    "Progress",
    "Recording",
    "Result",
    "RunConfig",
    "RunFolder",
    "evolve",
    "load_config",
    "load_run",
]
