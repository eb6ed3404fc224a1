import numpy as np
import pytest

from evomario.mario import Game
from evomario.mario.observations import Observation
from evomario.mario.observations.clock import Clock
from evomario.mario.observations.ram import Byte, Ram


def test_bytes_are_masked_signed_moved_and_scaled():
    memory = np.zeros(2048, np.uint8)
    memory[[0, 0x57, 0x7FF]] = 255, 0xF0, 0b1010_0101
    part = Ram(
        addresses=[
            0,
            0x57,
            Byte(address=0x57, signed=True, scale=40.0, name="speed"),
            Byte(address=0x7FF, mask=0x0F, offset=2.0, scale=2.0),
            Byte(address=0x7FF, mask=0x80, scale=128.0),
        ]
    )
    assert part.labels == ("ram 0x000", "ram 0x057", "speed", "ram 0x7FF", "ram 0x7FF")
    seen = Observation([part]).see(memory).tolist()
    assert seen == [1.0, 240 / 255, -16 / 40, (5 - 2) / 2, 1.0]


@pytest.mark.parametrize(
    ("level", "start", "unit"), [("1-1", 400, 20), ("1-3", 300, 20), ("lost-1-3", 400, 24)]
)
def test_the_clock_runs_down(level, start, unit):
    game = Game(level)
    game.reset()
    observation = Observation([Clock()])
    times = []
    for _ in range(200):
        time, constant = observation(game).tolist()
        assert constant == 1.0
        times.append(time * 400)
        game.step(0)
    assert start - 2 < times[0] < start + 1
    assert times[0] - times[-1] == pytest.approx(199 / unit, abs=0.3)
    assert (np.diff(times) <= 0).all()
    assert (np.diff(times) < 0).mean() > 0.7  # now and then the game is still at its sums


def test_the_clock_is_blind():
    """Nothing of it depends on what Mario does."""
    seen = []
    for buttons in (0, 128):
        game = Game("1-1")
        game.reset()
        for _ in range(50):
            game.step(buttons)
        seen.append(Observation([Clock()])(game).tolist())
    assert seen[0] == seen[1]
