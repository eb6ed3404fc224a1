"""How far a run has come, and what it came to."""

from typing import NamedTuple

import numpy as np

from .champion import Champion
from .folder import RunFolder


class Progress(NamedTuple):
    """How far a run has come, after a generation; totals count from its start.

    Attributes:
        best: the first objective of the best so far, to be maximised.
        mean: the mean of the generation's.
        feasible: the share of the generation that keeps every constraint.
        best_outcomes: `OUTCOME[episodes]`, of the best so far; not to be written to.
        finished: whether each of these finished.
        front: with several objectives, how many solutions none dominates.
        hypervolume: what these dominate; None where nobody says from where on.
        violation: of the best so far, all constraints together; 0 where it keeps them.
    """

    generation: int
    evaluations: int
    frames: int
    frames_emulated: int
    seconds: float
    best: float
    mean: float
    feasible: float
    best_outcomes: np.ndarray
    finished: bool
    front: int = 0
    hypervolume: float | None = None
    violation: float = 0.0


class Result(NamedTuple):
    """What a run came to: its champion, how far it went, why it stopped, and its folder.

    `front` holds, with several objectives, the solutions that no other one dominates.
    """

    champion: Champion
    progress: Progress
    stopped_by: str
    folder: RunFolder
    front: tuple[Champion, ...] = ()
