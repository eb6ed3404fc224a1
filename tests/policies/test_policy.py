"""Policies of a user's own: what is one, what they may do wrong, and what files keep of them."""

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from evomario import registry
from evomario.errors import UserError
from evomario.policies import Policy
from evomario.policies.networks import Network
from evomario.policies.weighted import Player, Weighted, from_json
from evomario.registry import Unfit, register
from tests.plugins.registered import unchanged


class Sums:
    """Answers what it saw so far, weighted."""

    def __init__(self, weights: np.ndarray, times: int, outputs: int) -> None:
        self.weights, self.times, self.outputs, self.seen = weights, times, outputs, 0.0

    def activate(self, inputs: np.ndarray) -> Any:
        self.seen += inputs.sum() * self.times
        return self.weights[: self.outputs] * self.seen


class Toy(Policy):
    """A toy."""

    def __init__(self, *, times: int = 2, does: str = "") -> None:
        self.times, self.does = times, does
        if does == "init":
            raise LookupError("in init")

    def weights(self, inputs: int, outputs: int) -> Any:
        return {"": outputs, "none": 0, "half": 1.5, "text": "3", "many": 10**9}.get(
            self.does, outputs
        )

    def player(self, weights: np.ndarray, inputs: int, outputs: int) -> Any:
        if self.does == "raises":
            raise LookupError("in player")
        if self.does == "nothing":
            return None
        if self.does == "narrow":
            return Network.layers([1, outputs], np.zeros(2 * outputs), "tanh", "identity")
        return Sums(weights, self.times, outputs)


@pytest.fixture(autouse=True)
def _registered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with unchanged(monkeypatch):
        register("policy", "toy")(Toy)
        yield


def weighted(does: str = "", times: int = 2) -> Weighted:
    chosen: Any = registry.choose("policy", "toy", does=does, times=times)
    return Weighted(chosen, (4, 3))


def test_weights_become_what_acts() -> None:
    policy = weighted(times=3)
    assert policy.count == 3 and policy.spread().tolist() == [1.0, 1.0, 1.0]
    player = policy.network([1.0, -2.0, 0.5])
    seen = np.array([1.0, 0.0, 1.0, 0.0])
    assert player.activate(seen).tolist() == [6.0, -12.0, 3.0]
    assert player.activate(seen).tolist() == [12.0, -24.0, 6.0]
    player.reset()
    other = policy.network(np.zeros(3))
    assert other.activate(seen).tolist() == [0.0, 0.0, 0.0]
    player.reset()  # an episode begins: it is made anew
    assert player.activate(seen).tolist() == [6.0, -12.0, 3.0]


def test_what_it_is_given_cannot_be_written_to() -> None:
    genome = np.ones(3)
    player: Any = weighted().network(genome)
    assert not player.network.weights.flags.writeable and player.network.weights is not genome


@pytest.mark.parametrize("count", [2, 4])
def test_weights_of_another_number_are_refused(count: int) -> None:
    with pytest.raises(UserError, match=f"policy toy: {count} weights: expected 3"):
        weighted().network(np.zeros(count))


@pytest.mark.parametrize(
    ("does", "message"),
    [
        ("init", r"policy toy: LookupError: in init, at .*test_policy.py:\d+$"),
        ("none", "policy toy: weights gave 0; expected a whole number from 1 to 10,000,000"),
        ("half", "weights gave 1.5"),
        ("text", "weights gave '3'"),
        ("many", "weights gave 1000000000"),
    ],
)
def test_one_that_does_not_fit_is_told(does: str, message: str) -> None:
    with pytest.raises(Unfit, match=message):
        weighted(does)


@pytest.mark.parametrize(
    ("does", "message"),
    [
        ("raises", r"policy toy: LookupError: in player, at .*test_policy.py:\d+$"),
        ("nothing", r"policy toy: NoneType has no activate\(inputs\)"),
        ("narrow", "a network of 1 inputs and 3 outputs: expected 4 inputs and 3 outputs"),
    ],
)
def test_a_player_that_is_none_is_told(does: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        weighted(does).network(np.zeros(3))


def test_what_it_raises_or_gives_at_work_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    player = weighted().network(np.ones(3))
    for answer, message in (
        (lambda self, inputs: [1.0, 2.0], "policy toy: activate gave 2 outputs: expected 3"),
        (lambda self, inputs: [1.0, np.nan, 0.0], "gave nan as output 1"),
        (lambda self, inputs: None, "no row of numbers, but NoneType"),
        (lambda self, inputs: inputs[9], r"policy toy: IndexError: index 9 .*test_policy.py:\d+$"),
    ):
        monkeypatch.setattr(Sums, "activate", answer)
        with pytest.raises(UserError, match=message):
            player.activate(np.zeros(4))


def test_a_network_is_no_policy_of_weights() -> None:
    chosen: Any = registry.choose("policy", "network")
    with pytest.raises(Unfit, match="policy network is not made of weights"):
        Weighted(chosen, (4, 3))


def bare(name: str) -> type:
    own = {"weights": Toy.weights, "player": Toy.player}
    return type("Bare", (Policy,), {key: own[key] for key in own if key != name})


class Taking(Toy):
    def __init__(self, times: int) -> None: ...


class Sees(Toy):
    def __init__(self, *, observation: int = 1) -> None: ...


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (bare("weights"), "expected a Policy with its own `weights` and `player`"),
        (bare("player"), "expected a Policy with its own `weights` and `player`"),
        (Sums, "expected a Policy"),
        (lambda: None, "expected a Policy"),
        (Taking, "expected parameters that are keyword-only"),
        (Sees, "every policy has 'observation': expected another name"),
    ],
)
def test_what_is_registered_must_be_one(target: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        register("policy", "odd")(target)


def kept() -> dict[str, Any]:
    player = weighted(times=5).network([0.1, -2.0, 1e-300])
    assert isinstance(player, Player)
    return json.loads(json.dumps(player.json()))


def test_a_file_keeps_its_name_parameters_and_weights() -> None:
    content = kept()
    assert content == {
        "policy": {"type": "toy", "times": 5, "does": ""}, "inputs": 4, "outputs": 3,
        "weights": [0.1, -2.0, 1e-300],
    }  # fmt: skip
    again: Any = from_json(content, "champion.json")
    assert again.json() == content
    assert again.activate(np.ones(4)).tolist() == [2.0, -40.0, 2e-299]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"policy": {"type": "tou"}}, "^champion.json: unknown policy 'tou'.*did you mean 'toy'"),
        ({"policy": {"type": "toy", "times": "x"}}, "champion.json: times is 'x'; expected"),
        ({"policy": {"type": "toy", "more": 1}}, "champion.json: unknown key 'more'"),
        ({"policy": 5}, "champion.json: no policy is named here"),
        ({"policy": {"type": "mine.py"}}, "names code"),
        ({"policy": {"type": "network"}}, "not made of weights"),
        ({"policy": {"type": "toy", "does": "init"}}, "LookupError: in init"),
        ({"policy": {"type": [[[[[[[[[1]]]]]]]]]}}, "nested too deeply to be a policy"),
        ({"inputs": 0}, "expected inputs and outputs from 1"),
        ({"inputs": True}, "expected inputs and outputs from 1"),
        ({"outputs": 10**9}, "expected inputs and outputs from 1"),
        ({"outputs": None}, "expected inputs and outputs from 1"),
        ({"weights": [1.0, 2.0]}, "2 weights: expected 3, as the policy has now"),
        ({"weights": 3}, "no list of weights: expected 3"),
        ({"weights": [1.0, 2.0, "3"]}, "weights that are no numbers"),
        ({"weights": [1.0, 2.0, [3]]}, "weights that are no numbers"),
        ({"weights": [1.0, 2.0, float("nan")]}, "weights that are not finite"),
        ({"weights": [1.0, 2.0, 10**400]}, "weights that are not finite"),
    ],
)
def test_a_stranger_s_file_is_checked(change: dict[str, Any], message: str) -> None:
    with pytest.raises(UserError, match=message):
        from_json({**kept(), **change}, "champion.json")


def test_a_file_that_lacks_something_is_told() -> None:
    for key in ("inputs", "outputs", "weights"):
        content = kept()
        del content[key]
        with pytest.raises(UserError, match=r"champion\.json: "):
            from_json(content, "champion.json")


def test_of_code_that_has_no_file_the_place_is_left_out() -> None:
    made: dict[str, Any] = {"Toy": Toy}
    exec("class Typed(Toy):\n    def weights(self, inputs, outputs): return 1 / 0\n", made)
    register("policy", "typed")(made["Typed"])
    chosen: Any = registry.choose("policy", "typed")
    with pytest.raises(Unfit, match=r"policy typed: ZeroDivisionError: division by zero$"):
        Weighted(chosen, (4, 3))
