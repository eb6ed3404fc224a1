"""The environments as whoever uses Stable-Baselines3 directly takes them."""

import warnings

import pytest

from evomario.mario.gym import without_banner

with without_banner():
    from stable_baselines3 import PPO
    from stable_baselines3.common.env_checker import check_env

from evomario.environment import MarioEnv


@pytest.mark.parametrize("observation", ["pixels", "tiles", "ram"])
def test_its_own_checker_finds_nothing(observation: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        # It would rather have rows of numbers for what is no picture: that is the user's choice.
        warnings.filterwarnings("ignore", message=".*(observation|image|image).*")
        check_env(MarioEnv(observation=observation))


def test_it_learns_on_one() -> None:
    env = MarioEnv(observation="pixels", moves=100)
    model = PPO("CnnPolicy", env, n_steps=16, batch_size=16, n_epochs=1, device="cpu")
    model.learn(16)
    assert model.num_timesteps == 16
