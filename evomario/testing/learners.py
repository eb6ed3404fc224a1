"""What every learner keeps."""

from functools import cache
from importlib.util import find_spec
from typing import Any, ClassVar
from unittest import SkipTest

import numpy as np

from evomario import registry
from evomario.errors import UserError
from evomario.evaluation.task import Task
from evomario.policies.learnt import Learnt, Spaces
from evomario.policies.networks import Network
from evomario.runs import load_config
from evomario.runs.checkpoint import copied
from evomario.runs.learning import task_env
from evomario.runs.players import read, saved

from .chance import poisoned

_FRAMES = 400  # of learning at once
_SHORT = ["task.limits.moves=120", "task.train=[1-1, 1-4]", "task.noise={sticky: 0.25}"]


class LearnerContract:
    """Laws of a learner, which learns for some hundred frames of 1-1 and 1-4, seen as tiles.

    Attributes:
        name: what it is registered under.
        parameters: as a config gives them.
        observation: what is seen, as a config says it; default: tiles and more in a row.
    """

    name: ClassVar[str]
    parameters: ClassVar[dict[str, Any]] = {}
    observation: ClassVar[list[dict[str, Any]]] = []

    def test_it_plays_the_frames_that_it_is_given(self) -> None:
        """`learn` returns once at least so many more frames were played."""
        one, env = self._made(), self._env()
        for _ in range(2):
            before = env.frames
            one.learn(env, _FRAMES)
            assert env.frames >= before + _FRAMES, f"it played {env.frames - before} frames"

    def test_chance_comes_from_its_seed(self) -> None:
        """Another state of the global generators changes nothing, and they are left alone."""
        found = []
        for poison in (1, 2):
            with poisoned(poison):
                one = self._made()
                one.learn(self._env(), _FRAMES)
                found.append(_answers(one.policy))
        assert np.array_equal(found[0], found[1]), "the same seed gives another policy"

    def test_a_policy_can_be_kept_in_a_file(self) -> None:
        """It is a `Network` or a `Learnt`, and what is read back answers the same."""
        one = self._made()
        one.learn(self._env(), _FRAMES)
        policy = one.policy
        kind = type(policy).__name__
        assert isinstance(policy, Network | Learnt), f"its policy is a {kind}"
        again: Any = read(saved(policy), _HERE)
        assert np.array_equal(_answers(policy), _answers(again)), "a copy answers otherwise"

    def test_to_look_changes_nothing(self) -> None:
        """Who asks for the policy, the state or the summary finds it going on as it would have."""
        plain, asked = self._made(), self._made()
        one, other = self._env(), self._env()
        for _ in range(2):
            plain.learn(one, _FRAMES)
            asked.learn(other, _FRAMES)
            asked.policy, asked.state(), asked.summary()
        assert np.array_equal(_answers(plain.policy), _answers(asked.policy)), (
            "it goes on otherwise once its policy, state or summary was asked for"
        )

    def test_it_goes_on_from_its_state(self) -> None:
        """As a checkpoint keeps it: another one with that state learns the same."""
        one, env = self._made(), self._env()
        one.learn(env, _FRAMES)
        kept = copied(one.state())
        other, place = self._made(), self._env()
        other.load(copied(kept))
        place.load(copied(env.state()))
        assert _equal(copied(other.state()), kept), "a state that is loaded is another one"
        for each, machines in ((one, env), (other, place)):
            each.learn(machines, _FRAMES)
        assert np.array_equal(_answers(one.policy), _answers(other.policy)), "it goes on otherwise"
        assert _equal(copied(one.state()), copied(other.state())), "its state is another then"

    def test_a_state_is_not_changed_by_learning_on(self) -> None:
        """Checkpoints are written later than they are taken."""
        one, env = self._made(), self._env()
        one.learn(env, _FRAMES)
        state = one.state()
        kept = copied(state)
        one.learn(env, _FRAMES)
        assert _equal(copied(state), kept), "a state changes while it learns on"

    def _task(self) -> Task:
        return _task(repr(self.observation))

    def _made(self) -> Any:
        chosen = registry.choose("learner", self.name, **self.parameters)
        watching: Any = self._task().policy
        seen = watching.observation
        spaces = Spaces(seen.shape, watching.outputs.size, all(part.bytes for part in seen.parts))
        return registry.build("learner", chosen)(spaces, 7)

    def _env(self) -> Any:
        if find_spec("gymnasium") is None:
            raise SkipTest("needs gymnasium: pip install 'evomario[environment]'")
        env = task_env(self._task(), 2, None)
        env.begin()
        return env


_HERE: Any = "a file"


@cache
def _task(observation: str) -> Task:
    changes = [f"policy.observation={observation}"] if observation != "[]" else []
    return load_config("neat/1-1", [*_SHORT, *changes]).task


def _answers(policy: Any) -> np.ndarray:
    """What a policy answers in one episode to what has no meaning."""
    rows = np.random.default_rng(0).choice([-1.0, 0.0, 1.0, 200.0], (5, policy.size_inputs))
    policy.reset()
    try:
        return np.stack([np.array(policy.activate(row), float) for row in rows])
    except UserError as error:
        raise AssertionError(str(error)) from None


def _equal(one: Any, other: Any) -> bool:
    """Whether states are the same, arrays bit by bit."""
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_equal(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(_equal, one, other))
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and one.tobytes() == other.tobytes()
    return bool(one == other)
