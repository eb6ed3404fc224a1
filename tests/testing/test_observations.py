"""Toys that each break a law of observations."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from evomario import registry
from evomario.testing import ObservationContract
from tests.plugins.registered import unchanged
from tests.testing.laws import broken

TOY = """
import numpy as np
from evomario.mario.observations import Block, Part
from evomario.registry import register

@register("observation", "toy")
class Toy(Part):
    "A toy."
    blocks = (Block("x", (2,), {labels}),)

    @staticmethod
    def see(ram, picture, numbers, out):
        out[0], out[1] = ram[0] / 255, ram[1]
        {body}
"""


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with unchanged(monkeypatch):
        yield


def laws_broken_by(folder: Path, body: str = "pass", labels: str = '("a", "b")') -> set[str]:
    (folder / "toy.py").write_text(TOY.format(body=body, labels=labels))
    registry.load_file(folder / "toy.py")

    class Contract(ObservationContract):
        name = "toy"

    return broken(Contract())


def test_one_that_keeps_all_passes(tmp_path: Path) -> None:
    assert laws_broken_by(tmp_path) == set()


@pytest.mark.parametrize(
    ("body", "law"),
    [
        ("out[1] = np.inf if ram[5] < 128 else 0.0", "every_input_is_finite"),
        ("numbers_of_calls = np.random.rand(); out[1] = numbers_of_calls",
         "the_same_shows_the_same"),
        ("ram[5] = 1", "it_only_looks"),
    ],
)  # fmt: skip
def test_one_that_breaks_a_law_fails_it(tmp_path: Path, body: str, law: str) -> None:
    assert law in laws_broken_by(tmp_path, body)


def test_an_input_that_is_filled_now_and_then_only_is_found(tmp_path: Path) -> None:
    text = TOY.replace("out[0], out[1] = ram[0] / 255, ram[1]", "out[0] = 0.0")
    text = text.format(body="if ram[0] in (0, 255): out[1] = 1.0", labels='("a", "b")')
    (tmp_path / "toy.py").write_text(text)
    registry.load_file(tmp_path / "toy.py")

    class Contract(ObservationContract):
        name = "toy"

    assert "every_input_is_filled" in broken(Contract())


def test_the_same_label_twice_is_found(tmp_path: Path) -> None:
    assert "each_input_has_a_label" in laws_broken_by(tmp_path, labels='("a", "a")')
