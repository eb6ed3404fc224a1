"""Evaluation: what an algorithm is told of the genomes that it asked for."""

from typing import NamedTuple

import numpy as np


class Evaluation(NamedTuple):
    """The judgement of n genomes.

    Attributes:
        objectives: `float64[n, k]`, each to be maximised.
        violations: `float64[n, c]`, one a constraint, 0 where it holds.
        outcomes: `OUTCOME[n, episodes]`, what they came from (see `evomario.mario.outcome`).
        frames_emulated: what was computed of their frames.
    """

    objectives: np.ndarray
    violations: np.ndarray
    outcomes: np.ndarray
    frames_emulated: int = 0
