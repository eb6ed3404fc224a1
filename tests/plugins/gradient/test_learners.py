import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from evomario_plugins.gradient import nets, settings

from evomario import registry
from evomario.config import ConfigError
from evomario.policies.learnt import Learnt, Spaces
from evomario.policies.networks import Network
from evomario.runs import load_config
from evomario.runs.checkpoint import newest_checkpoint, write_checkpoint
from tests.plugins.gradient.corridor import LENGTH, MOVES, Corridor, steps_to_the_end

SPACES = Spaces((LENGTH,), 3)
QUICK: dict[str, dict[str, Any]] = {
    "ppo": {"steps": 16, "batch": 64, "learning_rate": 3e-3, "hidden": [16]},
    "dqn": {"warm_up": 100, "learning_rate": 3e-3, "epsilon_first": 0.5, "hidden": [16]},
    "reptile": {"steps": 16, "batch": 64, "learning_rate": 3e-3, "hidden": [16]},
}


def learner(name: str, spaces: Spaces = SPACES, seed: int = 0, **parameters: Any) -> Any:
    chosen = registry.choose("learner", name, **{**QUICK[name], **parameters})
    return registry.build("learner", chosen)(spaces, seed)


@pytest.mark.parametrize("name", QUICK)
def test_a_corridor_is_learnt(name: str) -> None:
    one = learner(name)
    one.learn(Corridor(), 8_000)
    assert steps_to_the_end(one.policy) == LENGTH - 1 < MOVES


@pytest.mark.parametrize("optimizer", ["adam", "sgd", "rmsprop", "lion"])
def test_each_optimizer_learns_and_is_kept(tmp_path: Path, optimizer: str) -> None:
    one = learner("ppo", optimizer=optimizer, schedule="linear")
    env = Corridor()
    one.learn(env, 500)
    before = one.policy.form.weights.copy()
    one.spent = 0.5
    one.learn(env, 500)
    assert not np.array_equal(one.policy.form.weights, before)
    assert one._model.policy.optimizer.param_groups[0]["lr"] == pytest.approx(1.5e-3)


@pytest.mark.parametrize("name", QUICK)
def test_global_generators_are_left_as_they_were(name: str) -> None:
    one = learner(name)
    torch.manual_seed(5)
    np.random.seed(5)
    before = torch.get_rng_state(), np.random.get_state()[1].copy(), torch.get_num_threads()
    one.learn(Corridor(), 300)
    assert torch.equal(torch.get_rng_state(), before[0])
    assert np.array_equal(np.random.get_state()[1], before[1])
    assert torch.get_num_threads() == before[2]


@pytest.mark.parametrize("name", QUICK)
def test_nothing_is_left_in_the_folder_for_temporary_files(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    one = learner(name)
    one.learn(Corridor(), 2_000)
    assert one.summary()["training"]
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize("name", QUICK)
def test_a_seed_decides_all(name: str) -> None:
    def weights(seed: int) -> np.ndarray:
        one = learner(name, seed=seed)
        one.learn(Corridor(), 600)
        return one.policy.form.weights

    assert np.array_equal(weights(1), weights(1))
    assert not np.array_equal(weights(1), weights(2))


@pytest.mark.parametrize("activation", ["tanh", "relu"])
@pytest.mark.parametrize("name", ["ppo", "dqn"])
def test_kernels_answer_as_torch_does(name: str, activation: str) -> None:
    one = learner(name, activation=activation, hidden=[7, 5])
    one.learn(Corridor(), 300)
    network, rows = one.policy, np.random.default_rng(0).normal(size=(20, LENGTH))
    assert isinstance(network, Network)
    with torch.no_grad():
        seen, model = torch.from_numpy(rows).float(), one._model
        if name == "ppo":
            expected = model.policy.get_distribution(seen).distribution.logits.numpy()
        else:
            expected = model.q_net(seen).numpy()
    found = np.array([network.activate(row) for row in rows])
    if name == "ppo":  # torch's logits are shifted so that their exponentials add up to 1
        found -= np.log(np.exp(found).sum(axis=1, keepdims=True))
    assert found == pytest.approx(expected, abs=1e-5)


def pictures(name: str, convolutions: bool = True) -> Any:
    spaces = Spaces((12, 12), 3, bytes=True)
    more: dict[str, Any] = {"stack": 3, "activation": "relu"}
    if convolutions:
        more["convolutions"] = [[4, 4, 2], [3, 2, 1]]
    return learner(name, spaces, **more)


class Pictures(Corridor):
    """The same, seen as a picture that gets brighter."""

    def seen(self) -> np.ndarray:
        rows = np.zeros((self.num_envs, 144), np.float32)
        rows[np.arange(self.num_envs), self.places] = 254.7
        return rows + self.places[:, None] * 0.2


@pytest.mark.parametrize("convolutions", [True, False])
@pytest.mark.parametrize("name", QUICK)
def test_a_model_acts_as_it_was_learnt(name: str, convolutions: bool) -> None:
    one, env = pictures(name, convolutions), Pictures(2)
    one.learn(env, 300)
    player = one.policy
    assert isinstance(player, Learnt)
    player.reset()
    stacks = []
    for row in np.random.default_rng(0).uniform(0, 255, size=(5, 144)):
        frame = np.rint(row).astype(np.uint8).reshape(12, 12) if convolutions else np.float32(row)
        stacks = [*stacks[1:], frame] if stacks else [frame] * 3
        found, model = player.activate(row), one._model
        together = np.array(stacks) if convolutions else np.concatenate(stacks)
        seen = model.policy.obs_to_tensor(together)[0]
        with torch.no_grad():
            if name == "dqn":
                expected = model.q_net(seen)[0].numpy()
            else:
                expected = model.policy.get_distribution(seen).distribution.logits[0].numpy()
                found = found - np.log(np.exp(found).sum())
        assert found == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("name", QUICK)
def test_a_model_is_kept_in_files(name: str, tmp_path: Path) -> None:
    from evomario.policies import learnt
    from evomario.runs.players import kept, of_kept, read, saved

    one = pictures(name)
    one.learn(Pictures(2), 100)
    player, row = one.policy, np.random.default_rng(1).uniform(0, 255, 144)
    expected = player.activate(row)
    write_checkpoint(tmp_path, 1, {"player": kept(player)})
    state = newest_checkpoint(tmp_path)
    assert state is not None
    for again in (of_kept(state["player"]), read(saved(player), tmp_path)):
        assert np.array_equal(again.activate(row), expected)  # type: ignore[union-attr]
    content = saved(player)
    wrongs: list[dict[str, Any]] = [
        {"model": "?"}, {"model": content["model"][:-8]}, {"model": 3}, {"shape": []},
        {"shape": [100_000, 100_000]}, {"learner": {**content["learner"], "hidden": [10_000] * 30}},
        {"shape": [12, -1]}, {"actions": 2}, {"learner": {"type": "ppo", "x": 1}},
    ]  # fmt: skip
    for wrong in wrongs:
        with pytest.raises(learnt.UserError):
            read({**content, **wrong}, tmp_path)


def test_the_outer_step_goes_a_part_of_the_way() -> None:
    def moved(rate: float) -> tuple[np.ndarray, np.ndarray]:
        one = learner("reptile", outer_rate=rate, inner_rounds=2)
        env = Corridor()
        one._begin(env)
        before = one.policy.form.weights.copy()
        with one._chance.installed(1):
            one._advance()
        return before, one.policy.form.weights

    (before, whole), (same, half) = moved(1.0), moved(0.5)
    assert np.array_equal(before, same)
    assert np.abs(whole - before).max() > 1e-4
    assert half - before == pytest.approx((whole - before) / 2, abs=1e-6)


def test_a_policy_gradient_can_be_the_inner_method() -> None:
    one = learner("reptile", inner="policy_gradient", learning_rate=0.01)
    one.learn(Corridor(), 500)
    assert type(one._model).__name__ == "A2C"


@pytest.mark.parametrize(
    ("changes", "place", "problem"),
    [
        (["algorithm.learning_rate=0"], "learning_rate", "more than 0"),
        (["algorithm.gamma=1.5"], "gamma", "1.5"),
        (["algorithm.optimizer=adm"], "optimizer", "adam"),
        (["algorithm.machines=0"], "machines", "0"),
        (["algorithm.convolutions=[[8, 4, 2]]"], "convolutions", "an observation of one block"),
        (["algorithm.reward=distnce"], "reward", "distance"),
        (["policy.outputs.type=threshold"], "outputs", "argmax"),
        (["algorithm.stepz=1"], "stepz", "steps"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_in_one_line(changes: list, place: str, problem: str) -> None:
    with pytest.raises(ConfigError) as error:
        load_config("gradient/1-1-ppo", changes)
    assert place in str(error.value) and problem in str(error.value)
    assert "\n" not in str(error.value)


def test_a_picture_that_is_too_small_is_told_of() -> None:
    changes = ["policy.observation=[{type: pixels, width: 10, height: 10}]",
               "algorithm.convolutions=[[8, 4, 2], [8, 8, 1]]"]  # fmt: skip
    with pytest.raises(ConfigError, match="10 x 10 is too small"):
        load_config("gradient/1-1-ppo", changes)


def test_without_torch_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "find_spec", lambda name: None if name == "torch" else name)
    with pytest.raises(ConfigError, match=r"needs torch, .*pip install 'evomario\[gradient\]'"):
        load_config("gradient/1-1-ppo")


def test_nothing_of_torch_is_imported_until_it_learns() -> None:
    import subprocess
    import sys

    code = (
        "import sys; from evomario.runs import load_config; load_config('gradient/1-1-ppo');"
        "names = ['torch', 'stable_baselines3', 'gymnasium'];"
        "print([name for name in names if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_lion_by_hand() -> None:
    weight = torch.nn.Parameter(torch.tensor([1.0, -2.0]))
    optimizer = nets.Lion([weight], lr=0.1, betas=(0.5, 0.75), weight_decay=0.5)
    for gradient in ([3.0, -1.0], [-1.0, -1.0]):
        weight.grad = torch.tensor(gradient)
        optimizer.step()
    # First 0.95 w - 0.1 sign; then averages are 0.75 and -0.25, half of which decides with half g.
    first = [0.95 - 0.1, -1.9 + 0.1]
    expected = [0.95 * first[0] + 0.1, 0.95 * first[1] + 0.1]
    assert weight.detach().numpy() == pytest.approx(expected)
