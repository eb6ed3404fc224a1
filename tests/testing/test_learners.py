"""Toys that each break a law of learners."""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from evomario import registry
from evomario.testing import LearnerContract
from tests.plugins.registered import unchanged
from tests.testing.laws import broken

TOY = """
import random
import numpy as np
from evomario.policies.networks import Network, count_weights
from evomario.registry import register
from evomario.search import Learner

@register("learner", "toy")
class Toy(Learner):
    "A toy."

    def __init__(self, spaces, seed, *, step: float = 0.1):
        self.sizes, self.step = (spaces.size, spaces.actions), step
        self.draw, self.more = np.random.default_rng(seed), 0.0
        self.weights = np.zeros(count_weights(self.sizes))

    def learn(self, env, frames):
        goal = env.frames + {goal}
        while env.frames < goal:
            env.step(self.draw.integers(env.single_action_space.n, size=env.num_envs))
        self.weights {learns} self.draw.normal(0, self.step, len(self.weights)) + self.more
        {body}

    @property
    def policy(self):
        {look}
        return {policy}

    def state(self):
        return {state}

    def load(self, state):
        self.weights = state["weights"].copy()
        self.draw.bit_generator.state = state["random"]
"""
STATE = '{"weights": self.weights.copy(), "random": self.draw.bit_generator.state}'

pytestmark = pytest.mark.skipif(find_spec("gymnasium") is None, reason="needs gymnasium")


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with unchanged(monkeypatch):
        yield


def laws_broken_by(
    folder: Path, goal: str = "frames", learns: str = "= self.weights +", body: str = "pass",
    look: str = "pass", policy: str = "Network.layers(self.sizes, self.weights)",
    state: str = STATE,
) -> set[str]:  # fmt: skip
    text = TOY.format(goal=goal, learns=learns, body=body, look=look, policy=policy, state=state)
    (folder / "toy.py").write_text(text)
    registry.load_file(folder / "toy.py")
    return broken(type("Contract", (LearnerContract,), {"name": "toy"})())


def test_an_honest_one_breaks_none(tmp_path: Path) -> None:
    assert laws_broken_by(tmp_path) == set()


@pytest.mark.parametrize(
    ("change", "laws"),
    [
        ({"goal": "frames // 2"}, {"it_plays_the_frames_that_it_is_given"}),
        ({"body": "self.weights[0] = random.random()"}, {"chance_comes_from_its_seed"}),
        ({"policy": "None"}, None),
        ({"look": "self.more += 1"}, {"to_look_changes_nothing"}),
        (
            {"body": "self.more += 1"},  # which its state leaves out
            {"it_goes_on_from_its_state"},
        ),
        (
            {"learns": "+=", "state": STATE.replace(".copy()", "")},
            {"a_state_is_not_changed_by_learning_on"},
        ),
    ],
)
def test_a_broken_one_is_found(change: dict, laws: set | None, tmp_path: Path) -> None:
    found = laws_broken_by(tmp_path, **change)
    if laws is None:
        assert "a_policy_can_be_kept_in_a_file" in found
    else:
        assert laws <= found
        assert found - laws <= {"it_goes_on_from_its_state", "to_look_changes_nothing"}
