"""Deep GA: weights that mutation alone changes, each genome a chain of seeds."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from pydantic import Field, model_validator

from evomario.fitness import Evaluation
from evomario.fitness.handling import Handling
from evomario.registry import register

from ..algorithm import mutations
from ..judged import Best, Judge
from .base import OnWeights
from .chance import generator_of, noise
from .topology import Shape, TopologySettings, shape

_NOT_TOLD = np.zeros(0)


class DeepGASettings(TopologySettings):
    """The `algorithm:` part of a config whose type is `deep_ga`."""

    type: str = "deep_ga"
    population: int = Field(
        default=200, ge=2, le=100_000, description="children a generation, the elite not counted"
    )
    parents: int = Field(default=20, ge=1, le=100_000, description="the best, who have children")
    sigma: float = Field(
        default=0.05, gt=0, le=1e6, description="standard deviation of a mutation, every weight's"
    )
    elite: int = Field(
        default=1, ge=1, le=1000,
        description="the best that are evaluated anew in each generation, and judged by the mean",
    )  # fmt: skip

    @model_validator(mode="after")
    def _enough(self) -> "DeepGASettings":
        for name in ("parents", "elite"):
            if getattr(self, name) > self.population:
                raise ValueError(f"{name} is more than the population")
        return self


class _Member(NamedTuple):
    """A genome, and the sum of what it was told.

    Attributes:
        chain: the seed of its first weights, then one a mutation.
        weights: `float64[n]`, what the chain makes.
        objectives: `float64[k]`, summed over `told` evaluations; `violations`: `float64[c]`.
    """

    chain: tuple[int, ...]
    weights: np.ndarray
    objectives: np.ndarray
    violations: np.ndarray
    told: int


@register("algorithm", "deep_ga", settings=DeepGASettings, watches=True, weights=True)
class DeepGA(OnWeights):
    """A genetic algorithm for the weights of large networks.

    Source: F. P. Such, V. Madhavan, E. Conti, J. Lehman, K. O. Stanley and J. Clune, Deep
    neuroevolution, arXiv 1712.06567 (2017), algorithm 1: truncation selection, Gaussian mutation of
    all weights, no crossover; a genome is the chain of seeds that made it. There the elite is the
    best by 30 more episodes of ten candidates; here the candidates (`elite`) are evaluated again in
    each generation, on that generation's noise, and judged by the mean of all they were told.

    Args:
        settings: the `algorithm:` part of a config.
        sizes: how many inputs and outputs the network has.
        seed: root seed; the same seed and evaluations give the same genomes.
        handling: puts genomes in order, by what they are worth and what they violate.
        policy: what the weights fill; default: the layers of a network.

    Attributes:
        generation: how often it was told.
        spent: the used share of the budget, which the run says.
        best: the best by a single evaluation so far; None before the first `tell`.

    Raises:
        Unfit: the network, or the population, would be too large.
    """

    def __init__(
        self, settings: DeepGASettings, sizes: tuple[int, int], seed: int,
        handling: Handling | None = None, policy: Shape | None = None,
    ) -> None:  # fmt: skip
        self.settings = settings
        self.generation = 0
        self.spent = 0.0
        self.best: Best | None = None
        self._seed = seed
        self._judge = Judge(handling, seed)
        self._shape = shape(settings, sizes, 2 * settings.population, policy)
        self._spread = self._shape.spread()
        self._elders: list[_Member] = []  # the best of the last generation, best first
        self._asked: list[_Member] = []
        self._mutations: dict[str, Any] = {}

    def ask(self) -> list[np.ndarray]:
        """The genomes to evaluate next, `float64[n]` each: the elite again, then children."""
        if not self._asked:
            children = [self._child(place) for place in range(self.settings.population)]
            self._asked = [*self._elders[: self.settings.elite], *children]
        return [one.weights for one in self._asked]

    def _child(self, place: int) -> _Member:
        generator = generator_of(self._seed, self.generation, place)
        seed = int(generator.integers(2**62))
        parents = self._elders[: self.settings.parents]
        if not parents:
            return _Member((seed,), self._first(seed), _NOT_TOLD, _NOT_TOLD, 0)
        parent = parents[generator.integers(len(parents))]
        weights = self._mutated(parent.weights, seed)
        return _Member((*parent.chain, seed), weights, _NOT_TOLD, _NOT_TOLD, 0)

    def _first(self, seed: int) -> np.ndarray:
        return self._spread * noise(seed, self._shape.count)

    def _mutated(self, weights: np.ndarray, seed: int) -> np.ndarray:
        changed: np.ndarray = weights + self.settings.sigma * noise(seed, self._shape.count)
        return changed

    def begin_with(self, state: dict[str, Any]) -> None:
        """Begin with the parents of another, see `Adapting`."""
        chains = [tuple(one["chain"]) for one in state["elders"]]
        self._elders = [
            _Member(chain, self.weights(chain), _NOT_TOLD, _NOT_TOLD, 0) for chain in chains
        ]

    def weights(self, chain: Sequence[int]) -> np.ndarray:
        """The weights that a chain of seeds makes, `float64[n]`, to the last bit."""
        found = self._first(chain[0])
        for seed in chain[1:]:
            found = self._mutated(found, seed)
        return found

    def tell(self, genomes: Sequence[np.ndarray], evaluation: Evaluation) -> None:
        """Take the evaluation of what was asked for, and keep the best."""
        self.best = Best.of(self.best, genomes, evaluation)
        with np.errstate(over="ignore", invalid="ignore"):
            told = [
                one._replace(
                    objectives=objectives + (one.objectives if one.told else 0.0),
                    violations=violations + (one.violations if one.told else 0.0),
                    told=one.told + 1,
                )
                for one, objectives, violations in zip(
                    self._asked, evaluation.objectives, evaluation.violations, strict=True
                )
            ]
        self._mutations = mutations(self._changed())
        scores = self._judge(
            np.stack([one.objectives / one.told for one in told]),
            np.stack([one.violations / one.told for one in told]),
            self.spent,
        )
        order = np.argsort(-scores, kind="stable")
        kept = max(self.settings.parents, self.settings.elite)
        self._elders = [told[place] for place in order[:kept]]
        self._asked = []
        self.generation += 1

    def _changed(self) -> list[int]:
        """How many weights mutation has changed in each of those asked for: all of a child's."""
        again = len(self._asked) - self.settings.population
        children = self._asked[again:]
        return [0] * again + [self._shape.count * (len(one.chain) > 1) for one in children]

    def summary(self) -> dict[str, Any]:
        """What the last generation told of was like: the weights that mutation changed in each."""
        return self._mutations

    def state(self) -> dict[str, Any]:
        """All that the algorithm goes on from: seeds, not weights."""
        return {
            "generation": self.generation,
            "random": [self._seed, self.generation],
            "judge": self._judge.state(),
            "elders": [
                {
                    "chain": list(one.chain),
                    "objectives": one.objectives,
                    "violations": one.violations,
                    "told": one.told,
                }
                for one in self._elders
            ],
            "best": self.best and self.best.state(),
        }

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a state."""
        self.generation = state["generation"]
        self._seed = state["random"][0]
        self._judge.load(state["judge"])
        self._elders = [
            _Member(
                tuple(one["chain"]), self.weights(one["chain"]), one["objectives"],
                one["violations"], one["told"],
            )
            for one in state["elders"]
        ]  # fmt: skip
        self.best = Best.load(state["best"])
        self._asked = []
