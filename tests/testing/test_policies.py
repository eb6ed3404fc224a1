"""Toys that each break a law of policies."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from evomario import registry
from evomario.testing import PolicyContract
from tests.plugins.registered import unchanged
from tests.testing.laws import broken

TOY = """
import random
import numpy as np
from evomario.policies import Policy
from evomario.policies.networks import Network
from evomario.registry import register

kept = []

class Player:
    def __init__(self, weights, outputs):
        self.weights, self.outputs, self.steps = weights, outputs, 0

    def reset(self):
        {reset}

    def activate(self, inputs):
        self.steps += 1
        given = inputs[: self.outputs] * self.weights[0] + self.steps
        {body}
        return given

@register("policy", "toy")
class Toy(Policy):
    "A toy."

    def weights(self, inputs, outputs):
        kept.append(0)
        return {count}

    def player(self, weights, inputs, outputs):
        return {made}
"""


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with unchanged(monkeypatch):
        yield


def laws_broken_by(
    folder: Path, body: str = "pass", reset: str = "self.steps = 0", count: str = "1",
    made: str = "Player(weights, outputs)",
) -> set[str]:  # fmt: skip
    (folder / "toy.py").write_text(TOY.format(body=body, reset=reset, count=count, made=made))
    registry.load_file(folder / "toy.py")

    class Contract(PolicyContract):
        name = "toy"

    return broken(Contract())


def test_one_that_keeps_all_passes(tmp_path: Path) -> None:
    assert laws_broken_by(tmp_path) == set()


def test_one_that_makes_a_network_passes(tmp_path: Path) -> None:
    made = "Network.layers([inputs, outputs], weights, 'tanh', 'identity')"
    assert laws_broken_by(tmp_path, count="(inputs + 1) * outputs", made=made) == set()


@pytest.mark.parametrize(
    ("toy", "law"),
    [
        ({"count": "len(kept)"}, "the_number_of_weights_is_fixed"),
        ({"count": "0"}, "the_number_of_weights_is_fixed"),
        ({"count": "1.0"}, "the_number_of_weights_is_fixed"),
        ({"body": "given[1] = np.inf"}, "outputs_are_as_many_as_asked_for_and_finite"),
        ({"body": "given[1] = np.nan"}, "outputs_are_as_many_as_asked_for_and_finite"),
        ({"body": "given = given[1:]"}, "outputs_are_as_many_as_asked_for_and_finite"),
        ({"body": "given[0] = random.random()"}, "the_same_weights_and_inputs_give_the_same"),
        ({"body": "given[0] = np.random.rand()"}, "the_same_weights_and_inputs_give_the_same"),
        ({"reset": "pass"}, "a_reset_forgets"),
        ({"body": "kept.append(0); given[0] = len(kept)"}, "players_share_nothing"),
        ({"body": "inputs[0] = 7"}, "it_only_looks"),
        ({"body": "self.weights[0] = 7"}, "it_only_looks"),
    ],
)
def test_one_that_breaks_a_law_fails_it(tmp_path: Path, toy: dict[str, str], law: str) -> None:
    assert law in laws_broken_by(tmp_path, **toy)
