"""The Brute: a tree of all that was played, walked by the best known return."""

from bisect import bisect_left
from collections.abc import Sequence
from math import log
from typing import Any, NamedTuple

import numpy as np
from pydantic import Field

from evomario.fitness import Evaluation
from evomario.fitness.handling import FeasibilityRules, Handling
from evomario.policies import Actions, ActionSequence
from evomario.registry import Chosen, Unfit, register
from evomario.search import Best, ConstrainedFitness


class BruteSettings(Chosen):
    """The `algorithm:` part of a config whose type is `brute`."""

    type: str = "brute"
    population: int = Field(
        default=20, ge=1, le=100_000, description="episodes between two updates of the tree"
    )
    length: int = Field(
        default=1250, ge=2, le=100_000, description="choices of an episode, at most"
    )
    hold: int = Field(default=4, ge=1, le=1000, description="actions that one choice stands for")
    exploration: float = Field(
        default=0.005, ge=0, le=1, description="a random step's probability times ln(visits + 2)"
    )


class Chance(NamedTuple):
    """What a walk leaves to chance, step by step.

    Attributes:
        stray: `float64[length]`: a step is random where this is below its probability.
        choice: `int64[length]`, what it is then, and what follows beyond the tree.
        tie: `float64[length]`, 0 to 1: which of the equally good is taken.
    """

    stray: np.ndarray
    choice: np.ndarray
    tie: np.ndarray

    @classmethod
    def of(cls, generator: np.random.Generator, length: int, values: int) -> "Chance":
        """That of one walk."""
        choice = generator.integers(values, size=length)
        return cls(generator.random(length), choice, generator.random(length))


class Tree:
    """What was played, each episode its choices as bytes, in alphabetical order.

    A node is a prefix. What begins with it lies next to each other, so that a node is a range of
    places: its visits are the sum of theirs, its value is the best of theirs.

    Attributes:
        played: the different sequences of choices.
        visits: `int64[n]`, how often each was played.
        violations: `float64[n]`, and `objectives`, `float64[n]`: the best that came of each.
    """

    def __init__(self) -> None:
        self.played: list[bytes] = []
        self.visits = np.zeros(0, np.int64)
        self.violations = np.zeros(0)
        self.objectives = np.zeros(0)

    def back_up(self, choices: bytes, fitness: ConstrainedFitness) -> None:
        """Take in what an episode played, and what came of it."""
        at = bisect_left(self.played, choices)
        if self.played[at : at + 1] != [choices]:
            self.played.insert(at, choices)
            self.visits = np.insert(self.visits, at, 0)
            self.violations = np.insert(self.violations, at, np.inf)
            self.objectives = np.insert(self.objectives, at, -np.inf)
        self.visits[at] += 1
        if (-fitness.violation, fitness.values[0]) > self.value(at, at + 1):
            self.violations[at], self.objectives[at] = fitness.violation, fitness.values[0]

    def value(self, low: int, high: int) -> tuple[float, float]:
        """The best return of a node: minus the least violation, the best objective with that."""
        violations = self.violations[low:high]
        least = violations.min()
        return -float(least), float(self.objectives[low:high][violations == least].max())

    def walk(self, chance: Chance, exploration: float) -> np.ndarray:
        """A way down the tree, and on at random where it ends: `uint8[length]`."""
        way = chance.choice.astype(np.uint8)
        low, high, depth = 0, len(self.played), 0
        while low < high:
            stray = chance.stray < exploration / log(self.visits[low:high].sum() + 2)
            # Nodes that have but one way to go on are passed at once: their visits are the same.
            shared = _shared(self.played[low], self.played[high - 1])[: len(way)]
            left = np.flatnonzero(stray[: len(shared)] & (way[: len(shared)] != shared))
            before, depth = depth, len(shared)
            if (left >= before).any():
                depth, high = int(left[left >= before][0]), low
            way[before:depth] = shared[before:depth]
            if low == high or depth == len(way):
                break
            low, high = self._step(low, high, way, depth, None if stray[depth] else chance.tie)
            depth += 1
        return way

    def _step(
        self, low: int, high: int, way: np.ndarray, depth: int, tie: np.ndarray | None
    ) -> tuple[int, int]:
        """The node one step on, of a way's node where ways part; by value if ties are given."""
        parts = self._parts(low, high, depth)
        if tie is not None and parts:
            values = {choice: self.value(*part) for choice, part in parts.items()}
            best = [choice for choice in parts if values[choice] == max(values.values())]
            way[depth] = best[int(tie[depth] * len(best))]
        return parts.get(int(way[depth]), (0, 0))

    def _parts(self, low: int, high: int, depth: int) -> dict[int, tuple[int, int]]:
        """The nodes below one, by their choices."""

        def choice(played: bytes) -> int:
            return played[depth] if depth < len(played) else -1  # it ended here

        parts = {}
        at = bisect_left(self.played, 0, low, high, key=choice)
        while at < high:
            end = bisect_left(self.played, choice(self.played[at]) + 1, at, high, key=choice)
            parts[choice(self.played[at])] = at, end
            at = end
        return parts

    def state(self) -> dict[str, Any]:
        """All of it, as arrays."""
        return {
            "played": np.frombuffer(b"".join(self.played), np.uint8),
            "lengths": np.array([len(each) for each in self.played], np.int64),
            "visits": self.visits,
            "violations": self.violations,
            "objectives": self.objectives,
        }

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a state."""
        ends = state["lengths"].cumsum()
        whole = state["played"].tobytes()
        starts = ends - state["lengths"]
        self.played = [whole[a:b] for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]
        self.visits = state["visits"].copy()
        self.violations, self.objectives = state["violations"].copy(), state["objectives"].copy()


@register("algorithm", "brute", settings=BruteSettings)
class Brute:
    """The Brute, a search that plays again what was best, and strays from it now and then.

    Source: M. C. Machado, M. G. Bellemare, E. Talvitie, J. Veness, M. Hausknecht and M. Bowling,
    Revisiting the Arcade Learning Environment, Journal of Artificial Intelligence Research 61
    (2018), where it shows what a search without any observation reaches in a game that repeats;
    the numbers are those of the example in OpenAI's Retro. An episode walks the tree of all that
    was played from its root: with probability exploration / ln(visits + 2) a step is random, else
    it is the one with the best known return, and beyond the tree all steps are random. What the
    episode came to is backed up along its way, in each node the best. Here several episodes walk
    the same tree, and it is brought up to date after them; with a population of 1 it is as there.

    It keeps every different episode, a byte a choice: a million of 300 choices are 300 MB.

    Args:
        settings: the `algorithm:` part of a config.
        actions: what a choice can be.
        seed: root seed; the same seed and evaluations give the same genomes.
        handling: of the constraints; it can be none but feasibility rules.

    Attributes:
        generation: how often it was told.
        spent: the used share of the budget, which the run says.
        best: the best so far; None before the first `tell`.
        policy: how genomes become moves.
        needs: what evaluations must hold beside objectives and outcomes: nothing.
        over: why it has come to an end: it never does.
        tree: what was played.

    Raises:
        Unfit: constraints are handled otherwise, or there are several objectives; or choices do
            not fit into a byte.
    """

    needs: frozenset[str] = frozenset()
    over = ""

    def __init__(
        self, settings: BruteSettings, actions: Actions, seed: int, handling: Handling | None = None
    ) -> None:
        if handling is not None and not isinstance(handling, FeasibilityRules):
            problem = f"brute knows one objective, and does not order by {handling.name}"
            raise Unfit(("type",), problem, "fitness.handling of type feasibility_rules")
        self.settings = settings
        self.generation = 0
        self.spent = 0.0
        self.best: Best | None = None
        self.policy = ActionSequence(actions.buttons, actions.repeat * settings.hold)
        if self.policy.values > 256:
            raise Unfit(("type",), f"brute on {self.policy.values} actions", "at most 256")
        self.tree = Tree()
        self._seed = seed

    def ask(self) -> list[np.ndarray]:
        """The genomes to evaluate next, `uint8[length]` each."""
        return [self._walk(place) for place in range(self.settings.population)]

    def _walk(self, place: int) -> np.ndarray:
        key = np.random.SeedSequence(self._seed, spawn_key=(self.generation, place))
        chance = Chance.of(np.random.default_rng(key), self.settings.length, self.policy.values)
        return self.tree.walk(chance, self.settings.exploration)

    def tell(self, genomes: Sequence[np.ndarray], evaluation: Evaluation) -> None:
        """Back up what came of each genome along what was played of it."""
        moves = evaluation.outcomes["moves"].max(axis=1).tolist()
        judged = zip(evaluation.objectives, evaluation.violations, strict=True)
        for genome, played, each in zip(genomes, moves, judged, strict=True):
            fitness = ConstrainedFitness.of(*each)
            self.tree.back_up(genome[: self.policy.genes(genome, played)].tobytes(), fitness)
        self.best = Best.of(self.best, genomes, evaluation)
        self.generation += 1

    def encoded(self, genome: np.ndarray) -> bytes:
        """A genome as bytes."""
        return genome.tobytes()

    def state(self) -> dict[str, Any]:
        """All that it goes on from: numbers and arrays."""
        return {
            "generation": self.generation,
            "random": [self._seed, self.generation],
            "tree": self.tree.state(),
            "best": self.best and self.best.state(),
        }

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a state."""
        self.generation = state["generation"]
        self._seed = state["random"][0]
        self.tree.load(state["tree"])
        self.best = Best.load(state["best"])


def _shared(one: bytes, other: bytes) -> np.ndarray:
    """What two sequences have in common from their start, `uint8[n]`."""
    length = min(len(one), len(other))
    a, b = (np.frombuffer(each, np.uint8, length) for each in (one, other))
    apart = np.flatnonzero(a != b)
    return a[: apart[0]] if len(apart) else a
