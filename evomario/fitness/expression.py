"""An expression: its text, and the program that it is compiled to."""

from collections.abc import Collection, Sequence
from typing import Literal

import numpy as np

from . import kernel
from .excess import ExcessCompiler
from .program import Compiler

Kind = Literal["number", "truth", "excess"]


class Expression:
    """A checked and compiled expression.

    Args:
        text: the expression.
        names: the metrics that it may use, in the order of their columns.
        kind: what it must be: a number, a truth value, or a truth value of which is asked how far
            it is from holding.
        flags: the metrics that may stand as truth values.

    Attributes:
        program: `int64[n, 2]`, as the kernel takes it.

    Raises:
        ExpressionError: it is malformed, uses an unknown name, or is of another kind.
    """

    def __init__(
        self, text: str, names: Sequence[str], kind: Kind = "number",
        flags: Collection[str] = ("finished",),
    ) -> None:  # fmt: skip
        self.text = text
        self.names = tuple(names)
        compiler = ExcessCompiler if kind == "excess" else Compiler
        self.program = compiler(text, names, flags).compile(kind)

    def __call__(self, metrics: np.ndarray) -> np.ndarray:
        """The values over metrics, `float64[..., names]`: `float64[...]`.

        Where something in the expression is not finite, such as x/0, the value is nan.
        """
        rows = np.ascontiguousarray(metrics, np.float64).reshape(-1, len(self.names))
        results = np.empty(len(rows))
        kernel.run_rows(self.program, rows, results)
        return results.reshape(np.shape(metrics)[:-1])

    def negated(self) -> np.ndarray:
        """The program of minus this."""
        return np.insert(self.program, -1, (kernel.NEGATE, 0), axis=0)
