"""First-party plug-ins in a game of numbers, and their state as a file keeps it."""

from pathlib import Path
from typing import Any

import numpy as np

from evomario import registry
from evomario.fitness import Evaluation
from evomario.mario.metrics import METRICS
from evomario.policies import Actions
from evomario.runs.checkpoint import newest_checkpoint, write_checkpoint
from tests.search import toys

SMALL = {"genome": {"type": "actions", "length": toys.LENGTH}}


def made(name: str, seed: int = 0, handling: Any = None, **settings: Any) -> Any:
    """An algorithm as a config makes it."""
    entry = registry.entry("algorithm", name)
    create = registry.build("algorithm", registry.choose("algorithm", name, **settings))
    more = {"metrics": METRICS} if entry.traits.get("metrics") else {}
    return create(Actions(toys.BUTTONS), seed, handling=handling, **more)


def judge(genomes: list[np.ndarray]) -> Evaluation:
    """The toys' judgement, with metrics: x counts the genes that are 1, jumps those that are 2."""
    totals = np.zeros((len(genomes), len(METRICS)))
    for name, value in (("x", 1), ("jumps", 2)):
        totals[:, METRICS.index(name)] = [(genome == value).sum() for genome in genomes]
    return toys.judge(genomes)._replace(totals=totals, metrics=totals[:, None])


def play(one: Any, generations: int) -> list[list[bytes]]:
    """The genomes of each generation."""
    found = []
    for _ in range(generations):
        genomes = one.ask()
        found.append([one.encoded(genome) for genome in genomes])
        one.tell(genomes, judge(genomes))
    return found


def stored(one: Any, folder: Path) -> dict[str, Any]:
    """The state after it was a file."""
    write_checkpoint(folder, one.generation, one.state())
    state = newest_checkpoint(folder)
    assert state is not None
    return state


def goes_on_exactly(one: Any, other: Any, folder: Path) -> bool:
    """Whether another, loaded with one's state as a file keeps it, goes on as one does."""
    other.load(stored(one, folder))
    return play(one, 4) == play(other, 4) and equal(
        stored(one, folder / "one"), stored(other, folder / "other")
    )


def equal(one: Any, other: Any) -> bool:
    """Whether two states are the same."""
    if isinstance(one, np.ndarray):
        same = one.dtype == other.dtype and one.shape == other.shape
        return same and one.tobytes() == other.tobytes()
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(equal(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(equal, one, other))
    return bool(one == other)
