"""Plain-Python twins of what expressions mean, over Python's own arithmetic."""

import ast
import math
import operator
from typing import Any

BINARY = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
    ast.Div: operator.truediv, ast.Mod: operator.mod, ast.Pow: operator.pow,
}  # fmt: skip
COMPARE = {
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
    ast.Eq: operator.eq, ast.NotEq: operator.ne,
}  # fmt: skip
OPPOSITE = {
    ast.Lt: ast.GtE, ast.LtE: ast.Gt, ast.Gt: ast.LtE, ast.GtE: ast.Lt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
}  # fmt: skip
FUNCTIONS = {
    "min": min, "max": max, "abs": abs, "sqrt": math.sqrt, "log": math.log, "exp": math.exp,
    "clip": lambda x, low, high: min(max(x, low), high),
}  # fmt: skip


class Fault(Exception):
    """Something came to nothing finite."""


def evaluate(text: str, names: dict[str, float]) -> float:
    """The value of an expression."""
    return Twin(names).value(ast.parse(text, mode="eval").body)


def excess(text: str, names: dict[str, float]) -> float:
    """How far an expression is from holding."""
    return Twin(names).excess(ast.parse(text, mode="eval").body, True)


def finite(work: Any, *args: float) -> float:
    try:
        value = work(*args)
    except (ArithmeticError, ValueError):
        raise Fault from None
    if isinstance(value, complex) or not math.isfinite(value):
        raise Fault
    return value


class Twin:
    def __init__(self, names: dict[str, float]) -> None:
        self.names = names

    def value(self, node: Any) -> Any:
        if isinstance(node, ast.BinOp):
            left = self.value(node.left)
            return finite(BINARY[type(node.op)], left, self.value(node.right))
        if isinstance(node, ast.UnaryOp):
            inner = self.value(node.operand)
            return not inner if isinstance(node.op, ast.Not) else -inner
        if isinstance(node, ast.BoolOp):
            wanted = isinstance(node.op, ast.Or)
            return any(self.value(part) for part in node.values) if wanted else all(
                self.value(part) for part in node.values
            )  # fmt: skip
        if isinstance(node, ast.Compare):
            return all(COMPARE[type(op)](self.value(a), self.value(b)) for op, a, b in pairs(node))
        if isinstance(node, ast.IfExp):
            return self.value(node.body if self.value(node.test) else node.orelse)
        if isinstance(node, ast.Call):
            return finite(FUNCTIONS[node.func.id], *[self.value(a) for a in node.args])
        return self.names[node.id] if isinstance(node, ast.Name) else float(node.value)

    def excess(self, node: Any, wanted: bool) -> float:
        if isinstance(node, ast.Compare):
            return together([self.over(*pair, wanted) for pair in pairs(node)], wanted)
        if isinstance(node, ast.BoolOp):
            found = [self.excess(part, wanted) for part in node.values]
            return together(found, isinstance(node.op, ast.And) is wanted)
        if isinstance(node, ast.UnaryOp):
            return self.excess(node.operand, not wanted)
        if isinstance(node, ast.IfExp):
            return self.excess(node.body if self.value(node.test) else node.orelse, wanted)
        return float(bool(self.value(node)) is not wanted)

    def over(self, op: Any, left: Any, right: Any, wanted: bool) -> float:
        kind = type(op) if wanted else OPPOSITE[type(op)]
        a, b = self.value(left), self.value(right)
        if COMPARE[kind](a, b):
            return 0
        if kind is ast.NotEq:
            return 1
        limit = a if is_literal(left) and not is_literal(right) else b
        return max(finite(lambda: abs(a - b) / max(1, abs(limit))), 1e-6)


def is_literal(node: Any) -> bool:
    return isinstance(getattr(node, "operand", node), ast.Constant)


def pairs(node: ast.Compare) -> list:
    sides = [node.left, *node.comparators]
    return list(zip(node.ops, sides, sides[1:], strict=False))


def together(found: list[float], add: bool) -> float:
    return finite(sum, found) if add else min(found)
