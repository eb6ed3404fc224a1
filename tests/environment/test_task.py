from typing import Any

import numpy as np
import pytest

from evomario.environment.reward import of_task
from evomario.environment.task import TaskEnv
from evomario.fitness import Expression
from evomario.policies.networks import Network, count_weights
from evomario.runs import load_config

CHANGES = ["task.limits.moves=250", "task.train=[1-1, 1-3]"]


def task_of(*more: str, config: str = "neat/1-1") -> Any:
    return load_config(config, [*CHANGES, *more]).task


def env_of(
    task: Any, machines: int = 2, reward: str = "10*progress + coins", **more: Any
) -> TaskEnv:
    env = TaskEnv.of(task, machines, of_task(task, Expression(reward, task.fitness.names)), **more)
    env.begin()
    return env


def network(task: Any, seed: int) -> Network:
    sizes = (task.policy.sizes[0], 5, task.policy.sizes[1])
    return Network.layers(sizes, np.random.default_rng(seed).normal(size=count_weights(sizes)))


def played(env: TaskEnv, one: Network) -> list[dict[str, Any]]:
    """The first episode of each machine, as a network plays it: how it ended, and its rewards."""
    seen, sums = env.seen(), np.zeros(env.num_envs)
    found: list[Any] = [None] * env.num_envs
    while not all(found):
        actions = np.array([one.activate(row).argmax() for row in seen])
        seen, rewards, ended, cut, told = env.step(actions)
        sums += rewards
        for place in np.flatnonzero(ended | cut).tolist():
            last = {key: values[place] for key, values in told["final_info"].items()}
            found[place] = found[place] or {**last, "rewards": sums[place]}
            sums[place] = 0
    return found


@pytest.mark.parametrize("jump_again", [False, True])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_network_plays_as_in_the_task(seed: int, jump_again: bool) -> None:
    task = task_of(f"policy.outputs.jump_again={str(jump_again).lower()}")
    one = network(task, seed)
    task.policy = task.policy._replace(network=lambda genome: genome)
    outcomes = task.evaluate([one]).outcomes[0]
    env = env_of(task)
    found = played(env, one)
    for place, ended in enumerate(found):
        outcome = outcomes[place // 2]  # the first two machines are in the first level
        for key in ("distance", "coins", "moves", "frames", "deaths", "finished"):
            assert ended[key] == outcome[key], key
        assert ended["progress"] == pytest.approx(outcome["progress"])
        worth = 10 * outcome["progress"] + outcome["coins"]
        assert ended["rewards"] == pytest.approx(worth, abs=1e-6)


def test_frames_are_those_that_were_played() -> None:
    env, frames = env_of(task_of("task.noise={noop_max: 20}")), 0
    frames = env.frames
    assert 0 < frames <= 4 * 20 + 4
    ends = []
    for _ in range(80):
        *_, told = env.step(np.ones(4, int))
        if told:
            over = told["_final_obs"]
            ends += told["final_info"]["frames"][over].tolist()
    running = env._told()["frames"].sum()
    assert env.frames == sum(ends) + running > frames
    assert env.summary()["episodes"] == len(ends) > 0
    assert env.summary()["episodes"] == 0


@pytest.mark.parametrize("threads", [1, 2])
def test_it_goes_on_from_a_state(threads: int) -> None:
    task = task_of(config="neat/1-1-sticky")
    actions = np.random.default_rng(0).integers(4, size=(60, 4))
    one = env_of(task, threads=threads)
    for each in actions[:30]:
        one.step(each)
    other = TaskEnv.of(
        task, 2, of_task(task, Expression("10*progress + coins", task.fitness.names))
    )
    other.load(one.state())
    for each in actions[30:]:
        a, b = one.step(each), other.step(each)
        assert all(np.array_equal(x, y) for x, y in zip(a[:4], b[:4], strict=True))
    assert one.frames == other.frames
    assert np.array_equal(one.state()["machines"], other.state()["machines"])


def test_machines_of_one_level_are_the_same_ones() -> None:
    env = env_of(task_of())
    part = env.only(1)
    assert part.levels == ("1-3",) and part.num_envs == 2
    before = env.frames
    part.step(np.zeros(2, int))
    assert env.frames == part.frames == before + 8
    assert np.array_equal(env.seen()[2:], part.seen())


def test_episodes_begin_where_a_machine_was_saved() -> None:
    env = env_of(task_of("task.noise={sticky: 0.2}"), machines=3)
    part = env.only(0)
    for _ in range(20):
        part.step(np.zeros(3, int))
    distance, saved = int(part.distances[1]), part.save(1)
    assert distance > 100
    seen = part.begin_from(saved)
    assert part.distances.tolist() == [distance] * 3
    assert np.array_equal(seen[0], seen[1])
    starts = []
    for _ in range(200):
        *_, told = part.step(np.zeros(3, int))
        if told:
            starts += part.distances[told["_final_obs"]].tolist()
    assert starts and set(starts) == {distance}
    part.begin_from(None)
    assert part.distances.tolist() == [0, 0, 0]
    with pytest.raises(ValueError, match="another kind"):
        env.only(1).begin_from(saved)


def test_the_first_objective_is_the_reward_if_nothing_else_is_said() -> None:
    task = task_of("fitness.objectives=[{minimize: time_used + moves}]")
    env = TaskEnv.of(task, 1, of_task(task, None))
    env.begin()
    _, rewards, *_ = env.step(np.zeros(2, int))
    assert rewards.tolist() == [-4, -4]
