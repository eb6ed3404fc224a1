"""Noise between what a policy decides and what is pressed: sticky buttons, no-ops at the start.

Sources: sticky actions, M. C. Machado et al., Revisiting the Arcade Learning Environment, Journal
of Artificial Intelligence Research 61 (2018), section 5; no-op starts, V. Mnih et al.,
Human-level control through deep reinforcement learning, Nature 518 (2015), Methods. Here a no-op
and a draw are one move (mostly one frame), not four frames as there.

An episode's noise lies in its state: NOISE (the generator), STICKY (the odds of 2^32 that a move
keeps the buttons of the move before), NOOPS (moves at the start in which nothing is pressed), HELD
(the buttons of the move before). The generator is SplitMix64 (G. L. Steele, D. Lea and C. H. Flood,
Fast splittable pseudorandom number generators, OOPSLA 2014).
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from evomario.emulator.compiling import entry
from evomario.emulator.layout import ROW
from evomario.emulator.memory import address, load64, store64

from .state import EPISODE, HELD, MOVES, NOISE, NOOPS, STATE, STICKY

_STREAM = 0x4E4F4953
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX, _REMIX = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_S27, _S30, _S31, _S32 = (np.uint64(shift) for shift in (27, 30, 31, 32))


class Noise(NamedTuple):
    """What disturbs an episode.

    Attributes:
        sticky: probability that a move keeps the buttons of the move before, 0 to 1.
        noop_max: up to so many moves at the start in which nothing is pressed.
    """

    sticky: float = 0.0
    noop_max: int = 0

    def __bool__(self) -> bool:
        return self.sticky > 0 or self.noop_max > 0

    def begin(self, states: np.ndarray, seed: int) -> None:
        """Set up states at the start of an episode, `uint8[n, STATE]`, to have a seed's noise."""
        fields = states[:, ROW:].view(EPISODE)[:, 0]
        # The last number sets these draws apart from all else that is drawn from a seed.
        generator = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(_STREAM,)))
        fields["NOOPS"] = generator.integers(self.noop_max, endpoint=True)
        fields["NOISE"] = generator.integers(-(1 << 63), (1 << 63) - 1, endpoint=True)
        fields["STICKY"] = round(self.sticky * 2**32)
        fields["HELD"] = 0


NO_NOISE = Noise()


@njit
def draw(state):
    """32 random bits, from the next number of the state's generator."""
    number = np.uint64(load64(state + NOISE)) + _GOLDEN
    store64(state + NOISE, np.int64(number))
    number = (number ^ (number >> _S30)) * _MIX
    number = (number ^ (number >> _S27)) * _REMIX
    return np.int64((number ^ (number >> _S31)) >> _S32)


@njit
def pressed(state, buttons):
    """What is pressed in a move for which a policy has decided on some buttons."""
    if load64(state + MOVES) < load64(state + NOOPS):
        buttons = 0
    elif load64(state + STICKY) and draw(state) < load64(state + STICKY):
        buttons = load64(state + HELD)
    store64(state + HELD, buttons)
    return buttons


@entry("void(uint8[::1], uint8[::1])")
def _press(state, buttons):
    place = address(state)
    for i in range(len(buttons)):
        buttons[i] = pressed(place, np.int64(buttons[i]))
        store64(place + MOVES, load64(place + MOVES) + 1)


class Hand:
    """The noise of one episode, outside of an engine.

    Args:
        noise: what disturbs it.
        seed: what the noise is drawn from.
    """

    def __init__(self, noise: Noise, seed: int) -> None:
        self._state = np.zeros((1, STATE), np.uint8)
        noise.begin(self._state, seed)

    def press(self, buttons: np.ndarray) -> np.ndarray:
        """What is pressed in the next moves, for which a policy has decided on some buttons.

        From `uint8[n]` to `uint8[n]`; call after call goes on through the episode.
        """
        made = np.array(buttons, np.uint8)
        _press(self._state[0], made)
        return made
