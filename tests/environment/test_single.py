import copy
import pickle
import subprocess
import sys
import warnings
from importlib.metadata import version

import gymnasium
import numpy as np
import pytest
from gymnasium.error import InvalidAction, ResetNeeded, UnsupportedMode
from gymnasium.utils.env_checker import check_env

from evomario.environment import MarioEnv
from evomario.errors import UserError
from evomario.fitness.fitness import NotFinite
from evomario.mario import Game
from evomario.mario.actions import action_bytes
from evomario.mario.noise import Hand, Noise
from evomario.mario.observations import Observation
from evomario.registry import choose
from tests.environment.helpers import random_actions, recorded, small

SIMPLE = action_bytes("simple_movement").tolist()


def play(env, actions, seed=0):
    """Steps until the episode ends: observations, rewards, and the last step's answer."""
    seen, rewards = [env.reset(seed=seed)[0]], []
    for action in actions:
        last = env.step(action)
        seen.append(last[0])
        rewards.append(last[1])
        if last[2] or last[3]:
            break
    return seen, rewards, last


@pytest.mark.parametrize(
    ("observation", "shape", "kind"),
    [
        ("tiles", (10, 12), np.float32),
        ("ram", (2048,), np.uint8),
        ("pixels", (4, 84, 84), np.uint8),
        ({"type": "pixels", "width": 16, "height": 15}, (15, 16), np.float32),
        ([{"type": "tiles"}, {"type": "clock"}], (122,), np.float32),
    ],
)
def test_gymnasium_finds_nothing_wrong(observation, shape, kind):
    env = gymnasium.make(
        "evomario/SuperMarioBros-1-1-v0", observation=observation, render_mode="rgb_array",
        noop_max=5, sticky=0.1,
    ).unwrapped  # fmt: skip
    assert (env.observation_space.shape, env.observation_space.dtype) == (shape, kind)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", ".*infinity")
        check_env(env)


@pytest.mark.parametrize("level", ["1-1", "2-2", "lost-1-3", "game"])
def test_a_step_of_one_move_is_one_of_gym_super_mario_bros(level):
    env, judge = MarioEnv(level, observation="ram", skip=1), Game(level, "gym")
    seen, _ = env.reset(seed=1)
    assert np.array_equal(seen, judge.ram)
    for action in random_actions(3, 150):
        seen, _, terminated, _, info = env.step(action)
        told = judge.step(SIMPLE[action])
        assert np.array_equal(seen, judge.ram)
        assert told.items() <= info.items()
        assert terminated == judge.done
        if terminated:
            break


@pytest.mark.skipif(version("gym-super-mario-bros") != "7.4.0", reason="the reward of 7.4")
@pytest.mark.parametrize("level", ["1-1", "4-2"])
def test_the_reward_is_the_package_s_own(level):
    env = MarioEnv(level, observation="ram", skip=1)
    theirs = Game(level, "gym")._engine._environment
    theirs.reset()
    env.reset(seed=1)
    for action in random_actions(4, 400):
        reward = env.step(action)[1]
        _, expected, done, _ = theirs.step(SIMPLE[action])
        assert reward == expected
        if done:
            break
    assert env._batch.over[0] == done


def test_an_action_is_held_for_the_moves_of_a_step():
    held, single = MarioEnv(observation="ram", skip=3), MarioEnv(observation="ram", skip=1)
    held.reset(seed=0)
    single.reset(seed=0)
    for action in random_actions(5, 60):
        seen, reward, *_ = held.step(action)
        each = [single.step(action)]
        while len(each) < 3 and not each[-1][2]:
            each.append(single.step(action))
        assert np.array_equal(seen, each[-1][0])
        assert reward == sum(one[1] for one in each)
        if each[-1][2]:
            break
    assert len(each) < 3  # Mario dies within a step


def test_rewards_add_up_to_the_expression():
    actions, moves = recorded("finish-1-1")
    text = "1000*finished + distance - 0.5*moves + 3*high"
    metrics = {"high": {"address": 0xCE, "reduce": "changes"}}
    env = MarioEnv(actions=actions, observation="ram", skip=1, reward=text, metrics=metrics)
    _, rewards, (_, _, terminated, truncated, info) = play(env, moves)
    assert (terminated, truncated, info["reason"]) == (True, False, "finished")
    assert info["finished"] is info["flag_get"] is True
    assert info["progress"] > 0.9
    changes = 1000 + info["distance"] - 0.5 * info["moves"]
    assert (sum(rewards) - changes) % 3 == 0 < sum(rewards) - changes
    gym = MarioEnv(actions=actions, observation="ram", skip=1)
    again = MarioEnv(actions=actions, observation="ram", skip=1, reward="reward")
    assert play(gym, moves)[1] == play(again, moves)[1]


def test_what_is_not_finite_gives_no_reward_and_is_told_once():
    env = MarioEnv(observation="ram", skip=1, reward="distance + 1/(moves - 2)")
    env.reset()
    assert env.step(0)[1] == -0.5
    with pytest.warns(NotFinite, match="distance"):
        assert env.step(0)[1] == 0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert env.step(0)[1] == 2  # from -1 at one move to 1 at three


def test_pixels_are_the_brighter_of_the_last_two_made_small():
    env, game = MarioEnv("1-2", size=(60, 84), skip=3), Game("1-2")
    seen, _ = env.reset()
    assert seen.shape == (4, 60, 84)
    assert all(np.array_equal(each, small([game.screen()], 60, 84)) for each in seen)
    before = seen
    for action in random_actions(1, 40):
        seen = env.step(action)[0]
        screens = [(game.step(SIMPLE[action]), game.screen())[1] for _ in range(3)]
        assert np.array_equal(seen[-1], small(screens[-2:], 60, 84))
        assert np.array_equal(seen[:-1], before[1:])
        before = seen


def test_one_move_a_step_shows_one_picture():
    env, game = MarioEnv(skip=1, stack=1, size=42), Game()
    env.reset()
    for action in random_actions(1, 20):
        game.step(SIMPLE[action])
        assert np.array_equal(env.step(action)[0], small([game.screen()], 42, 42)[None])


def test_white_stays_white():
    screens = [np.full((240, 256, 3), 252, np.uint8)]
    assert (small(screens, 84, 84) == 252).all()


@pytest.mark.parametrize("name", ["tiles", "pixels"])
def test_observations_of_configs_are_seen_as_networks_see_them(name):
    size = {"width": 20, "height": 12}
    env = MarioEnv("2-1", observation={"type": name, **size}, skip=2, stack=2)
    observation, game = Observation.of(choose("observation", name, **size)), Game("2-1")
    before = env.reset()[0][-1]
    for action in random_actions(2, 40):
        seen = env.step(action)[0]
        game.step(SIMPLE[action])
        game.step(SIMPLE[action])
        expected = observation(game).astype(np.float32).reshape(12, 20)
        assert np.array_equal(seen, np.stack([before, expected]))
        before = expected


def test_noise_is_that_of_every_episode():
    noise, seed, actions = Noise(0.3, 20), 11, random_actions(6, 80)
    env = MarioEnv(observation="ram", skip=1, sticky=0.3, noop_max=20)
    _, info = env.reset(seed=seed)
    noops = info["moves"]
    assert 0 < noops <= 20
    game, meant = Game(), [0] * noops + [SIMPLE[action] for action in actions]
    made = Hand(noise, seed).press(np.array(meant, np.uint8)).tolist()
    assert made != meant
    for buttons in made[:noops]:
        game.step(buttons)
    for action, buttons in zip(actions, made[noops:], strict=True):
        seen = env.step(action)[0]
        game.step(buttons)
        assert np.array_equal(seen, game.ram)


def test_a_seed_decides_this_episode_and_those_that_follow():
    envs = [MarioEnv(observation="ram", noop_max=30) for _ in range(2)]
    begins = [
        [env.reset(seed=4)[1]["moves"], *(env.reset()[1]["moves"] for _ in range(6))]
        for env in envs
    ]
    assert begins[0] == begins[1]
    assert len(set(begins[0])) > 3
    assert max(begins[0]) <= 30
    unseeded = {MarioEnv(observation="ram", noop_max=1000).reset()[1]["moves"] for _ in range(6)}
    assert len(unseeded) > 1


def test_no_ops_never_end_an_episode():
    env = MarioEnv("1-1", observation="ram", noop_max=10, moves=1)
    for seed in range(5):
        _, info = env.reset(seed=seed)
        assert (info["moves"], info["reason"]) == (0, "")


def test_limits_truncate_and_the_game_terminates():
    by_moves = MarioEnv(observation="ram", moves=10)
    _, rewards, last = play(by_moves, [1] * 10)
    assert (len(rewards), last[2:4], last[4]["reason"]) == (3, (False, True), "limit")
    assert last[4]["moves"] == 10
    idle = MarioEnv(observation="ram", no_progress=12)
    _, rewards, last = play(idle, [0] * 10)
    assert (len(rewards), last[2:4], last[4]["reason"]) == (3, (False, True), "no_progress")
    dead = MarioEnv(observation="ram")
    _, _, last = play(dead, [1] * 200)
    assert (last[2:4], last[4]["reason"]) == ((True, False), "dead")
    with pytest.raises(ResetNeeded, match="reset"):
        dead.step(0)
    assert dead.reset()[1]["reason"] == ""


def test_lives_go_on_from_the_start():
    env = MarioEnv(observation="pixels", lives=2)
    at_start = env.reset()[0][-1]
    begun = []
    for _ in range(300):
        seen, _, terminated, _, info = env.step(1)
        if info["deaths"] == 1 and not terminated and not begun:
            begun.append(seen)
            assert info["x_pos"] < 60
        if terminated:
            break
    assert info["deaths"] == 2
    assert begun[0].shape == at_start[None].repeat(4, 0).shape


@pytest.mark.parametrize("observation", ["pixels", "tiles"])
def test_a_saved_episode_goes_on_as_it_did(observation):
    env = MarioEnv(observation=observation, sticky=0.5, reward="distance")
    other = MarioEnv(observation=observation, sticky=0.5, reward="distance")
    env.reset(seed=3)
    for action in random_actions(8, 20):
        seen = env.step(action)[0]
    saved = pickle.loads(pickle.dumps(env.save()))
    copies = [copy.deepcopy(env), pickle.loads(pickle.dumps(env)), other]
    loaded, _ = other.load(saved)
    assert np.array_equal(loaded, seen)
    actions = random_actions(9, 20)
    went = [env.step(action) for action in actions]
    for each in copies:
        for action, (seen, *rest) in zip(actions, went, strict=True):
            again = each.step(action)
            assert np.array_equal(again[0], seen)
            assert list(again[1:]) == rest
    with pytest.raises(ValueError, match="expected 1-2"):
        MarioEnv("1-2", observation=observation).load(saved)


def test_render_shows_the_picture():
    env, game = MarioEnv(observation="ram", render_mode="rgb_array", skip=1), Game()
    env.reset()
    assert np.array_equal(env.render(), game.screen())
    for _ in range(30):
        env.step(1)
        game.step(128)
    assert np.array_equal(env.render(), game.screen())
    assert MarioEnv(observation="ram").render() is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"level": "1-9"}, "unknown level '1-9': did you mean"),
        ({"actions": "simple"}, "unknown action set"),
        ({"actions": ["right", "X"]}, "unknown button 'X'"),
        ({"observation": "tile"}, "did you mean 'tiles'"),
        ({"observation": {"type": "tiles", "widht": 3}}, "widht"),
        ({"skip": 0}, "argument skip"),
        ({"skipp": 2}, "did you mean 'skip'"),
        ({"reward": "10*coin"}, "argument reward:1:4: unknown metric 'coin'"),
        ({"reward": "1/distance"}, "argument reward: '1/distance' is not finite at the start"),
        ({"size": "big"}, "argument size"),
        ({"size": object()}, "argument size"),
        ({"level": "game", "lives": 2}, "argument lives"),
        ({"metrics": {"high": {"address": 5000}}}, "argument metrics.high.address"),
    ],
)
def test_wrong_arguments_are_told_in_a_line(arguments, message):
    with pytest.raises(UserError) as caught:
        MarioEnv(**arguments)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_wrong_actions_and_modes():
    with pytest.raises(UnsupportedMode, match="rgb_array"):
        MarioEnv(render_mode="ascii")
    env = MarioEnv(observation="ram")
    with pytest.raises(ResetNeeded):
        env.step(0)
    env.reset()
    for action in (-1, 7):
        with pytest.raises(InvalidAction, match="0 to 6"):
            env.step(action)


def test_without_gymnasium_the_error_names_the_extra():
    code = "import sys; sys.modules['gymnasium'] = None; import evomario.environment"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 1
    assert "pip install 'evomario[environment]'" in done.stderr.splitlines()[-1]
