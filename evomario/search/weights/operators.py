"""Operators of DEAP on real numbers, as configs choose them."""

from typing import Annotated

from deap import tools
from pydantic import Field

from evomario import registry
from evomario.registry import register

from ..operator import Mating, Mutating, Probability
from ..schedules import scheduled
from .vector import Vector

Pair = tuple[Vector, Vector]
Positive = Annotated[float, Field(gt=0, le=1e6)]
Crowding = Annotated[float, Field(ge=0, le=1000)]
Beyond = Annotated[float, Field(ge=0, le=10)]

registry.define("mate_weights", Mating, scheduled)
registry.define("mutate_weights", Mutating, scheduled)


@register("mate_weights")
def sbx(one: Vector, other: Vector, *, eta: Crowding = 15.0) -> Pair:
    """Simulated binary crossover: children near their parents, the nearer the larger `eta`.

    Source: K. Deb and R. B. Agrawal, Simulated binary crossover for continuous search space,
    Complex Systems 9 (1995).
    """
    pair: Pair = tools.cxSimulatedBinary(one, other, eta)
    return pair


@register("mate_weights")
def blx(one: Vector, other: Vector, *, alpha: Beyond = 0.5) -> Pair:
    """Blend crossover: each weight anywhere between the parents', and `alpha` of it beyond.

    Source: L. J. Eshelman and J. D. Schaffer, Real-coded genetic algorithms and interval-schemata,
    Foundations of Genetic Algorithms 2 (1993).
    """
    pair: Pair = tools.cxBlend(one, other, alpha)
    return pair


@register("mutate_weights")
def gaussian(one: Vector, *, sigma: Positive = 0.1, indpb: Probability = 0.1) -> tuple[Vector]:
    """Add a normal number of deviation `sigma` to each weight, with the probability `indpb`."""
    changed: tuple[Vector] = tools.mutGaussian(one, 0.0, sigma, indpb)
    return changed
