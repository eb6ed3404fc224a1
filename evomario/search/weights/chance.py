"""Random numbers that follow from seeds alone, in whatever order they are asked for."""

import numpy as np


def generator_of(root: int, *key: int) -> np.random.Generator:
    """Chance for one purpose: a root seed, and what tells it from all others of that root."""
    return np.random.Generator(np.random.Philox(np.random.SeedSequence(root, spawn_key=key)))


def noise(seed: int, count: int) -> np.ndarray:
    """The normal numbers of a seed, `float64[count]`."""
    return np.random.Generator(np.random.Philox(seed)).standard_normal(count)
