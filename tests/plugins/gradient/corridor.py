"""A level that is learnt in seconds: a corridor, in whose end there is a reward."""

from typing import Any

import numpy as np
from gymnasium.spaces import Discrete

LENGTH, MOVES, FRAMES = 6, 12, 1


class Corridor:
    """So many walkers; action 1 goes on, 0 goes back, 2 waits; what is seen is the place."""

    def __init__(self, count: int = 8) -> None:
        self.num_envs, self.frames, self.levels = count, 0, ("corridor",)
        self.single_action_space = Discrete(3)
        self.places, self.left = np.zeros(count, int), np.full(count, MOVES)

    def seen(self) -> np.ndarray:
        return np.eye(LENGTH, dtype=np.float32)[self.places]

    def only(self, place: int) -> "Corridor":
        return self

    def step(self, actions: np.ndarray) -> tuple[Any, ...]:
        self.frames += self.num_envs
        way = np.array([-1, 1, 0])[actions]
        self.places, self.left = (self.places + way).clip(0), self.left - 1
        ended = self.places >= LENGTH - 1
        cut = ~ended & (self.left == 0)
        rewards, told = np.where(ended, 1.0, -0.01), {"final_obs": self.seen()}
        over = ended | cut
        self.places[over], self.left[over] = 0, MOVES
        return self.seen(), rewards, ended, cut, told


def steps_to_the_end(policy: Any) -> int:
    """How many a policy takes, `MOVES` if it does not come there."""
    place = 0
    for step in range(MOVES):
        place = max(0, place + [-1, 1, 0][int(policy.activate(np.eye(LENGTH)[place]).argmax())])
        if place == LENGTH - 1:
            return step + 1
    return MOVES
