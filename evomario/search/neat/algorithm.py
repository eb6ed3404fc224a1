"""NEAT on neat-python, behind ask and tell."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from neat.math_util import mean

from evomario.errors import UserError
from evomario.fitness import Evaluation
from evomario.fitness.handling import Handling, total_violations
from evomario.policies.networks import Network
from evomario.registry import Unfit, register

from ..constrained import ConstrainedFitness
from ..judged import Best
from ..randomness import Randomness
from .config import neat_config
from .evidence import Evidence
from .genomes import pack, unpack
from .lineage import Lineage
from .scores import Scores
from .settings import NeatSettings
from .summary import Summary

_MOST_GENES = 10_000_000  # of the first generation: each takes some 400 bytes
_CRITERIA: dict[str, Any] = {"max": max, "min": min, "mean": mean}


@register("algorithm", "neat", settings=NeatSettings, watches=True)
class Neat:
    """NEAT, as neat-python 2.0 does it: `neat.Population.run`, turned inside out.

    Source: K. O. Stanley and R. Miikkulainen, Evolving neural networks through augmenting
    topologies, Evolutionary Computation 10 (2002); what differs from it is neat-python's.

    Args:
        settings: the `algorithm:` part of a config.
        sizes: how many inputs and outputs the networks have.
        seed: root seed; the same seed and evaluations give the same genomes.
        handling: of constraints; see `Scores`.

    Attributes:
        config: neat-python's own configuration.
        generation: how often it was told.
        spent: the used share of the budget, which the run says.
        best: the best so far, by the lesser violation and then the objective; None before the first
            `tell`.
        over: why the search has ended by itself; "" while it goes on.

    Raises:
        Unfit: the population would take too much memory, or constraints are handled otherwise.
    """

    def __init__(
        self, settings: NeatSettings, sizes: tuple[int, int], seed: int,
        handling: Handling | None = None,
    ) -> None:  # fmt: skip
        _check(settings, *sizes)
        self.settings = settings
        self.config = neat_config(settings, *sizes)
        self.generation = 0
        self.spent = 0.0
        self.best: Best | None = None
        self.over = ""
        self._random = Randomness(seed)
        self._lineage = Lineage(self.config)
        self._scores = Scores(handling)
        self._evidence = Evidence() if settings.survivors == "mean" else None
        self._summary: dict[str, Any] = {}

    @property
    def needs(self) -> frozenset[str]:
        """What evaluations must hold beside objectives and outcomes: nothing."""
        return frozenset()

    def ask(self) -> list[Any]:
        """The genomes to evaluate next, each a `neat.DefaultGenome`; they are not to be changed.

        Asked again before it was told, it gives the same ones.

        Raises:
            UserError: all species have died out, or do not fit into the population.
        """
        lineage = self._lineage
        if not lineage.population:
            if self.over:
                raise UserError(self.over)
            with self._random.installed():
                lineage.begin()
        return list(lineage.population.values())

    def begin_with(self, state: dict[str, Any]) -> None:
        """Begin with the population of another, sorted into species anew; see `Adapting`."""
        with self._random.installed():
            self._lineage.begin_with(state["lineage"])

    def tell(self, genomes: Sequence[Any], evaluation: Evaluation) -> None:
        """Take the evaluation of what was asked for, and breed the next generation."""
        fitnesses = self._scores(*self._worth(genomes, evaluation), self.spent)
        for genome, fitness in zip(genomes, fitnesses.tolist(), strict=True):
            genome.fitness = fitness
        for one in self._lineage.species.species.values():
            one.fitness_history = self._scores.shift(one.fitness_history)
        self._remember(genomes, evaluation)
        summary = Summary(self._lineage)
        if self._met(genomes, evaluation):
            self.over = "fitness threshold met"
        else:
            with self._random.installed():
                self.over = self._lineage.breed()
        if self._evidence:
            self._evidence.keep(self._lineage.population)
        self._summary = summary.after(self._lineage)
        self.generation += 1

    def _worth(
        self, genomes: Sequence[Any], evaluation: Evaluation
    ) -> tuple[np.ndarray, np.ndarray]:
        """The objectives and violations that genomes are scored by."""
        if self._evidence:
            return self._evidence(genomes, evaluation)
        return evaluation.objectives, evaluation.violations

    def _remember(self, genomes: Sequence[Any], evaluation: Evaluation) -> None:
        """Find the best."""
        for genome, *judged in zip(
            genomes, evaluation.objectives, evaluation.violations, strict=True
        ):
            fitness = ConstrainedFitness.of(*judged)
            if self.best is None or fitness > self.best.fitness:
                self.best = Best(genome, fitness)

    def _met(self, genomes: Sequence[Any], evaluation: Evaluation) -> bool:
        """Whether the population is as good as the settings ask; what is not allowed is not."""
        settings = self.settings
        if settings.fitness_threshold is None or settings.no_fitness_termination:
            return False
        allowed = (total_violations(evaluation.violations) == 0).tolist()
        values = [g.fitness if a else float("-inf") for g, a in zip(genomes, allowed, strict=True)]
        criterion = _CRITERIA[settings.fitness_criterion](values)
        return bool(criterion >= settings.fitness_threshold)

    def network(self, genome: Any) -> Network:
        """The network that a genome describes, feed-forward or recurrent as the settings say.

        Raises:
            UserError: no kernel can run it.
        """
        return Network.grown(genome, self.config)

    def encoded(self, genome: Any) -> bytes:
        """A genome as bytes; see `evomario.search.neat.genome_bytes`."""
        return self._lineage.genes(genome).tobytes()

    def summary(self) -> dict[str, Any]:
        """What the last generation told of was like; empty before the first `tell`.

        See `evomario.search.neat.summary.Summary`.
        """
        return self._summary

    def state(self) -> dict[str, Any]:
        """All that the algorithm goes on from: numbers, text and arrays."""
        best = self.best
        return {
            "generation": self.generation,
            "over": self.over,
            "random": self._random.state(),
            "lineage": self._lineage.state(),
            "scores": self._scores.state(),
            "evidence": self._evidence and self._evidence.state(),
            "summary": self._summary,
            "best": best and {
                "genome": pack([self._lineage.genes(best.genome)]),
                "values": list(best.fitness.values),
                "violation": best.fitness.violation,
            },
        }  # fmt: skip

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a state."""
        self.generation, self.over = state["generation"], state["over"]
        self._random.load(state["random"])
        self._lineage.load(state["lineage"])
        self._scores.load(state["scores"])
        if self._evidence and state.get("evidence"):  # older checkpoints have none
            self._evidence.load(state["evidence"])
        self._summary = state["summary"]
        best = state["best"]
        if best is None:
            self.best = None
            return
        [genes] = unpack(best["genome"])
        fitness = ConstrainedFitness(best["values"], best["violation"])
        self.best = Best(self._lineage.population.get(genes.key) or genes.genome(), fitness)


def _check(settings: NeatSettings, inputs: int, outputs: int) -> None:
    """Raise where networks would be none, or too large."""
    if inputs < 1 or outputs < 1:
        raise UserError(f"{inputs} inputs, {outputs} outputs: a network has at least one of each")
    if settings.ini is not None:
        problem = "an INI is read together with the config that names it"
        raise Unfit(("ini",), problem, "its values here, or evomario.search.neat.with_ini")
    hidden = settings.genome.num_hidden
    genes = settings.population * (
        outputs + hidden + inputs * outputs + hidden * (inputs + outputs)
    )
    if genes > _MOST_GENES:
        problem = f"a population whose genomes are connected in full has {genes:,} genes"
        raise Unfit(("population",), problem, f"at most {_MOST_GENES:,}")
