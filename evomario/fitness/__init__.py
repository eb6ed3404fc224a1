"""What is good: expressions over metrics, and the judgement of genomes."""

from .evaluation import Evaluation
from .expression import Expression
from .fitness import Constraint, Fitness, NotFinite, Objective
from .language import ExpressionError
from .measures import Measures
from .rules import NO_RULES, Rules

__all__ = [
    "NO_RULES",
    "Constraint",
    "Evaluation",
    "Expression",
    "ExpressionError",
    "Fitness",
    "Measures",
    "NotFinite",
    "Objective",
    "Rules",
]
