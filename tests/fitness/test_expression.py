import ast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evomario.fitness import Expression, ExpressionError

METRICS = ("coins", "distance", "time_left")
COLUMNS = {
    "coins": np.array([0, 3, 12]),
    "distance": np.array([10, 500, 3000]),
    "time_left": np.array([399, 300, 0]),
}
terms = st.one_of(
    st.sampled_from(METRICS),
    st.integers(0, 1000).map(str),
    st.floats(0, 1e6, allow_nan=False).map(repr),
)
expressions = st.recursive(
    terms,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        inner.map(lambda t: f"-{t}"),
    ),
    max_leaves=12,
)


@given(expressions)
def test_values_equal_python_s_own(text: str) -> None:
    values = Expression(text, METRICS)(COLUMNS)
    for i, value in enumerate(values):
        names = {name: float(column[i]) for name, column in COLUMNS.items()}
        try:
            expected = float(eval(text, {"__builtins__": {}}, names))
        except ZeroDivisionError:
            expected = -np.inf
        assert value == (expected if np.isfinite(expected) else -np.inf)


def test_what_is_not_finite_counts_as_the_worst() -> None:
    values = Expression("distance / coins", METRICS)(COLUMNS)
    assert values[0] == -np.inf and values[1] == pytest.approx(500 / 3)


@pytest.mark.parametrize(
    ("text", "offset", "message"),
    [
        ("10*coinz", 3, "unknown metric 'coinz': did you mean 'coins'"),
        ("coins +", 7, "not an expression"),
        ("", 0, "not an expression"),
        ("__import__('os')", 0, "not understood"),
        ("coins.real", 0, "not understood"),
        ("(lambda: 1)()", 0, "not understood"),
        ("coins + 'text'", 8, "not understood"),
        ("coins ** 9", 0, "not understood"),
        ("True + 1", 0, "not understood"),
        ("coins + " * 500 + "1", 1000, "longer than"),
        ("(" * 300 + "1" + ")" * 300, 0, "not an expression"),
    ],
)
def test_anything_else_is_refused_at_its_place(text: str, offset: int, message: str) -> None:
    with pytest.raises(ExpressionError, match=message) as error:
        Expression(text, METRICS)
    if message != "not an expression":
        assert error.value.offset == offset


def test_the_whitelist_is_short() -> None:
    allowed = 0
    for name in ("1 + 1", "-1", "coins"):
        allowed += isinstance(Expression(name, METRICS), Expression)
    assert allowed == 3 and issubclass(ast.Pow, ast.operator)
