"""Crossover at a place of the level where both parents stood."""

import random

import numpy as np

from evomario.registry import register

from ..individual import Individual
from ..operator import Count

_PATH_MOVES = 8  # moves from one point of a path to the next


def _places(one: Individual, within: int) -> np.ndarray:
    """Where it stood, point by point: area and x, told apart to `within` pixels."""
    area, x = one.path[:, 0].astype(np.int64), one.path[:, 1].astype(np.int64)
    return (area << 16) + x // within


def _cut(one: Individual, points: np.ndarray) -> int:
    """The gene that follows one of these points, drawn at random."""
    moves = (int(random.choice(points.tolist())) + 1) * _PATH_MOVES
    return min(one.genome.policy.genes(one.numpy(), moves), len(one))


@register("mate", needs={"paths"})
def same_x(
    one: Individual, other: Individual, *, within: Count = 8
) -> tuple[Individual, Individual]:
    """Swap what follows a place, told to `within` pixels, where both stood, each at its time."""
    places = _places(one, within), _places(other, within)
    both = np.intersect1d(*places)
    if len(both) == 0:
        return one, other
    place = random.choice(both.tolist())
    a, b = (_cut(i, np.flatnonzero(p == place)) for i, p in zip((one, other), places, strict=True))
    length = min(len(one) - a, len(other) - b)
    one[a : a + length], other[b : b + length] = other[b : b + length], one[a : a + length]
    one.used, other.used = (
        min(a + max(other.used - b, 0), len(one)), min(b + max(one.used - a, 0), len(other)),
    )  # fmt: skip
    return one, other
