"""A game of numbers in the place of Mario: what genomes are worth without an emulator."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from evomario.fitness import Evaluation
from evomario.mario.metrics import METRICS
from evomario.mario.outcome import OUTCOME

MOVES = 40  # of an episode
_PATH = np.array([[1, 24 * i, 100] for i in range(1, MOVES // 8 + 1)], np.uint16)


def judged(
    genomes: Sequence[Any], encoded: Callable[[Any], bytes], constraints: int = 0
) -> Evaluation:
    """What genomes are worth, which depends on nothing but their bytes.

    Args:
        genomes: of an algorithm.
        encoded: gives their bytes.
        constraints: how many there are; with three nothing is feasible.

    Returns:
        One objective, the share of bytes that are 1. A violation is how far the share of those that
        are 2, 3 or 0 is from what is allowed. Of the metrics x and jumps count the 1s and 2s.
    """
    shares = np.array([_shares(encoded(genome)) for genome in genomes]).reshape(-1, 4)
    outcomes = np.zeros((len(genomes), 1), OUTCOME)
    outcomes["moves"] = MOVES
    totals = np.zeros((len(genomes), len(METRICS)))
    totals[:, METRICS.index("x")] = 100 * shares[:, 1]
    totals[:, METRICS.index("jumps")] = 100 * shares[:, 2]
    limits = np.array([0.2, 0.25, -0.5])[:constraints]
    return Evaluation(
        shares[:, 1:2].copy(),
        np.maximum(0.0, shares[:, [2, 3, 0]][:, :constraints] - limits),
        np.zeros((len(genomes), 0)),
        outcomes,
        metrics=totals[:, None].copy(),
        totals=totals,
        paths=[[_PATH.copy()] for _ in genomes],
    )


def _shares(data: bytes) -> list[float]:
    """How much of some bytes is 0, 1, 2 and 3."""
    return [data.count(value) / max(1, len(data)) for value in range(4)]
