"""Moves to try environments with, and what pictures should become."""

import numpy as np

from evomario.mario.actions import describe
from evomario.mario.moves import read_moves
from tests.mario.both import FILES

DATA = {file.stem: file for file in FILES}


def recorded(name):
    """Recorded moves as an action set (combinations of buttons) and actions of it."""
    bytes_, actions = np.unique(read_moves(DATA[name]), return_inverse=True)
    return [describe(int(byte)) for byte in bytes_], actions.tolist()


def random_actions(seed, count, actions=7):
    """Actions held for a while each, of `simple_movement` if not said otherwise."""
    random = np.random.default_rng(seed)
    return np.repeat(random.integers(actions, size=count // 5 + 1), 5)[:count].tolist()


def overlaps(cells, pixels):
    """How much each cell and pixel share, `int64[cells, pixels]`, a cell being `pixels` long."""
    starts, places = np.arange(cells)[:, None] * pixels, np.arange(pixels)[None] * cells
    shared = np.minimum(starts + pixels, places + cells) - np.maximum(starts, places)
    return shared.clip(min=0)


def small(screens, height, width):
    """The twin of `shrink`: RGB pictures to the brightest grey, averaged."""
    grey = np.max([each.astype(np.int64) @ np.array([299, 587, 114]) for each in screens], axis=0)
    sums = overlaps(height, 240) @ grey @ overlaps(width, 256).T
    full = 1000 * 240 * 256
    return ((2 * sums + full) // (2 * full)).astype(np.uint8)
