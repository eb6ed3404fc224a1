"""Checked trees -> programs for the kernel.

What a part must be, a number or a truth value, is known before it is compiled. `finished` is a
number that may also stand as a truth value.
"""

import ast
import struct
from collections.abc import Callable, Collection, Sequence
from functools import partial

import numpy as np

from evomario.errors import unknown

from . import kernel
from .language import DEEPEST, ExpressionError, Source

_LONGEST = 4000  # instructions

_BINARY: dict[type, int] = {
    ast.Add: kernel.ADD, ast.Sub: kernel.SUBTRACT, ast.Mult: kernel.MULTIPLY,
    ast.Div: kernel.DIVIDE, ast.Mod: kernel.REMAINDER, ast.Pow: kernel.POWER,
}  # fmt: skip
_COMPARE: dict[type, int] = {
    ast.Lt: kernel.LT, ast.LtE: kernel.LE, ast.Gt: kernel.GT, ast.GtE: kernel.GE,
    ast.Eq: kernel.EQ, ast.NotEq: kernel.NE,
}  # fmt: skip
_ONE = {"abs": kernel.ABS, "sqrt": kernel.SQRT, "log": kernel.LOG, "exp": kernel.EXP}
_FOLDED = {"min": kernel.MIN, "max": kernel.MAX}
#: Every function, and how it is called.
FUNCTIONS = {
    **{name: f"{name}(x)" for name in _ONE},
    **{name: f"{name}(x, y, ...)" for name in _FOLDED},
    "clip": "clip(x, lowest, highest)",
}

#: An operation of the kernel, and its two sides.
Comparison = tuple[int, ast.expr, ast.expr]


class Compiler:
    """Compiles one expression.

    Args:
        text: the expression.
        names: the metrics, in the order of their columns.
        flags: those that may stand as truth values.

    Raises:
        ExpressionError: by any of its methods, where the expression is not in order.
    """

    def __init__(self, text: str, names: Sequence[str], flags: Collection[str]) -> None:
        self._source = Source(text)
        self._columns = {name: i for i, name in enumerate(names)}
        self._flags = flags
        self._code: list[tuple[int, int]] = []
        self._depth = 0

    def compile(self, kind: str) -> np.ndarray:
        """The program of a "number" or a "truth" value, `int64[n, 2]`."""
        (self._truth if kind == "truth" else self._number)(self._source.tree)
        return self._finished()

    def _finished(self) -> np.ndarray:
        self._emit(kernel.END)
        return np.array(self._code, np.int64)

    def _emit(self, op: int, argument: int = 0) -> int:
        """Add an instruction; its place."""
        if len(self._code) == _LONGEST:
            raise ExpressionError("too long once its comparisons are taken apart", 0)
        self._code.append((op, argument))
        return len(self._code) - 1

    def _constant(self, value: float) -> None:
        self._emit(kernel.CONSTANT, struct.unpack("<q", struct.pack("<d", value))[0])

    def _land(self, jump: int) -> None:
        """Let an earlier jump lead here."""
        self._code[jump] = (self._code[jump][0], len(self._code) - jump - 1)

    def _inside(self, node: ast.expr, work: Callable[[ast.expr], None]) -> None:
        """Compile a part of a part."""
        if self._depth == DEEPEST:
            raise self._source.error(node, f"nested deeper than {DEEPEST}")
        self._depth += 1
        work(node)
        self._depth -= 1

    # Numbers

    def _number(self, node: ast.expr) -> None:
        if isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
            self._two(_BINARY[type(node.op)], node.left, node.right)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.UAdd | ast.USub):
            self._inside(node.operand, self._number)
            if isinstance(node.op, ast.USub):
                self._emit(kernel.NEGATE)
        elif isinstance(node, ast.Name):
            self._metric(node)
        elif isinstance(node, ast.Constant):
            self._literal(node)
        elif isinstance(node, ast.IfExp):
            self._choice(node, self._number)
        elif isinstance(node, ast.Call):
            self._call(node)
        elif self._is_truth(node):
            raise self._source.error(
                node, "a truth value where a number is expected: write `1 if ... else 0`"
            )
        else:
            raise self._source.error(node)

    def _two(self, op: int, left: ast.expr, right: ast.expr) -> None:
        self._inside(left, self._number)
        self._inside(right, self._number)
        self._emit(op)

    def _literal(self, node: ast.Constant) -> None:
        if type(node.value) not in (int, float):
            raise self._source.error(node)
        try:
            value = float(node.value)  # type: ignore[arg-type]
        except OverflowError:
            value = float("inf")
        if value == float("inf"):
            raise self._source.error(node, "a number too large")
        self._constant(value)

    def _metric(self, node: ast.Name) -> None:
        if node.id in FUNCTIONS:
            raise self._source.error(node, f"expected {FUNCTIONS[node.id]}")
        if node.id not in self._columns:
            raise self._source.error(node, unknown("metric", node.id, self._columns))
        self._emit(kernel.METRIC, self._columns[node.id])

    def _call(self, node: ast.Call) -> None:
        if not isinstance(node.func, ast.Name):
            raise self._source.error(node)
        name, given = node.func.id, len(node.args)
        if name not in FUNCTIONS:
            raise self._source.error(node, unknown("function", name, FUNCTIONS))
        fits = given == 1 if name in _ONE else given >= 2 if name in _FOLDED else given == 3
        if not fits or node.keywords:
            raise self._source.error(node, f"expected {FUNCTIONS[name]}")
        ops = [kernel.MAX, kernel.MIN] if name == "clip" else [_FOLDED.get(name, 0)] * (given - 1)
        self._inside(node.args[0], self._number)
        for op, argument in zip(ops, node.args[1:], strict=True):
            self._inside(argument, self._number)
            self._emit(op)
        if name in _ONE:
            self._emit(_ONE[name])

    # Truth values

    def _is_truth(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Compare | ast.BoolOp) or (
            isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)
        )

    def _truth(self, node: ast.expr) -> None:
        if isinstance(node, ast.Compare):
            self._every([partial(self._two, *pair) for pair in self._pairs(node)])
        elif isinstance(node, ast.BoolOp):
            parts = [partial(self._inside, part, self._truth) for part in node.values]
            (self._every if isinstance(node.op, ast.And) else self._any)(parts)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            self._inside(node.operand, self._truth)
            self._emit(kernel.NOT)
        elif isinstance(node, ast.IfExp):
            self._choice(node, self._truth)
        elif isinstance(node, ast.Name) and node.id in self._flags:
            self._metric(node)
        else:
            self._number(node)  # which says what is wrong in it, if something is
            raise self._source.error(
                node, "a number where a truth value is expected: compare it with something"
            )

    def _pairs(self, node: ast.Compare) -> list[Comparison]:
        """The comparisons of two that a chain means."""
        if not all(type(op) in _COMPARE for op in node.ops):
            raise self._source.error(node)
        sides = [node.left, *node.comparators]
        kinds = [_COMPARE[type(op)] for op in node.ops]
        return list(zip(kinds, sides[:-1], sides[1:], strict=True))

    def _every(self, parts: Sequence[Callable[[], None]]) -> None:
        """True where all are; what follows a false one is not run."""
        exits = []
        for part in parts[:-1]:
            part()
            exits.append(self._emit(kernel.JUMP_UNLESS))
        parts[-1]()
        if exits:
            end = self._emit(kernel.JUMP)
            for jump in exits:
                self._land(jump)
            self._constant(0)
            self._land(end)

    def _any(self, parts: Sequence[Callable[[], None]]) -> None:
        """True where one is; what follows a true one is not run."""
        ends = []
        for part in parts[:-1]:
            part()
            jump = self._emit(kernel.JUMP_UNLESS)
            self._constant(1)
            ends.append(self._emit(kernel.JUMP))
            self._land(jump)
        parts[-1]()
        for end in ends:
            self._land(end)

    def _choice(self, node: ast.IfExp, work: Callable[[ast.expr], None]) -> None:
        """`x if c else y`; only one of x and y is run."""
        self._inside(node.test, self._truth)
        other = self._emit(kernel.JUMP_UNLESS)
        self._inside(node.body, work)
        end = self._emit(kernel.JUMP)
        self._land(other)
        self._inside(node.orelse, work)
        self._land(end)
