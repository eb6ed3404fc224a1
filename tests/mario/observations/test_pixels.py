import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evomario.emulator.colours import COLOURS
from evomario.mario import Game
from evomario.mario.observations import Observation
from evomario.mario.observations.pixels import Pixels
from tests.mario.both import random_moves

from .twin import pixels

RAM = np.zeros(2048, np.uint8)


def picture(seed):
    numbers = np.random.default_rng(seed).integers(0, 64, (240, 256))
    numbers[:, 100:140] = seed % 64
    return COLOURS[numbers]


@settings(max_examples=40)
@given(
    seed=st.integers(0, 1 << 32),
    width=st.integers(1, 256),
    height=st.integers(1, 240),
    top=st.integers(0, 239),
    white=st.sampled_from([1.0, 255.0, 0.3]),
)
def test_the_cells_are_the_twins_to_the_last_bit(seed, width, height, top, white):
    parameters = dict(width=width, height=height, top=top, white=white)
    observation = Observation([Pixels(**parameters)])
    seen = observation.see(RAM, picture(seed)).reshape(height, width)
    assert np.array_equal(seen, pixels(picture(seed), **parameters))


@pytest.mark.parametrize("level", ["1-1", "2-2", "1-4"])
def test_a_game_is_the_twins(level):
    game = Game(level)
    game.reset()
    observation = Observation([Pixels()])
    for i, buttons in enumerate(random_moves(level, 90)):
        if game.done:
            game.reset()
        if i % 30 == 0:
            expected = pixels(game.screen(), 32, 30, 0, 1.0)
            assert np.array_equal(observation(game).reshape(30, 32), expected)
        game.step(buttons)


def test_by_default_it_is_the_mean_of_blocks_of_8_by_8():
    screen = picture(1)
    grey = (screen * [0.299, 0.587, 0.114]).sum(axis=2) / 255
    seen = Observation([Pixels()]).see(RAM, screen).reshape(30, 32)
    np.testing.assert_allclose(seen, grey.reshape(30, 8, 32, 8).mean(axis=(1, 3)), rtol=1e-12)
    assert seen.min() >= 0 and seen.max() <= 1


def test_white_and_black_and_what_is_left_out():
    screen = np.zeros((240, 256, 3), np.uint8)
    screen[32:] = 0xFC
    seen = Observation([Pixels(width=3, height=2, top=32, white=255.0)]).see(RAM, screen)
    assert seen.tolist() == [252.0] * 6
    assert Observation([Pixels(width=1, height=15)]).see(RAM, screen)[:2].tolist() == [0, 0]


def test_what_is_no_picture_of_the_console_is_refused():
    observation = Observation([Pixels()])
    with pytest.raises(ValueError, match="needs the picture"):
        observation.see(RAM)
    with pytest.raises(ValueError, match="shape"):
        observation.see(RAM, np.zeros((84, 84, 3), np.uint8))
    with pytest.raises(ValueError, match="colour"):
        observation.see(RAM, np.full((240, 256, 3), 7, np.uint8))
