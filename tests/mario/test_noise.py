import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evomario.emulator.layout import ROW
from evomario.evaluation import Limits, play_sequences
from evomario.mario.noise import Hand, Noise
from evomario.mario.state import EPISODE, STATE

WORD = (1 << 64) - 1


def twin(noise: Noise, seed: int, buttons: list[int]) -> list[int]:
    """What is pressed, in plain Python."""
    states = np.zeros((1, STATE), np.uint8)
    noise.begin(states, seed)
    fields = states[0, ROW:].view(EPISODE)[0]
    number, held, found = int(fields["NOISE"]) & WORD, 0, []
    for move, wanted in enumerate(buttons):
        if move < fields["NOOPS"]:
            held = 0
        else:
            if noise.sticky:
                number = (number + 0x9E3779B97F4A7C15) & WORD
                mixed = ((number ^ (number >> 30)) * 0xBF58476D1CE4E5B9) & WORD
                mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & WORD
                keeps = ((mixed ^ (mixed >> 31)) >> 32) < round(noise.sticky * 2**32)
            else:
                keeps = False
            held = held if keeps else wanted
        found.append(held)
    return found


noises = st.builds(
    Noise, st.one_of(st.sampled_from([0.0, 0.25, 1.0]), st.floats(0, 1)), st.integers(0, 30)
)


@given(noises, st.integers(0, 2**40), st.lists(st.integers(0, 255), max_size=80), st.data())
def test_a_hand_presses_as_the_twin_does_call_after_call(noise, seed, buttons, data) -> None:
    cut = data.draw(st.integers(0, len(buttons)))
    hand = Hand(noise, seed)
    row = np.array(buttons, np.uint8)
    pressed = [*hand.press(row[:cut]), *hand.press(row[cut:])]
    assert pressed == twin(noise, seed, buttons)
    assert row.tolist() == buttons


def test_sticky_keeps_the_buttons_as_often_as_it_says() -> None:
    alternating = np.tile(np.array([1, 2], np.uint8), 20_000)
    pressed = Hand(Noise(sticky=0.25), 5).press(alternating)
    kept = (pressed != alternating).mean()  # a run of keeps is right every other time: p / (1 + p)
    assert kept == pytest.approx(0.25 / 1.25, abs=0.01)


def test_no_ops_are_of_every_number_up_to_the_most() -> None:
    held = np.full(10, 128, np.uint8)
    counts = {int((Hand(Noise(0, 6), seed).press(held) == 0).sum()) for seed in range(200)}
    assert counts == set(range(7))


@pytest.mark.parametrize("noise", [Noise(0.25), Noise(0, 30), Noise(0.1, 12)])
def test_noisy_sequences_replay_from_what_was_pressed(noise) -> None:
    draw = np.random.default_rng(3)
    moves = [draw.choice(np.array([128, 129, 131], np.uint8), 300).repeat(4) for _ in range(6)]
    limits = Limits(moves=500)
    noisy = play_sequences(["1-1", "1-3"], moves, limits=limits, noise=noise, noise_seeds=[7, 8])
    assert noisy.records.shape == (4, 6)
    assert len({tuple(row) for row in noisy.records["frames"].tolist()}) > 1
    for number, level in enumerate(["1-1", "1-1", "1-3", "1-3"]):
        again = play_sequences(level, noisy.pressed[number], limits=limits)
        assert (again.records[0] == noisy.records[number]).all()
