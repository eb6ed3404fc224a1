"""How far a truth value is from holding: the violation that a constraint has by default.

For `a <= b` it is the excess over max(1, |b|), where b is the number if only one side is one; for
what must hold together the sum, for what may hold by itself the least; for a bare truth value 1.
"""

import ast
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from . import kernel
from .program import Comparison, Compiler

_OPPOSITE = {
    kernel.LT: kernel.GE, kernel.LE: kernel.GT, kernel.GT: kernel.LE, kernel.GE: kernel.LT,
    kernel.EQ: kernel.NE, kernel.NE: kernel.EQ,
}  # fmt: skip
_SWAPPED = {
    kernel.LT: kernel.GT, kernel.LE: kernel.GE, kernel.GT: kernel.LT, kernel.GE: kernel.LE,
    kernel.EQ: kernel.EQ, kernel.NE: kernel.NE,
}  # fmt: skip


def _is_literal(node: ast.expr) -> bool:
    inner = node.operand if isinstance(node, ast.UnaryOp) else node
    return isinstance(inner, ast.Constant)


class ExcessCompiler(Compiler):
    """Compiles a truth value to how far it is from holding."""

    def compile(self, kind: str = "excess") -> np.ndarray:
        """The program, `int64[n, 2]`."""
        self._excess(self._source.tree)
        return self._finished()

    def _excess(self, node: ast.expr, wanted: bool = True) -> None:
        """0 where the part is as wanted: sums over what must all hold, else the least."""
        if isinstance(node, ast.Compare):
            pairs = [partial(self._over, pair, wanted) for pair in self._pairs(node)]
            self._together(pairs, wanted)
        elif isinstance(node, ast.BoolOp):
            inner = partial(self._excess, wanted=wanted)
            parts = [partial(self._inside, part, inner) for part in node.values]
            self._together(parts, isinstance(node.op, ast.And) is wanted)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            self._inside(node.operand, partial(self._excess, wanted=not wanted))
        elif isinstance(node, ast.IfExp):
            self._choice(node, partial(self._excess, wanted=wanted))
        else:
            self._truth(node)
            if wanted:
                self._emit(kernel.NOT)

    def _over(self, pair: Comparison, wanted: bool) -> None:
        op, left, right = pair
        if _is_literal(left) and not _is_literal(right):  # it is measured by the limit
            op, left, right = _SWAPPED[op], right, left
        self._two((op if wanted else _OPPOSITE[op]) - kernel.LT + kernel.OVER_LT, left, right)

    def _together(self, parts: Sequence[Callable[[], None]], add: bool) -> None:
        parts[0]()
        for part in parts[1:]:
            part()
            self._emit(kernel.ADD if add else kernel.MIN)
