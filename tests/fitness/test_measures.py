"""Measures: expressions and registered ones, side by side; what is wrong with one."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evomario import registry
from evomario.errors import UserError
from evomario.fitness import Evaluation, Measures
from evomario.fitness.handling import FeasibilityRules
from evomario.fitness.measures import along
from evomario.mario.metrics import METRICS
from evomario.registry import Unfit, register
from evomario.testing.play import judged
from tests.plugins.registered import unchanged

WORTH = st.tuples(st.floats(-1e50, 1e50), st.floats(0, 1e50) | st.just(0.0))


@pytest.fixture
def some(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Measures, one right and others wrong."""
    with unchanged(monkeypatch):
        register("measure", "moves_made")(lambda evaluation: evaluation.outcomes["moves"].sum(1))
        register("measure", "ragged")(lambda evaluation: [[1, 2], [3]])
        register("measure", "fails")(lambda evaluation: evaluation.paths[0])
        register("measure", "three")(lambda evaluation: np.zeros(3))
        register("measure", "deep")(lambda evaluation: evaluation.outcomes["x"][:, None])
        yield


def of(*items: Any) -> Measures:
    chosen = [registry.choose("measure", **each) if isinstance(each, dict) else each
              for each in items]  # fmt: skip
    return Measures(chosen, METRICS)


def played(count: int = 6) -> Evaluation:
    genomes = list(np.random.default_rng(0).integers(4, size=(count, 30), dtype=np.uint8))
    return judged(genomes, lambda genome: genome.tobytes())


def test_they_stand_side_by_side(some: None) -> None:
    measures = of("2*x", {"name": "path", "points": 2}, {"name": "moves_made"})
    found = measures(played())
    assert measures.widths == [1, 4, 1] and measures.needs == {"paths"}
    assert found.shape == (6, 6) and found.dtype == np.float64
    assert found[:, 0].tolist() == (2 * played().totals[:, METRICS.index("x")]).tolist()
    assert set(found[:, 5]) == {40}


def test_each_number_has_a_label(some: None) -> None:
    measures = of("2*x", {"name": "path", "points": 2}, {"name": "moves_made"})
    paths = [f"path[{i}]" for i in range(12)]
    assert measures.labels(1) == ("2*x", *paths[:4], "moves_made")
    assert measures.labels(3) == ("2*x", *paths, "moves_made")


def test_none_give_rows_of_nothing() -> None:
    measures = Measures((), METRICS)
    assert measures(played(3)).shape == (3, 0) and measures.needs == frozenset()


@pytest.mark.parametrize(
    ("item", "told"),
    [
        ("xx", "unknown metric 'xx'"),
        ("path", "path is no metric, but a measure; expected {type: path}"),
        ({"name": "ragged"}, "measure 'ragged': ValueError"),
        ({"name": "fails"}, "measure 'fails': TypeError: 'NoneType' object is not subscriptable"),
        ({"name": "three"}, r"measure 'three' gives numbers of shape \(3,\): expected one or a"),
        ({"name": "deep"}, r"gives numbers of shape \(2, 1, 1\)"),
    ],
)
def test_what_is_wrong_with_one_is_told_at_its_place(some: None, item: Any, told: str) -> None:
    with pytest.raises(Unfit, match=told) as caught:
        of("x", item)
    assert caught.value.path == (1,)


def test_what_cannot_be_a_measure_is_not_registered(some: None) -> None:
    with pytest.raises(ValueError, match=r"expected a class with __call__\(evaluation\)"):
        register("measure")(type("Silent", (), {}))
    with pytest.raises(ValueError, match=r"needs \['pictures'\]: there are only paths"):
        register("measure", "odd", needs={"pictures"})(len)


def test_a_path_by_hand() -> None:
    path = np.array([[1, 8, 100], [1, 16, 90], [1, 24, 80], [2, 5, 70]], np.uint16)
    assert along([path], 2).tolist() == [4096 + 16, 90, 2 * 4096 + 5, 70]
    assert along([path], 1).tolist() == [2 * 4096 + 5, 70]
    assert along([path[:1], path[:0]], 2).tolist() == [4104, 100, 4104, 100, 0, 0, 0, 0]


@given(WORTH, WORTH)
def test_scores_order_as_the_rules_of_feasibility_do(a: tuple, b: tuple) -> None:
    values, violations = (np.array(column)[:, None] for column in zip(a, b, strict=True))
    none = np.zeros((2, 0))
    found = Evaluation(values, violations, none, none).scores()
    one, other = FeasibilityRules().scores(values, violations, 0.0)
    if violations.min() == 0:
        assert (found[0] > found[1]) == (one > other)
    if violations[0] > violations[1]:
        assert found[0] <= found[1]


def test_scores_are_finite() -> None:
    values = np.array([[np.inf], [-np.inf], [np.nan], [1e300], [0.0]])
    violations = np.array([[0.0], [0], [0], [np.nan], [np.inf]])
    found = Evaluation(values, violations, values, values).scores()
    assert np.isfinite(found).all() and found[3:].max() < found[:3].min()


def test_a_row_too_many_is_told_when_it_comes(some: None) -> None:
    register("measure", "constant")(lambda evaluation: np.zeros(2))
    with pytest.raises(UserError, match=r"measure 'constant' gives numbers of shape \(2,\)"):
        of({"name": "constant"})(played())
