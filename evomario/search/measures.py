"""Measures: what an individual did, in a few numbers, for searches that look for difference."""

from collections.abc import Sequence

import numpy as np

from evomario.fitness import Evaluation, Expression, ExpressionError
from evomario.registry import Unfit


class Measures:
    """Expressions over the metrics of an individual's episodes as one.

    Args:
        texts: the expressions.
        names: the metrics that they may use, as an algorithm registered with `metrics=True` is
            given them.

    Raises:
        Unfit: an expression is malformed, or names an unknown metric; its path is its place.
    """

    def __init__(self, texts: Sequence[str | int | float], names: Sequence[str]) -> None:
        self.expressions = [_read(i, str(text), names) for i, text in enumerate(texts)]

    def __call__(self, evaluation: Evaluation) -> np.ndarray:
        """The measures of all that was evaluated, `float64[n, m]`; nan for what is not finite."""
        return np.stack([each(evaluation.totals) for each in self.expressions], axis=-1)


def _read(place: int, text: str, names: Sequence[str]) -> Expression:
    try:
        return Expression(text, names)
    except ExpressionError as error:
        raise Unfit((place,), str(error)) from None
