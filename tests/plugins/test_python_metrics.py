"""Metrics in plain Python, against the same metrics compiled."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import numpy as np
import pytest

from evomario import registry
from evomario.fitness import Evaluation
from evomario.registry import PluginWarning
from evomario.runs import load_config
from tests.plugins.registered import unchanged

# What is compiled counts from 5 on, for Mario's speed to the right and his jumps.
COMPILED = """
from evomario.registry import register


@register("metric", memory=(5.0,))
def busy(ram, last, memory):
    if ram[0x57] > 20 or (ram[0x1D] == 1 and last[0x1D] == 0):
        memory[0] += 1
    return memory[0]
"""
PYTHON = """
from evomario.mario.python_metrics import PythonMetric
from evomario.registry import register


@register("metric")
class busy(PythonMetric):
    def __init__(self, *, first: float = 5.0):
        self.count = first

    def begin(self, ram):
        return self.count

    def after(self, ram, last):
        assert not ram.flags.writeable and last.shape == (2048,)
        self.count += bool(ram[0x57] > 20 or (ram[0x1D] == 1 and last[0x1D] == 0))
        return self.count
"""
CHANGES = {
    "last": ["fitness.objectives=[{maximize: busy + progress}]"],
    "best": ["fitness.objectives=[{maximize: busy - 0.5*moves, over_frames: best}]"],
    "watched": ["task.limits.no_progress={metric: busy, moves: 20}"],
    "held": ["fitness.constraints=[{require: busy <= 30, at: every_move}]", "task.lives=2"],
    "graded": ["fitness.constraints=[{require: busy <= 30 }]",
               "task.noise={sticky: 0.25, noop_max: 9, episodes: 2}"],
}  # fmt: skip


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with unchanged(monkeypatch):
        yield


def judged(changes: list[str], level: str = "1-1") -> Evaluation:
    config = load_config("ga/1-1", [
        "algorithm.population=5", "task.limits={moves: 160}", "algorithm.initialise.hold=40",
        f"task.train=[{level}]", *changes,
    ])  # fmt: skip
    return config.task.evaluate(config.algorithm().ask(), threads=1, paths=True)


@pytest.mark.parametrize("name", CHANGES)
def test_it_counts_as_the_same_metric_compiled(name: str, tmp_path: Path) -> None:
    found = []
    for text in (COMPILED, PYTHON):
        (tmp_path / "busy.py").write_text(text)
        registry.load_file(tmp_path / "busy.py")
        found.append(judged(CHANGES[name]))
    ours, theirs = found
    for field in ("objectives", "violations", "outcomes", "metrics", "totals"):
        assert getattr(ours, field).tobytes() == getattr(theirs, field).tobytes(), field
    assert (ours.metrics[..., -1] > 5).any()
    for one, other in ((ours.pressed, theirs.pressed), (ours.paths, theirs.paths)):
        for each in zip(chain.from_iterable(one), chain.from_iterable(other), strict=True):
            assert np.array_equal(*each)


def test_the_metric_of_the_docs_has_parameters(docs: Path) -> None:
    registry.load_file(docs / "dwell.py")
    wide = ["task.metrics={wide: {type: Dwell, size: 256}}"]
    found = judged([*wide, "fitness.objectives=[{maximize: wide - Dwell}]"])
    wide_moves, moves = found.metrics[:, 0, -2], found.metrics[:, 0, -1]
    assert (wide_moves > moves).all() and (moves >= 2).all() and (wide_moves <= 160).all()


def test_it_must_say_what_it_is_after_a_move(tmp_path: Path) -> None:
    (tmp_path / "bare.py").write_text(
        "from evomario.mario.python_metrics import PythonMetric\n"
        "from evomario.registry import register\n"
        "@register('metric')\nclass Bare(PythonMetric):\n    pass\n"
    )
    with pytest.warns(PluginWarning, match="or a PythonMetric with its own `after`"):
        registry.load_file(tmp_path / "bare.py")
