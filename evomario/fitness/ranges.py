"""Between which bounds an expression stays, known without playing: interval arithmetic."""

import ast
import math
from collections.abc import Callable, Mapping
from functools import reduce
from math import inf
from typing import NamedTuple

from .language import Source


class Range(NamedTuple):
    """The lowest and the highest value; a truth value is 0 or 1.

    Attributes:
        sure: whether it is known to be finite whatever the metrics are.
        whole: whether only whole numbers occur.
    """

    low: float
    high: float
    sure: bool = True
    whole: bool = False

    def corners(self, other: "Range", work: Callable[[float, float], float]) -> "Range":
        """The range of what is monotone in both its arguments."""
        found = [work(a, b) for a in self[:2] for b in other[:2]]
        return Range(min(found), max(found), self.sure and other.sure)


Within = Mapping[str, Range]
ANY = Range(-inf, inf)
_UNKNOWN = Range(-inf, inf, sure=False)


def range_of(text: str, within: Within) -> Range:
    """The range of a checked expression, where each metric stays within its own.

    It may be wider than need be: metrics are taken as if they were independent of one another.
    """
    return _of(Source(text).tree, within)


def metrics_of(text: str) -> set[str]:
    """The metrics that a checked expression speaks of."""
    tree = Source(text).tree
    functions = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    return {node.id for node in names if id(node) not in functions}


def conjuncts(text: str) -> list[str]:
    """The parts of a checked requirement that must all hold."""
    tree = Source(text).tree
    parts = tree.values if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.And) else [tree]
    return [ast.unparse(part) for part in parts]


def _of(node: ast.expr, within: Within) -> Range:
    match node:
        case ast.Constant(value=int() | float() as value):
            return Range(float(value), float(value))
        case ast.Name(id=name):
            return within.get(name, ANY)
        case ast.UnaryOp(op=op, operand=operand):
            return _unary(op, _of(operand, within))
        case ast.BinOp(op=op, left=left, right=right):
            return _sane(_BINARY[type(op)](_of(left, within), _of(right, within)))
        case ast.Compare():
            return _compare(node, within)
        case ast.BoolOp(op=op, values=values):
            parts, pick = [_of(v, within) for v in values], min if _is_and(op) else max
            sure = all(part.sure for part in parts)
            return Range(pick(p.low for p in parts), pick(p.high for p in parts), sure)
        case ast.IfExp():
            return _choice(node, within)
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return _sane(_FUNCTIONS[name](*(_of(argument, within) for argument in arguments)))
    return _UNKNOWN


def _sane(x: Range) -> Range:
    """The range, unless its ends ran into infinity."""
    return x if x.low <= x.high and x.low < inf and x.high > -inf else _UNKNOWN


def _is_and(op: ast.boolop) -> bool:
    return isinstance(op, ast.And)


def _unary(op: ast.unaryop, x: Range) -> Range:
    if isinstance(op, ast.Not):
        return Range(1 - x.high, 1 - x.low, x.sure)
    return Range(-x.high, -x.low, x.sure) if isinstance(op, ast.USub) else x


def _choice(node: ast.IfExp, within: Within) -> Range:
    test = _of(node.test, within)
    found = []
    if test.high:
        found.append(_of(node.body, _narrowed(node.test, within, True)))
    if not test.low:
        found.append(_of(node.orelse, _narrowed(node.test, within, False)))
    sure = test.sure and all(each.sure for each in found)
    return Range(min(each.low for each in found), max(each.high for each in found), sure)


def _narrowed(test: ast.expr, within: Within, holds: bool) -> Within:
    """What metrics can be where a test like `coins > 0` holds, or where it does not."""
    if isinstance(test, ast.BoolOp) and _is_and(test.op) is holds:
        return reduce(lambda known, part: _narrowed(part, known, holds), test.values, within)
    match test:
        case ast.Compare(
            left=ast.Name(id=name), ops=[op], comparators=[ast.Constant(value=int() | float() as c)]
        ) if name in within:
            kind = type(op) if holds else _OPPOSITE.get(type(op), ast.NotEq)
            return {**within, name: _cut(within[name], kind, float(c))}
    return within


def _cut(x: Range, kind: type[ast.cmpop], c: float) -> Range:
    """The part of a range that compares so with a constant, or all of it if that leaves none."""
    low, high = x.low, x.high
    if kind in (ast.Gt, ast.GtE, ast.Eq):
        low = max(low, math.floor(c) + 1 if kind is ast.Gt and x.whole else c)
    if kind in (ast.Lt, ast.LtE, ast.Eq):
        high = min(high, math.ceil(c) - 1 if kind is ast.Lt and x.whole else c)
    if kind is ast.NotEq and x.whole:
        low, high = low + (low == c), high - (high == c)
    return x._replace(low=low, high=high) if low <= high else x


def _compare(node: ast.Compare, within: Within) -> Range:
    sides = [_of(side, within) for side in (node.left, *node.comparators)]
    pairs = zip(sides[:-1], node.ops, sides[1:], strict=True)
    verdicts = [_COMPARE[type(op)](a, b) for a, op, b in pairs]
    sure = all(side.sure for side in sides)
    return Range(float(all(v[0] for v in verdicts)), float(all(v[1] for v in verdicts)), sure)


# Each gives whether it always holds, and whether it ever can.
_COMPARE: dict[type[ast.cmpop], Callable[[Range, Range], tuple[bool, bool]]] = {
    ast.Lt: lambda a, b: (a.high < b.low, a.low < b.high),
    ast.LtE: lambda a, b: (a.high <= b.low, a.low <= b.high),
    ast.Gt: lambda a, b: (a.low > b.high, a.high > b.low),
    ast.GtE: lambda a, b: (a.low >= b.high, a.high >= b.low),
    ast.Eq: lambda a, b: (_same(a, b), _meet(a, b)),
    ast.NotEq: lambda a, b: (not _meet(a, b), not _same(a, b)),
}
_OPPOSITE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.GtE, ast.LtE: ast.Gt, ast.Gt: ast.LtE, ast.GtE: ast.Lt, ast.NotEq: ast.Eq,
}  # fmt: skip


def _same(a: Range, b: Range) -> bool:
    return a.low == a.high == b.low == b.high


def _meet(a: Range, b: Range) -> bool:
    return a.low <= b.high and b.low <= a.high


def _product(a: float, b: float) -> float:
    return a * b if a and b else 0.0


def _divide(a: Range, b: Range) -> Range:
    if b.low <= 0 <= b.high:
        return _UNKNOWN
    return a.corners(Range(1 / b.high, 1 / b.low, b.sure), _product)


def _remainder(a: Range, b: Range) -> Range:
    if b.low <= 0 <= b.high:
        return _UNKNOWN
    return Range(min(b.low, 0.0), max(b.high, 0.0), a.sure and b.sure)


def _power(a: Range, b: Range) -> Range:
    square = b.low == b.high and b.low % 2 == 0
    if b.low < 0 or (a.low < 0 and not square):
        return _UNKNOWN
    base = a if a.low >= 0 else Range(0.0, max(-a.low, a.high), a.sure)
    try:
        found = base.corners(b, pow)
    except OverflowError:
        return _UNKNOWN
    return found if math.isfinite(found.high) else found._replace(sure=False)


def _exp(x: Range) -> Range:
    return Range(
        math.exp(min(x.low, 700.0)), math.exp(x.high) if x.high < 700 else inf,
        x.sure and x.high < 700,
    )  # fmt: skip


def _log(x: Range) -> Range:
    low, high = (math.log(end) if 0 < end < inf else end for end in (x.low, x.high))
    return Range(low, high, x.sure) if x.low > 0 else Range(-inf, inf, sure=False)


def _sqrt(x: Range) -> Range:
    return Range(math.sqrt(max(x.low, 0.0)), math.sqrt(max(x.high, 0.0)), x.sure and x.low >= 0)


def _absolute(x: Range) -> Range:
    low = 0.0 if x.low <= 0 <= x.high else min(abs(x.low), abs(x.high))
    return Range(low, max(abs(x.low), abs(x.high)), x.sure)


def _picked(pick: Callable[..., float]) -> Callable[..., Range]:
    def among(*parts: Range) -> Range:
        sure = all(part.sure for part in parts)
        return Range(pick(p.low for p in parts), pick(p.high for p in parts), sure)

    return among


_lowest, _highest = _picked(min), _picked(max)
_BINARY: dict[type[ast.operator], Callable[[Range, Range], Range]] = {
    ast.Add: lambda a, b: Range(a.low + b.low, a.high + b.high, a.sure and b.sure),
    ast.Sub: lambda a, b: Range(a.low - b.high, a.high - b.low, a.sure and b.sure),
    ast.Mult: lambda a, b: a.corners(b, _product),
    ast.Div: _divide,
    ast.Mod: _remainder,
    ast.Pow: _power,
}
_FUNCTIONS: dict[str, Callable[..., Range]] = {
    "min": _lowest,
    "max": _highest,
    "clip": lambda x, low, high: _lowest(_highest(x, low), high),
    "abs": _absolute,
    "sqrt": _sqrt,
    "log": _log,
    "exp": _exp,
}
