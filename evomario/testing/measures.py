"""What every measure keeps."""

from copy import deepcopy
from typing import Any, ClassVar

import numpy as np

from evomario import registry
from evomario.fitness import Evaluation, Measures
from evomario.mario.metrics import METRICS
from evomario.mario.outcome import OUTCOME

from .chance import poisoned

_COUNT = 12  # individuals
_EPISODES = 2  # of each


class MeasureContract:
    """Laws of a measure, of individuals whose episodes are drawn at random.

    Attributes:
        name: what it is registered under.
        parameters: as a config gives them.
    """

    name: ClassVar[str]
    parameters: ClassVar[dict[str, Any]] = {}

    def test_each_individual_has_its_numbers(self) -> None:
        """It gives a number, or a row of them, for each: as many of any, and finite."""
        found = self._measured(_played())
        assert found.shape[1] > 0, "it gives no numbers"
        bad = np.flatnonzero(~np.isfinite(found).all(axis=1))
        assert not len(bad), f"not finite: {found[bad[0]]}" if len(bad) else ""
        for count in (1, 2):
            width = self._measured(_some(_played(), range(count))).shape[1]
            assert width == found.shape[1], f"{width} numbers of {count}, {found.shape[1]} of more"

    def test_who_is_beside_does_not_count(self) -> None:
        """An individual's numbers are the same alone, and in any company, in any order."""
        found = self._measured(_played())
        order = np.random.default_rng(1).permutation(_COUNT)
        for places in (order, *([place] for place in range(_COUNT))):
            again = self._measured(_some(_played(), places))
            same = np.array_equal(again, found[np.asarray(places)], equal_nan=True)
            assert same, "other numbers in other company"

    def test_the_same_gives_the_same(self) -> None:
        """It depends on nothing but the evaluation; the global generators are left."""
        one, other = (self._measured(_played(), poison) for poison in (1, 2))
        assert np.array_equal(one, other, equal_nan=True), "other numbers for the same episodes"

    def test_it_only_looks(self) -> None:
        """The evaluation stays as it was."""
        evaluation = _played()
        kept = deepcopy(evaluation)
        self._measured(evaluation)
        for name, value, was in zip(evaluation._fields, evaluation, kept, strict=True):
            assert _bytes(value) == _bytes(was), f"it changes evaluation.{name}"

    def _measured(self, evaluation: Evaluation, poison: int = 0) -> np.ndarray:
        chosen = registry.choose("measure", self.name, **self.parameters)
        measures = Measures([chosen], METRICS)
        if "paths" not in measures.needs:
            evaluation = evaluation._replace(paths=None)
        with poisoned(poison):
            return measures(evaluation)


def _played() -> Evaluation:
    """Individuals with some episodes each; one of them ended before its path began."""
    draw = np.random.default_rng(0)
    outcomes = np.zeros((_COUNT, _EPISODES), OUTCOME)
    for name in OUTCOME.names or ():
        outcomes[name] = draw.integers(0, 2 if name in ("finished", "reason") else 200, size=(
            _COUNT, _EPISODES))  # fmt: skip
    metrics = np.stack([outcomes[name].astype(np.float64) for name in METRICS], axis=-1)
    lengths = draw.integers(1, 30, size=(_COUNT, _EPISODES))
    lengths[0, 0] = 0
    paths = [[draw.integers(0, 200, (n, 3)).astype(np.uint16) for n in row] for row in lengths]
    pressed = [[draw.integers(0, 255, 8 * n + 1).astype(np.uint8) for n in row] for row in lengths]
    return Evaluation(
        draw.normal(size=(_COUNT, 1)), np.zeros((_COUNT, 0)), np.zeros((_COUNT, 0)), outcomes,
        metrics=metrics, totals=metrics.mean(axis=1), paths=paths, pressed=pressed,
    )  # fmt: skip


def _some(evaluation: Evaluation, places: Any) -> Evaluation:
    """Some of those evaluated, in the order of their places."""
    chosen = [int(place) for place in places]
    parts: dict[str, Any] = {}
    for name, value in evaluation._asdict().items():
        if isinstance(value, np.ndarray):
            parts[name] = value[chosen]
        elif isinstance(value, list):
            parts[name] = [value[i] for i in chosen]
    return evaluation._replace(**parts)


def _bytes(value: Any) -> Any:
    """A part of an evaluation, to be compared."""
    if isinstance(value, np.ndarray):
        return value.shape, value.tobytes()
    return [_bytes(each) for each in value] if isinstance(value, list) else value
