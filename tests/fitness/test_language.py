import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evomario.fitness import Expression, ExpressionError
from tests.fitness.twin import Fault, evaluate, excess

METRICS = ("coins", "distance", "time_left", "finished")
ROWS = np.array([[0, 10, 399, 0], [3, 500, 300, 1], [12, 3000, 0, 1], [-2.5, 1e300, 1, 0]])

names = st.sampled_from(METRICS)
literals = st.one_of(st.integers(0, 1000).map(str), st.floats(0, 1e6).map(repr))


def join(template: str, *parts: Any) -> Any:
    return st.tuples(*parts).map(lambda found: template.format(*found))


numbers = st.deferred(lambda: small_numbers | bigger_numbers)
truths = st.deferred(lambda: small_truths | bigger_truths)
small_numbers = st.one_of(names, literals)
bigger_numbers = st.one_of(
    join("({} {} {})", numbers, st.sampled_from(["+", "-", "*", "/", "%", "**"]), numbers),
    join("-{}", numbers),
    join("{}({})", st.sampled_from(["abs", "sqrt", "log", "exp"]), numbers),
    join("{}({}, {}, {})", st.sampled_from(["min", "max", "clip"]), numbers, numbers, numbers),
    join("({} if {} else {})", numbers, truths, numbers),
)
comparators = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
small_truths = st.one_of(
    st.just("finished"),
    join("({} {} {})", small_numbers, comparators, small_numbers),
    join("({} {} {} {} {})", numbers, comparators, numbers, comparators, numbers),
)
bigger_truths = st.one_of(
    join("({} {} {})", truths, st.sampled_from(["and", "or"]), truths),
    join("(not {})", truths),
    join("({} if {} else {})", truths, truths, truths),
)


def expected(work: Any, text: str, row: np.ndarray) -> float:
    try:
        return float(work(text, dict(zip(METRICS, row.tolist(), strict=True))))
    except Fault:
        return math.nan


@pytest.mark.parametrize(
    ("kind", "strategy", "twin"),
    [("number", numbers, evaluate), ("truth", truths, evaluate), ("excess", truths, excess)],
)
def test_the_kernel_equals_its_plain_python_twin(kind: Any, strategy: Any, twin: Any) -> None:
    @settings(max_examples=300)
    @given(strategy)
    def check(text: str) -> None:
        try:
            values = Expression(text, METRICS, kind)(ROWS)
        except ExpressionError as error:
            assert "longer" in str(error) or "too long" in str(error)
            return
        for row, value in zip(ROWS, values, strict=True):
            wanted = expected(twin, text, row)
            assert value == pytest.approx(wanted, rel=1e-12, abs=0, nan_ok=True), (text, row)

    check()


@pytest.mark.parametrize(
    "text",
    [
        "1/0", "coins/0", "5 % 0", "0**-1", "(-8)**(1/3)", "log(0)", "log(-1)", "sqrt(-1)",
        "exp(1000)", "1e308*10", "10**400", "min(1/0, 5)", "0*(1/0)", "1 if 1/0 > 3 else 2",
    ],
)  # fmt: skip
def test_what_is_not_finite_makes_nothing_of_the_whole(text: str) -> None:
    assert np.isnan(Expression(text, METRICS)(ROWS)).all()


def test_what_is_not_chosen_is_not_run() -> None:
    assert Expression("distance/coins if coins != 0 else 7", METRICS)(ROWS)[0] == 7
    assert Expression("coins != 0 and distance/coins > 3", METRICS, "truth")(ROWS)[0] == 0
    assert Expression("coins == 0 or distance/coins > 3", METRICS, "truth")(ROWS)[0] == 1


@pytest.mark.parametrize(
    ("text", "violation"),
    [
        ("distance <= 400", 0.25), ("distance <= 500", 0), ("coins <= 0.5", 2.5),
        ("400 >= distance", 0.25), ("-1 <= -coins", 2), ("3 <= 2", 0.5),
        ("distance < 500", 1e-6), ("coins > 5 and distance < 400", 0.65),
        ("coins > 5 or distance < 400", 0.25), ("not distance > 400", 0.25), ("finished", 0),
        ("not finished", 1), ("10 <= coins <= 20", 0.7), ("coins != 3", 1), ("coins == 6", 0.5),
    ],
)  # fmt: skip
def test_violations_are_graded(text: str, violation: float) -> None:
    assert Expression(text, METRICS, "excess")(ROWS)[1] == pytest.approx(violation)


@pytest.mark.parametrize(
    ("text", "offset", "message"),
    [
        ("10*coinz", 3, "unknown metric 'coinz': did you mean 'coins'"),
        ("  10*coinz", 5, "unknown metric"),
        ("coins +\n coinz", 9, "unknown metric"),
        ("coins +", None, "not an expression"),
        ("", None, "not an expression"),
        ("min(coins", None, "brackets closed"),
        ("mim(coins, 2)", 0, "unknown function 'mim': did you mean 'min'"),
        ("1 + min(coins)", 4, r"expected min\(x, y, ...\)"),
        ("clip(coins, 1)", 0, r"expected clip\(x, lowest, highest\)"),
        ("log(coins, 2)", 0, r"expected log\(x\)"),
        ("max(coins, 1, key=1)", 0, "expected max"),
        ("max(*coins, 1)", 4, "not understood"),
        ("min + 1", 0, "expected min"),
        ("__import__('os')", 0, "unknown function"),
        ("coins.real", 0, "not understood"),
        ("(lambda: 1)()", 0, "not understood"),
        ("coins + 'text'", 8, "not understood"),
        ("[c for c in (1,)]", 0, "not understood"),
        ("coins is 3", 0, "a truth value where a number is expected"),
        ("(coins := 3)", 1, "not understood"),
        ("True + 1", 0, "not understood"),
        ("1j", 0, "not understood"),
        ("coins // 2", 0, "not understood"),
        ("5 # five", 2, "not understood"),
        ("1e999", 0, "too large"),
        ("9" * 400, 0, "too large"),
        ("5 + (coins > 3)", 5, "write `1 if ... else 0`"),
        ("1 if coins else 0", 5, "a number where a truth value is expected"),
        ("not coins", 0, "a truth value where a number"),
        ("coins + " * 500 + "1", 1000, "longer than 1000"),
        ("+".join(["coins"] * 150), 0, "nested deeper than 100"),
        ("-" * 900 + "1", 101, "nested deeper than 100"),
        ("(" * 300 + "1" + ")" * 300, None, "not an expression"),
        ("\0", None, "not an expression"),
    ],
)
def test_anything_else_is_refused_at_its_place(text: str, offset: Any, message: str) -> None:
    with pytest.raises(ExpressionError, match=message) as error:
        Expression(text, METRICS)
    assert offset is None or error.value.offset == offset
    assert "\n" not in str(error.value)


@given(st.text(max_size=40))
def test_no_text_gets_a_traceback(text: str) -> None:
    try:
        Expression(text, METRICS)
    except ExpressionError as error:
        assert 0 <= error.offset <= len(text)


def test_chains_within_chains_cannot_grow_without_end() -> None:
    text = "coins"
    while len(text) < 500:
        text = f"(1 if 0<{text}<9 else 0)"
    with pytest.raises(ExpressionError, match="too long once"):
        Expression(text, METRICS)
