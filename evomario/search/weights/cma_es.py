"""CMA-ES on the weights of a network, by the package `cma`."""

from collections.abc import Sequence
from math import log
from typing import Any, Literal

import numpy as np
from pydantic import Field

from evomario.fitness import Evaluation
from evomario.fitness.handling import Handling
from evomario.registry import Unfit, register

from ..judged import Best, Judge
from .base import OnWeights
from .chance import generator_of
from .topology import Shape, TopologySettings, shape

_MOST_FULL = 5_000  # weights: a full matrix of them is 200 MB, its eigenvectors as much again
_LEAVES = (bool, int, float, np.generic, np.ndarray)
#: What belongs to another part, to the past, or to what is worked out again when it is missing.
_LEFT_OUT = {
    "strategy": ("C", "B", "D", "dC", "ary", "pop_sorted", "x0", "mean0"),
    "sampler": ("_mueff", "_lam"),
}


class CMASettings(TopologySettings):
    """The `algorithm:` part of a config whose type is `cma`."""

    type: str = "cma"
    population: int | None = Field(
        default=None, ge=6, le=100_000, description="default: 4 + 3 ln(weights)"
    )
    sigma: float = Field(default=0.5, gt=0, le=1e6, description="the first step size")
    covariance: Literal["full", "diagonal"] = Field(
        default="full",
        description="diagonal (sep-CMA-ES) where weights are many: a full matrix is their square",
    )


@register("algorithm", "cma", settings=CMASettings, watches=True, weights=True)
class CMAES(OnWeights):
    """CMA-ES: a normal distribution over the weights that follows what is best.

    Source: N. Hansen, The CMA evolution strategy: a tutorial, arXiv 1604.00772 (2016), as its
    author's package has it; diagonal: R. Ros and N. Hansen, A simple modification in CMA-ES
    achieving linear time and space complexity, PPSN X (2008). It is told ranks alone, so that any
    handling of constraints goes with it. Its linear algebra is numpy's: a run repeats where the
    same numpy uses the same number of threads for it.

    Args:
        settings: the `algorithm:` part of a config.
        sizes: how many inputs and outputs the network has.
        seed: root seed; the same seed and evaluations give the same genomes.
        handling: puts genomes in order, by what they are worth and what they violate.
        policy: what the weights fill; default: the layers of a network.

    Attributes:
        generation: how often it was told.
        spent: the used share of the budget, which the run says.
        best: the best so far; None before the first `tell`.

    Raises:
        Unfit: the network would be too large.
    """

    def __init__(
        self, settings: CMASettings, sizes: tuple[int, int], seed: int,
        handling: Handling | None = None, policy: Shape | None = None,
    ) -> None:  # fmt: skip
        self.settings = settings
        self.generation = 0
        self.spent = 0.0
        self.best: Best | None = None
        self._seed = seed
        self._judge = Judge(handling, seed)
        self._shape = shape(settings, sizes, settings.population or 100, policy)
        count = self._shape.count
        if settings.covariance == "full" and count > _MOST_FULL:
            problem = f"a full covariance of {count:,} weights takes too much memory"
            raise Unfit(("covariance",), problem, f"diagonal, or at most {_MOST_FULL:,} weights")
        self._count = settings.population or max(6, 4 + int(3 * log(count)))
        self._start = np.zeros(count)
        self._generator = generator_of(seed, 0)
        self._strategy = self._new()
        self._tidy()
        self._asked: list[np.ndarray] = []
        self._before: dict[str, Any] = {}

    def _new(self) -> Any:
        """The strategy at its beginning."""
        import cma
        from cma.sigma_adaptation import CMAAdaptSigmaCSA

        options = {
            "AdaptSigma": CMAAdaptSigmaCSA,  # the tutorial's; else the package chooses by size
            "popsize": self._count,
            "CMA_diagonal": self.settings.covariance == "diagonal",
            "randn": lambda *shape: self._generator.standard_normal(shape),
            "seed": np.nan,  # numpy's global generator is left alone
            "verbose": -9,
            "verb_log": 0,
        }
        return cma.CMAEvolutionStrategy(self._start, self.settings.sigma, options)

    def ask(self) -> list[np.ndarray]:
        """The genomes to evaluate next, `float64[n]` each."""
        if not self._asked:
            self._before = self.state()  # asking again from here gives the same genomes
            self._generator = generator_of(self._seed, self.generation)
            self._asked = self._strategy.ask()
            self._tidy()
        return [weights.copy() for weights in self._asked]

    def begin_with(self, state: dict[str, Any]) -> None:
        """Begin about the mean of another, with the first step size; see `Adapting`."""
        self._start = self._fitting(state["parts"]["strategy"]["mean"])
        self._strategy = self._new()
        self._tidy()

    def tell(self, genomes: Sequence[np.ndarray], evaluation: Evaluation) -> None:
        """Take the evaluation of what was asked for, and move the distribution."""
        self.best = Best.of(self.best, genomes, evaluation)
        scores = self._judge(evaluation.objectives, evaluation.violations, self.spent)
        ranks = np.unique(-scores, return_inverse=True)[1].reshape(-1)
        self._strategy.tell(self._asked, ranks.astype(np.float64).tolist())
        self._tidy()
        self._asked = []
        self.generation += 1

    def _parts(self) -> dict[str, Any]:
        """The objects whose numbers and arrays are the strategy's state."""
        strategy = self._strategy
        return {
            "strategy": strategy,
            "sampler": strategy.sm,
            "coordinates": strategy.sigma_vec,
            "step": strategy.adapt_sigma,
            "fitness": strategy.fit,
        }

    def _tidy(self) -> None:
        """Lay matrices out row by row, as a state has them: the last bit of sums hangs on it."""
        for part in self._parts().values():
            for key, value in vars(part).items():
                if isinstance(value, np.ndarray) and not value.flags.c_contiguous:
                    setattr(part, key, np.ascontiguousarray(value))
        self._strategy._updateBDfromSM(self._strategy.sm)

    def state(self) -> dict[str, Any]:
        """All that the algorithm goes on from: numbers and arrays.

        Asked for between `ask` and `tell` it is that before `ask`, where the strategy may bring its
        axes up to date, which is not done twice.
        """
        if self._asked:
            return self._before
        return {
            "generation": self.generation,
            "random": [self._seed, self.generation],
            "judge": self._judge.state(),
            "parts": {
                name: _numbers(part, _LEFT_OUT.get(name, ()))
                for name, part in self._parts().items()
            },
            "best": self.best and self.best.state(),
        }

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a state."""
        from cma.utilities.utils import ElapsedWCTime

        self.generation = state["generation"]
        self._seed = state["random"][0]
        self._judge.load(state["judge"])
        self._strategy = self._new()
        for name, part in self._parts().items():
            for key, value in state["parts"][name].items():
                setattr(part, key, value.copy() if isinstance(value, np.ndarray) else value)
        self._tidy()
        self._strategy.timer = ElapsedWCTime()  # which it makes in its first generation only
        self.best = Best.load(state["best"])
        self._asked = []


def _numbers(part: Any, but: Sequence[str]) -> dict[str, Any]:
    """An object's numbers and arrays."""
    return {
        key: value.copy() if isinstance(value, np.ndarray) else value
        for key, value in vars(part).items()
        if isinstance(value, _LEAVES) and key not in but
    }
