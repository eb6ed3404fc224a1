"""A target to hit, in the place of Mario, for algorithms on weights."""

from typing import Any

import numpy as np

from evomario import registry
from evomario.fitness import Evaluation
from evomario.fitness.handling import Handling
from evomario.mario.outcome import OUTCOME

SIZES = (2, 1)
BLX = {
    "mate": {"type": "blx", "alpha": 0.3, "cxpb": 0.9},
    "mutate": {
        "type": "gaussian", "indpb": 0.5,
        "sigma": {"schedule": "exponential", "from": 0.5, "to": 0.01},
    },
    "elitism": 2,
}  # fmt: skip
KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "sbx": ("real_ga", {"population": 20}),
    "blx": ("real_ga", {"population": 20, **BLX}),
    "deep_ga": ("deep_ga", {"population": 20, "parents": 5, "sigma": 0.1}),
    "deep_ga_elite": ("deep_ga", {"population": 20, "parents": 5, "elite": 6}),
    "cma": ("cma", {"population": 10}),
    "cma_wide": ("cma", {"population": 60}),
    "cma_lazy": ("cma", {"hidden": (12,), "population": 6}),
    "cma_diagonal": ("cma", {"covariance": "diagonal"}),
}


def algorithm(
    kind: str, seed: int = 0, handling: Handling | None = None, sizes: tuple[int, int] = SIZES,
    **more: Any,
) -> Any:  # fmt: skip
    """An algorithm as a config makes it."""
    name, settings = KINDS[kind]
    parameters = {"hidden": (3,), **settings, **more}
    create = registry.build("algorithm", registry.choose("algorithm", name, **parameters))
    return create(sizes, seed, handling=handling)


def evaluation(values: Any, violations: Any = None) -> Evaluation:
    """What a genome each is worth, and violates."""
    column = np.array(values, float).reshape(-1, 1)
    count = len(column)
    kept = np.zeros((count, 0)) if violations is None else np.array(violations, float)
    return Evaluation(
        column, kept.reshape(count, -1), np.zeros((count, 0)), np.zeros((count, 1), OUTCOME)
    )


def distance(genome: np.ndarray) -> float:
    """How near the weights come to 0.7 each."""
    return -float(((genome - 0.7) ** 2).sum())


def step(one: Any, judge: Any = distance) -> list[np.ndarray]:
    """One generation; its genomes."""
    one.spent = min(1.0, one.generation / 50)
    genomes: list[np.ndarray] = one.ask()
    one.tell(genomes, evaluation([judge(genome) for genome in genomes]))
    return genomes


def digest(one: Any, generations: int) -> list[bytes]:
    """The genomes of each generation."""
    return [b"".join(g.tobytes() for g in step(one)) for _ in range(generations)]
