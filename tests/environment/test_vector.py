import gymnasium
import numpy as np
import pytest
from gymnasium.error import InvalidAction, ResetNeeded
from gymnasium.vector import AutoresetMode

from evomario.environment import MarioEnv, MarioVectorEnv
from evomario.environment.registration import name_of
from evomario.errors import UserError
from evomario.mario.levels import LEVELS

NOISY = {"sticky": 0.2, "noop_max": 10, "moves": 60}


def actions_for(count, steps):
    return np.random.default_rng(0).integers(7, size=(steps, count))


def went(env, actions, seed=5):
    """All that a vector environment answers, step by step."""
    seen, info = env.reset(seed=seed)
    answers = [(seen, np.zeros(env.num_envs), None, None, info)]
    return answers + [env.step(each) for each in actions]


@pytest.mark.parametrize("observation", ["tiles", "ram", "pixels"])
def test_each_machine_goes_as_one_by_itself(observation):
    actions = actions_for(3, 40)
    answers = went(MarioVectorEnv(3, observation=observation, threads=2, **NOISY), actions)
    for i in range(3):
        one = MarioEnv(observation=observation, **NOISY)
        answer, over, episodes = (*one.reset(seed=5 + i),), False, 0
        assert np.array_equal(answer[0], answers[0][0][i])
        for number, action in enumerate(actions[:, i].tolist(), 1):
            seen, rewards, ended, truncated, infos = answers[number]
            if over:
                shown, info = one.reset()
                answer, episodes = (shown, 0.0, False, False, info), episodes + 1
            else:
                answer = one.step(action)
            assert np.array_equal(answer[0], seen[i])
            assert answer[1:4] == (rewards[i], ended[i], truncated[i])
            assert answer[4] == {key: values[i] for key, values in infos.items()}
            over = answer[2] or answer[3]
        assert episodes > 1


def test_threads_change_nothing():
    actions = actions_for(7, 30)
    one, two = (
        went(MarioVectorEnv(7, observation="tiles", threads=threads, **NOISY), actions)
        for threads in (1, 2)
    )
    for a, b in zip(one, two, strict=True):
        assert all(np.array_equal(x, y) for x, y in zip(a[:4], b[:4], strict=True))
        assert all(np.array_equal(a[4][key], b[4][key]) for key in a[4])


def test_machines_have_noise_of_their_own():
    _, info = MarioVectorEnv(8, observation="ram", noop_max=100).reset(seed=1)
    assert len(set(info["moves"].tolist())) > 4
    _, given = MarioVectorEnv(3, observation="ram", noop_max=100).reset(seed=[2, 1, 2])
    assert given["moves"].tolist() == [info["moves"][1], info["moves"][0], info["moves"][1]]


def test_what_is_given_is_the_caller_s_to_keep():
    env = MarioVectorEnv(2, observation="pixels")
    first, _ = env.reset(seed=0)
    kept, answer = first.copy(), env.step(np.array([1, 1]))
    rewards = answer[1].copy()
    first[:] = 0
    again = env.step(np.array([1, 1]))
    assert np.array_equal(again[0][:, :2], kept[:, 2:])
    assert np.array_equal(answer[1], rewards)


def test_a_machine_is_saved_and_put_into_another_place():
    env = MarioVectorEnv(3, observation="tiles", sticky=0.4)
    env.reset(seed=0)
    for each in actions_for(3, 10):
        env.step(each)
    saved, one = env.save(2), MarioEnv(observation="tiles", sticky=0.4)
    seen, info = env.load(0, saved)
    assert np.array_equal(seen[0], seen[2])
    assert info["x_pos"][0] == info["x_pos"][2]
    assert np.array_equal(one.load(saved)[0], seen[2])
    for action in (1, 2, 3, 4):
        seen, *_ = env.step(np.full(3, action))
        assert np.array_equal(seen[0], seen[2])
        assert np.array_equal(one.step(action)[0], seen[2])
    with pytest.raises(IndexError):
        env.save(3)


def test_every_level_has_an_environment():
    assert name_of("1-1") == "evomario/SuperMarioBros-1-1-v0"
    assert {name_of(level) for level in LEVELS} <= gymnasium.registry.keys()
    for level in ("8-4", "lost-4-4", "game"):
        env = gymnasium.make(name_of(level), observation="ram")
        env.reset(seed=0)
        env.step(env.action_space.sample())
        assert env.unwrapped._batch.level.name == level


def test_make_vec_gives_the_compiled_one():
    env = gymnasium.make_vec(name_of("1-1"), num_envs=4, observation="tiles", threads=1)
    assert isinstance(env, MarioVectorEnv)
    assert env.metadata["autoreset_mode"] is AutoresetMode.NEXT_STEP
    wrapped = gymnasium.wrappers.vector.RecordEpisodeStatistics(env)
    seen, _ = wrapped.reset(seed=0)
    assert seen in env.observation_space
    seen, *_ = wrapped.step(env.action_space.sample())
    assert seen in env.observation_space
    wrapped.close()


def test_render_gives_a_picture_each():
    env = MarioVectorEnv(2, observation="ram", render_mode="rgb_array")
    env.reset()
    env.step(np.array([1, 0]))
    pictures = env.render()
    assert [picture.shape for picture in pictures] == [(240, 256, 3)] * 2
    assert not np.array_equal(*pictures)


def test_wrong_input():
    with pytest.raises(UserError, match="num_envs"):
        MarioVectorEnv(0)
    with pytest.raises(UserError, match="threads"):
        MarioVectorEnv(2, threads=0)
    env = MarioVectorEnv(2, observation="ram")
    with pytest.raises(ResetNeeded):
        env.step(np.array([0, 0]))
    with pytest.raises(ValueError, match="3 seeds for 2"):
        env.reset(seed=[1, 2, 3])
    env.reset()
    for actions in ([0, 7], [0, -1], [0], [0.5, 0]):
        with pytest.raises(InvalidAction, match="expected"):
            env.step(actions)


def test_in_the_same_step_a_new_episode_begins():
    actions = actions_for(3, 60)
    later = MarioVectorEnv(3, observation="tiles", moves=40)
    same = MarioVectorEnv(3, observation="tiles", moves=40, autoreset_mode="SameStep")
    assert later.metadata["autoreset_mode"] == AutoresetMode.NEXT_STEP
    assert same.metadata["autoreset_mode"] == AutoresetMode.SAME_STEP
    begun = same.reset(seed=0)[0]
    assert np.array_equal(later.reset(seed=0)[0], begun)
    for each in actions[:9]:
        seen, *_ = same.step(each)
        assert np.array_equal(later.step(each)[0], seen)
    ended, rewards, _, truncated, told = later.step(actions[9])
    seen, paid, _, cut, info = same.step(actions[9])
    assert truncated.all() and cut.all() and info["_final_obs"].all()
    assert np.array_equal(info["final_obs"], ended) and np.array_equal(rewards, paid)
    assert info["final_info"]["moves"].tolist() == told["moves"].tolist() == [40] * 3
    assert info["moves"].tolist() == [0] * 3
    assert np.array_equal(seen, begun) and np.array_equal(later.step(actions[9])[0], begun)


def test_in_the_same_step_only_those_that_ended_begin():
    env = MarioVectorEnv(2, observation="ram", skip=1, autoreset_mode=AutoresetMode.SAME_STEP)
    env.reset(seed=0)
    for _ in range(400):
        *_, info = env.step([0, 1])  # one stands, one runs into the first enemy
        if "final_info" in info:
            break
    assert info["_final_obs"].tolist() == [False, True]
    assert info["moves"].tolist() == [info["final_info"]["moves"][1], 0]


def test_an_unknown_autoreset_mode_is_refused():
    with pytest.raises(UserError, match="expected NextStep or SameStep"):
        MarioVectorEnv(1, autoreset_mode="Disabled")
