"""A contract that cannot fail is worthless: toys that each break a law of algorithms."""

import random
from typing import Any

import numpy as np
import pytest

from evomario.testing import AlgorithmContract
from tests.testing.laws import broken


class Toy:
    """It keeps every law: random genomes, and the best of them."""

    def __init__(self, seed: int) -> None:
        self.seed, self.generation, self.best, self.score = seed, 0, None, None

    def ask(self) -> list[np.ndarray]:
        draw = np.random.default_rng([self.seed, self.generation])
        return [draw.integers(5, size=50).astype(np.uint8) for _ in range(6)]

    def tell(self, genomes: list[np.ndarray], evaluation: Any) -> None:
        place = evaluation.best()
        score = [-evaluation.violations[place].sum(), evaluation.objectives[place, 0]]
        if self.score is None or score > self.score:
            self.best, self.score = genomes[place].copy(), score
        self.generation += 1

    def encoded(self, genome: np.ndarray) -> bytes:
        return genome.tobytes()

    def state(self) -> dict[str, Any]:
        return {**vars(self), "random": [self.seed, self.generation]}

    def load(self, state: dict[str, Any]) -> None:
        vars(self).update({key: value for key, value in state.items() if key != "random"})


class Unseeded(Toy):
    def ask(self) -> list[np.ndarray]:
        return [np.random.default_rng().integers(5, size=50).astype(np.uint8) for _ in range(6)]


class Seedless(Toy):
    def __init__(self, seed: int) -> None:
        super().__init__(0)


class FromPython(Toy):
    def ask(self) -> list[np.ndarray]:
        random.random()
        return super().ask()


class FromNumpy(Toy):
    def tell(self, genomes: list[np.ndarray], evaluation: Any) -> None:
        np.random.rand()
        super().tell(genomes, evaluation)


class Peeking(Toy):
    """It looks at a global generator without drawing from it."""

    def ask(self) -> list[np.ndarray]:
        looked = random.getstate()[1][1] % 251
        return [(genome + looked).astype(np.uint8) for genome in super().ask()]


class GoesOnAsked(Toy):
    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.asked = 0

    def ask(self) -> list[np.ndarray]:
        self.asked += 1
        draw = np.random.default_rng([self.seed, self.asked])
        return [draw.integers(5, size=50).astype(np.uint8) for _ in range(6)]


class ForgetsItsSeed(Toy):
    def load(self, state: dict[str, Any]) -> None:
        super().load({**state, "seed": self.seed})


class ForgetsItsBest(Toy):
    def load(self, state: dict[str, Any]) -> None:
        super().load({**state, "best": None, "score": None})


class NoRandom(Toy):
    def state(self) -> dict[str, Any]:
        return {**vars(self)}


class RandomArrays(Toy):
    def state(self) -> dict[str, Any]:
        return {**super().state(), "random": np.zeros(1)}


class Judges(Toy):
    def tell(self, genomes: list[np.ndarray], evaluation: Any) -> None:
        super().tell(genomes, evaluation)
        evaluation.objectives[:] -= 1


class Writes(Toy):
    def tell(self, genomes: list[np.ndarray], evaluation: Any) -> None:
        super().tell(genomes, evaluation)
        genomes[0][0] ^= 1


class Counts(Toy):
    def ask(self) -> list[np.ndarray]:
        genomes = super().ask()
        self.generation += 1
        return genomes

    def tell(self, genomes: list[np.ndarray], evaluation: Any) -> None:
        super().tell(genomes, evaluation)
        self.generation -= 1


class LastOnly(Toy):
    def tell(self, genomes: list[np.ndarray], evaluation: Any) -> None:
        self.score = None
        super().tell(genomes, evaluation)


class FirstOnly(Toy):
    def tell(self, genomes: list[np.ndarray], evaluation: Any) -> None:
        before = self.best
        super().tell(genomes, evaluation)
        self.best = self.best if before is None else before


class Blind(Toy):
    """It does not see violations."""

    def tell(self, genomes: list[np.ndarray], evaluation: Any) -> None:
        seen = evaluation._replace(violations=np.zeros((len(genomes), 0)))
        super().tell(genomes, seen)


class HasABest(Toy):
    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.best = np.zeros(50, np.uint8)


def of(toy: type[Toy]) -> AlgorithmContract:
    class Contract(AlgorithmContract):
        def made(self, seed: int = 0) -> Toy:
            return toy(seed)

    return Contract()


def test_one_that_keeps_all_passes() -> None:
    assert broken(of(Toy)) == set()


@pytest.mark.parametrize(
    ("toy", "law"),
    [
        (Unseeded, "the_same_seed_gives_the_same_genomes"),
        (Seedless, "the_same_seed_gives_the_same_genomes"),
        (FromPython, "the_same_seed_gives_the_same_genomes"),
        (FromNumpy, "the_same_seed_gives_the_same_genomes"),
        (Peeking, "the_same_seed_gives_the_same_genomes"),
        (GoesOnAsked, "asking_again_gives_the_same"),
        (GoesOnAsked, "a_state_goes_on_exactly"),
        (ForgetsItsSeed, "a_state_goes_on_exactly"),
        (ForgetsItsBest, "a_state_goes_on_exactly"),
        (NoRandom, "a_state_says_where_chance_stands"),
        (RandomArrays, "a_state_says_where_chance_stands"),
        (Judges, "what_it_is_told_stays_as_it_was"),
        (Writes, "what_it_is_told_stays_as_it_was"),
        (Counts, "generations_are_counted"),
        (LastOnly, "the_best_is_the_best_so_far"),
        (FirstOnly, "the_best_is_the_best_so_far"),
        (Blind, "the_best_is_the_best_so_far"),
        (HasABest, "the_best_is_the_best_so_far"),
    ],
)
def test_one_that_breaks_a_law_fails_it(toy: type[Toy], law: str) -> None:
    assert law in broken(of(toy))
