"""Toys that each break a law of metrics."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from evomario import registry
from evomario.testing import MetricContract
from tests.plugins.registered import unchanged
from tests.testing.laws import broken

TOY = """
import numpy as np
from evomario.registry import register

@register("metric", "toy", memory={memory})
def toy(ram, last, memory):
    "A toy."
    {body}
"""
KEPT = "memory[0] += ram[3] > last[3]\n    return memory[0]"


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with unchanged(monkeypatch):
        yield


def laws_broken_by(folder: Path, body: str, memory: str = "(0.0, 0.0)") -> set[str]:
    (folder / "toy.py").write_text(TOY.format(body=body, memory=memory))
    registry.load_file(folder / "toy.py")

    class Contract(MetricContract):
        name = "toy"

    return broken(Contract())


def test_one_that_keeps_all_passes(tmp_path: Path) -> None:
    assert laws_broken_by(tmp_path, KEPT) == set()


@pytest.mark.parametrize(
    ("body", "law"),
    [
        ("return 1.0 / (ram[5] - 255.0)", "it_is_finite"),
        ("memory[1] = 10.0 * memory[1] + ram[7]\n    return memory[1]**40", "it_is_finite"),
        ("return np.random.rand()", "the_same_game_gives_the_same"),
        ("ram[5] = 1\n    return 0.0", "it_only_looks"),
        ("last[5] += 1\n    return 0.0", "it_only_looks"),
        ("memory[2 if ram[9] > 250 else 0] = 1.0\n    return 0.0", "it_keeps_to_its_memory"),
    ],
)
def test_one_that_breaks_a_law_fails_it(tmp_path: Path, body: str, law: str) -> None:
    assert law in laws_broken_by(tmp_path, body)


def test_memory_that_no_state_has_room_for_is_found(tmp_path: Path) -> None:
    assert laws_broken_by(tmp_path, KEPT, "(0.0,) * 33") == {"it_keeps_to_its_memory"}
