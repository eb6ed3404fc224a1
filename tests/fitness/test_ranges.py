from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evomario.fitness.ranges import Range, conjuncts, metrics_of, range_of
from tests.fitness.test_language import numbers, truths
from tests.fitness.twin import Fault, evaluate

INF = float("inf")
WITHIN = {
    "coins": Range(0, 12, whole=True), "distance": Range(-3, 1000), "time_left": Range(1, 400),
    "finished": Range(0, 1, whole=True),
}  # fmt: skip


@settings(max_examples=200)
@given(numbers | truths, st.data())
def test_values_lie_within_the_range(text: str, data: Any) -> None:
    row = {
        name: data.draw(st.integers(int(x.low), int(x.high)))
        if x.whole
        else data.draw(st.floats(x.low, x.high))
        for name, x in WITHIN.items()
    }
    found = range_of(text, WITHIN)
    try:
        value = float(evaluate(text, row))
    except Fault:
        assert not found.sure, (text, row)
        return
    slack = 1e-9 * abs(value) if abs(value) < INF else 0
    assert found.low - slack <= value <= found.high + slack, (text, row, found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("coins", (0, 12, True)),
        ("10*coins - finished", (-1, 120, True)),
        ("1/coins", (-INF, INF, False)),
        ("1/coins if coins > 0 else 2", (1 / 12, 2, True)),
        ("1/coins if 3 < time_left and coins != 0 else 2", (1 / 12, 2, True)),
        ("2 if coins < 1 else 1/coins", (1 / 12, 2, True)),
        ("distance**2", (0, 1e6, True)),
        ("distance**3", (-INF, INF, False)),
        ("coins**0.5", (0, 12**0.5, True)),
        ("abs(distance)", (0, 1000, True)),
        ("clip(distance, 0, 5) + min(coins, 3) - max(coins, 9)", (-12, -1, True)),
        ("sqrt(coins)", (0, 12**0.5, True)),
        ("sqrt(distance)", (0, 1000**0.5, False)),
        ("log(coins)", (-INF, INF, False)),
        ("coins % 5", (0, 5, True)),
        ("time_left <= 400 and coins >= 0", (1, 1, True)),
        ("coins < 0 or coins > 12", (0, 0, True)),
        ("not coins < 0", (1, 1, True)),
        ("0 <= coins <= 12", (1, 1, True)),
        ("coins == 13", (0, 0, True)),
        ("coins != 13", (1, 1, True)),
        ("finished", (0, 1, True)),
        ("score >= 0", (0, 1, True)),
    ],
)  # fmt: skip
def test_ranges(text: str, expected: tuple[float, float, bool]) -> None:
    assert range_of(text, WITHIN)[:3] == pytest.approx(expected)


def test_parts() -> None:
    assert metrics_of("min(coins, 3) if finished else 2*x") == {"coins", "finished", "x"}
    assert conjuncts("finished and coins > 3 and (x < 1 or x > 3)") == [
        "finished", "coins > 3", "x < 1 or x > 3"
    ]  # fmt: skip
    assert conjuncts("finished or coins > 3") == ["finished or coins > 3"]
