"""A game of numbers in the place of Mario, and algorithms that play it."""

import json
from typing import Any

import numpy as np

from evomario import registry
from evomario.fitness import Evaluation
from evomario.mario.outcome import OUTCOME
from evomario.policies import Actions
from evomario.search import GA

BUTTONS = np.array([0, 128, 129, 130, 131], np.uint8)
LENGTH, USED = 50, 40

#: What operators without defaults are given here.
GIVEN: dict[str, dict[str, Any]] = {
    "selTournament": {"tournsize": 3},
    "selDoubleTournament": {"fitness_size": 3, "parsimony_size": 1.4, "fitness_first": True},
    "selEpsilonLexicase": {"epsilon": 2.0},
    "cxUniform": {"indpb": 0.5},
    "mutShuffleIndexes": {"indpb": 0.1},
    "mutUniformInt": {"indpb": 0.1},
    "mutFlipBit": {"indpb": 0.1},
}
OPERATORS = [
    (kind, name)
    for kind in ("select", "mate", "mutate", "initialise")
    for name in registry.names(kind)
]


def judge(genomes: list[np.ndarray]) -> Evaluation:
    """Fitness: how many genes are 1, less 10. An episode uses 40 moves, 3 pixels each."""
    values = np.array([[float((genome == 1).sum()) - 10] for genome in genomes])
    outcomes = np.zeros((len(genomes), 1), OUTCOME)
    outcomes["moves"] = USED
    path = np.array([[1, 24 * i, 100] for i in range(1, USED // 8 + 1)], np.uint16)
    return Evaluation(
        values,
        np.zeros((len(genomes), 0)),
        np.zeros((len(genomes), 0)),
        outcomes,
        paths=[[path] for _ in genomes],
    )


def chosen(name: str, **parameters: Any) -> dict[str, Any]:
    """An operator as a config names it, with what it must be given."""
    return {"type": name, **GIVEN.get(name, {}), **parameters}


def buttons_for(name: str) -> np.ndarray:
    """Buttons that the operator of a name goes with."""
    return BUTTONS[:2] if name == "mutFlipBit" else BUTTONS


def algorithm(seed: int = 0, buttons: np.ndarray = BUTTONS, **settings: Any) -> GA:
    """A GA as a config makes it."""
    settings.setdefault("genome", {"type": "actions", "length": LENGTH})
    create = registry.build("algorithm", registry.choose("algorithm", "ga", **settings))
    made: GA = create(Actions(buttons), seed)
    return made


def digest(one: GA, generations: int, spend: float = 0.0) -> list[bytes]:
    """The genomes of each generation, while the budget is spent step by step."""
    found = []
    for _ in range(generations):
        one.spent += spend
        genomes = one.ask()
        found.append(b"|".join(genome.tobytes() for genome in genomes))
        one.tell(genomes, judge(genomes))
    return found


def goes_on_exactly(one: GA, other: GA, spend: float = 0.0) -> bool:
    """Whether another, loaded with one's state as a file keeps it, goes on as one does."""
    other.load(json.loads(json.dumps(one.state(), allow_nan=False)))
    other.spent = one.spent
    return digest(one, 4, spend) == digest(other, 4, spend) and one.state() == other.state()
