"""Arithmetic on metrics: `10*coins + 0.1*distance` parsed against a whitelist, never evaluated."""

import ast
import operator
from collections.abc import Callable, Collection, Mapping
from typing import Any

import numpy as np

from evomario.errors import UserError, unknown

_BINARY: dict[type, tuple[str, Callable]] = {
    ast.Add: ("+", operator.add),
    ast.Sub: ("-", operator.sub),
    ast.Mult: ("*", operator.mul),
    ast.Div: ("/", operator.truediv),
}
_UNARY: dict[type, Callable] = {ast.UAdd: operator.pos, ast.USub: operator.neg}
_LONGEST = 1000  # characters
_FORM = "an expression such as 10*coins + 0.1*distance: numbers, metrics, + - * / and brackets"


class ExpressionError(UserError):
    """What is wrong in an expression, and at which character (from 0)."""

    def __init__(self, problem: str, offset: int) -> None:
        super().__init__(problem)
        self.offset = offset


class Expression:
    """A checked expression.

    Args:
        text: the expression.
        metrics: the names that it may use.

    Raises:
        ExpressionError: it is malformed, or uses an unknown name.
    """

    def __init__(self, text: str, metrics: Collection[str]) -> None:
        self.text = text
        if len(text) > _LONGEST:
            raise ExpressionError(f"longer than {_LONGEST} characters", _LONGEST)
        try:
            self._tree = ast.parse(text.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            offset = (getattr(error, "offset", None) or 1) - 1
            raise ExpressionError(f"not an expression: expected {_FORM}", offset) from None
        _check(self._tree, metrics)

    def __call__(self, columns: Mapping[str, np.ndarray] | np.ndarray) -> np.ndarray:
        """The values over columns of metrics, as float64 of their shape.

        x/0 and whatever else is not finite counts as the worst: minus infinity.
        """
        shape = columns.shape if isinstance(columns, np.ndarray) else _shape(columns)
        with np.errstate(all="ignore"):
            values = np.broadcast_to(_value(self._tree, columns), shape)
        return np.where(np.isfinite(values), values, -np.inf)


def _shape(columns: Mapping[str, np.ndarray]) -> tuple[int, ...]:
    return np.broadcast_shapes(*(np.shape(column) for column in columns.values()))


def _check(node: ast.expr, metrics: Collection[str]) -> None:
    """Raise at the first part that is not on the whitelist."""
    if isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
        _check(node.left, metrics)
        _check(node.right, metrics)
    elif isinstance(node, ast.UnaryOp) and type(node.op) in _UNARY:
        _check(node.operand, metrics)
    elif isinstance(node, ast.Name):
        if node.id not in metrics:
            raise ExpressionError(unknown("metric", node.id, metrics), node.col_offset)
    elif not (isinstance(node, ast.Constant) and type(node.value) in (int, float)):
        raise ExpressionError(f"not understood here: expected {_FORM}", node.col_offset)


def _value(node: ast.expr, columns: Mapping[str, np.ndarray] | np.ndarray) -> Any:
    if isinstance(node, ast.BinOp):
        return _BINARY[type(node.op)][1](_value(node.left, columns), _value(node.right, columns))
    if isinstance(node, ast.UnaryOp):
        return _UNARY[type(node.op)](_value(node.operand, columns))
    if isinstance(node, ast.Name):
        return np.asarray(columns[node.id], np.float64)
    assert isinstance(node, ast.Constant)
    return np.float64(float(node.value))  # type: ignore[arg-type]
