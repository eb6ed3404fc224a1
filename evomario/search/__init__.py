"""Search algorithms behind ask and tell; importing this registers them and their operators.

What algorithms on action sequences are made of is here too: a `Genome` and its `Individual`s, the
`Variation` of a config or a single `Operator`, `Randomness`, a `Judge` that scores by the handling
of constraints, the `Best` so far with its `ConstrainedFitness`, and `Measures` of what was done.
"""

from evomario.fitness.measures import Measure, Measures

from . import genomes, operators
from .algorithm import Adapting, Algorithm, Drawing, Telling, mutations
from .constrained import ConstrainedFitness
from .ga import GA, GASettings
from .individual import Genome, Individual
from .judged import Best, Judge
from .learner import Learner, LearnerSettings
from .neat import Neat, NeatSettings
from .nsga2 import NSGA2, NSGA2Settings
from .operator import Operator
from .randomness import Randomness
from .variation import Variation, VariationSettings
from .weights import CMAES, CMASettings, DeepGA, DeepGASettings, RealGA, RealGASettings

__all__ = [
    "CMAES",
    "GA",
    "NSGA2",
    "Adapting",
    "Algorithm",
    "Best",
    "CMASettings",
    "ConstrainedFitness",
    "DeepGA",
    "DeepGASettings",
    "Drawing",
    "GASettings",
    "Genome",
    "Individual",
    "Judge",
    "Learner",
    "LearnerSettings",
    "Measure",
    "Measures",
    "NSGA2Settings",
    "Neat",
    "NeatSettings",
    "Operator",
    "Randomness",
    "RealGA",
    "RealGASettings",
    "Telling",
    "Variation",
    "VariationSettings",
    "genomes",
    "mutations",
    "operators",
]
