"""The operators of `deap.tools` that fit action sequences, by their own names and arguments.

DEAP states no types, so that they are given here. Left out are operators for permutations
(cxOrdered, cxPartialyMatched, cxUniformPartialyMatched), for real numbers (cxBlend,
cxSimulatedBinary, mutGaussian, mutPolynomialBounded, and those of evolution strategies), and
selWorst.
"""

import random
from collections.abc import Callable
from typing import Annotated, Any

from deap import tools
from pydantic import Field

from evomario.registry import Unfit, register

from ..constrained import ConstrainedFitness
from ..individual import Genome, Individual
from ..operator import Count, Probability

Selected = list[Individual]
Pair = tuple[Individual, Individual]
Value = Annotated[int, Field(ge=0)]

_PLAIN: tuple[tuple[str, Callable[..., Any], dict[str, Any], str], ...] = (
    ("select", tools.selRandom, {}, "At random, with replacement."),
    ("select", tools.selTournament, {"tournsize": Count},
     "The best of `tournsize` drawn at random, again and again."),
    ("select", tools.selDoubleTournament,
     {"fitness_size": Count, "parsimony_size": Annotated[float, Field(ge=1, le=2)],
      "fitness_first": bool},
     "Of `fitness_size` the best, and of two the shorter."),
    ("select", tools.selLexicase, {}, "At random among the best."),
    ("select", tools.selEpsilonLexicase,
     {"epsilon": Annotated[float, Field(ge=0, allow_inf_nan=False)]},
     "At random among those within `epsilon` of the best."),
    ("select", tools.selAutomaticEpsilonLexicase, {},
     "At random among those within the median deviation of the best."),
    ("mate", tools.cxOnePoint, {}, "Swap what follows a random gene."),
    ("mate", tools.cxTwoPoint, {}, "Swap what lies between two random genes."),
    ("mate", tools.cxUniform, {"indpb": Probability},
     "Swap each gene with the probability `indpb`."),
    ("mutate", tools.mutShuffleIndexes, {"indpb": Probability},
     "Swap each gene, with the probability `indpb`, for that of another place."),
    ("mutate", tools.mutInversion, {}, "Turn a random stretch around."),
)  # fmt: skip
for _kind, _operator, _types, _about in _PLAIN:
    register(_kind, types=_types, about=_about)(_operator)


@register("select")
def selBest(individuals: Selected, k: int) -> Selected:
    """The best; where more are wanted than there are, each again, the best first."""
    best: Selected = tools.selBest(individuals, k)
    return [best[i % len(best)] for i in range(k)]


def _share(individuals: Selected) -> None:
    """Give each its share of a wheel: its fitness, or its lead on the worst if that is below 0."""
    values = [one.fitness.values[0] for one in individuals]
    worst = min(values)
    shares = values if worst > 0 else [value - worst for value in values]
    for one, share in zip(individuals, shares, strict=True):
        one.share = ConstrainedFitness((share if any(shares) else 1.0,))


@register("select")
def selRoulette(individuals: Selected, k: int) -> Selected:
    """In proportion to fitness, or to the lead on the worst where fitness is not above 0."""
    _share(individuals)
    chosen: Selected = tools.selRoulette(individuals, k, fit_attr="share")
    return chosen


@register("select")
def selStochasticUniversalSampling(individuals: Selected, k: int) -> Selected:
    """As selRoulette, with one spin for all."""
    _share(individuals)
    chosen: Selected = tools.selStochasticUniversalSampling(individuals, k, fit_attr="share")
    random.shuffle(chosen)  # it leaves them in order, so that like would mate with like
    return chosen


@register("mate")
def cxMessyOnePoint(one: Individual, other: Individual) -> Pair:
    """Swap what follows a gene of its own in each; genomes shrink and grow, up to their length."""
    before = one[:], other[:]
    tools.cxMessyOnePoint(one, other)
    if min(len(one), len(other)) < 2:
        one[:], other[:] = before
    for child in (one, other):
        del child[child.genome.length :]
        child.used = min(child.used, len(child))
    return one, other


def _in_bounds(genome: Genome, *, low: int | None, up: int | None, indpb: object) -> None:
    for name, bound in (("low", low), ("up", up)):
        if bound is not None and bound >= genome.values:
            wanted = f"at most {genome.values - 1}, the last value of a gene"
            raise Unfit((name,), f"{name} is {bound}", wanted)
    if low is not None and up is not None and low > up:
        raise Unfit(("low",), f"low is {low}", f"at most {up}, which is up")


@register("mutate", check=_in_bounds)
def mutUniformInt(
    individual: Individual,
    *,
    low: Value | None = None,
    up: Value | None = None,
    indpb: Probability,
) -> tuple[Individual]:
    """A random value from `low` to `up` (default: any) for each gene, with probability `indpb`."""
    last = individual.genome.values - 1
    tools.mutUniformInt(individual, low or 0, last if up is None else up, indpb)
    return (individual,)


def _two_values(genome: Genome, **parameters: object) -> None:
    if genome.values != 2:
        raise Unfit(("type",), f"mutFlipBit on genes of {genome.values} values", "genes of two")


register(
    "mutate",
    types={"indpb": Probability},
    check=_two_values,
    about="Flip each gene with the probability `indpb`, where it has two values.",
)(tools.mutFlipBit)
