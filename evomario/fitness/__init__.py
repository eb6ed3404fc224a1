"""What is good: expressions over metrics, and the judgement of genomes."""

from .evaluation import Evaluation
from .expression import Expression, ExpressionError

__all__ = ["Evaluation", "Expression", "ExpressionError"]
