"""What acts in Python plays as the kernels that play networks do: to the last byte of a state."""

import numpy as np
import pytest

from evomario.errors import UserError
from evomario.evaluation import Limits, play_networks
from evomario.evaluation.actors import play_actors
from evomario.fitness import Constraint, Expression, Fitness, Objective
from evomario.mario.metrics import METRICS
from evomario.mario.noise import Noise
from evomario.policies.outputs import argmax
from tests.evaluation.test_networks import ACTIONS, CASES, networks, seen


def expression(text: str, kind: str = "number") -> Expression:
    return Expression(text, METRICS, kind)


FITNESS = Fitness(
    [Objective(expression("distance - 0.5*moves"), best=True)],
    [Constraint(expression("jumps <= 6", "truth"), expression("jumps - 6"), every_move=True)],
    watch=Objective(expression("x")),
)
RULES = [
    ({"limits": Limits(moves=300)}, {}),
    ({"limits": Limits(moves=300, frames=120)}, {}),
    ({"limits": Limits(moves=301, no_progress=40)}, {"score": FITNESS.rules}),
]


@pytest.mark.parametrize(("level", "observation", "outputs", "noise", "lives"), CASES)
@pytest.mark.parametrize(("limits", "rules"), RULES)
def test_a_player_plays_as_in_kernels(
    level, observation, outputs, noise, lives, limits, rules
) -> None:
    players = networks(observation, outputs, 4, seed=3)
    given = dict(limits, **rules, lives=lives, noise=noise, noise_seeds=[5, 6], paths=True)
    theirs = play_networks([level, "1-3"], players, observation, outputs, **given)
    ours = play_actors([level, "1-3"], players, observation, outputs, **given)
    assert (ours.states == theirs.states).all()
    assert (ours.frames_emulated == theirs.frames_emulated).all()
    for one, other in ((ours.pressed, theirs.pressed), (ours.paths, theirs.paths)):
        assert all(
            (a == b).all() and len(a) == len(b)
            for x, y in zip(one, other, strict=True)
            for a, b in zip(x, y, strict=True)
        )
    reasons = set(theirs.records["reason"].ravel().tolist())
    assert reasons - {0}


class Counting:
    """Presses right, and remembers what it was asked."""

    def __init__(self) -> None:
        self.episodes: list[int] = []

    def reset(self) -> None:
        self.episodes.append(0)

    def activate(self, inputs: np.ndarray) -> np.ndarray:
        self.episodes[-1] += 1
        assert inputs.dtype == np.float64 and inputs.shape == (120,)
        return np.eye(7)[1]


def test_a_player_is_asked_at_each_decision_alone_and_reset_for_each_episode() -> None:
    player = Counting()
    played = play_actors(
        ["1-1", "1-3"], [player], seen("tiles"), argmax(ACTIONS, every=4), limits=Limits(moves=30),
        noise=Noise(0, 9), noise_seeds=[0, 1],
    )  # fmt: skip
    assert player.episodes == [8] * 4
    assert [row["moves"] for row in played.records.ravel()] == [30] * 4
    assert {row[0][-1] for row in played.pressed} == {ACTIONS[1]}
    assert len({tuple(row[0]) for row in played.pressed}) == 2  # no-ops at the start


@pytest.mark.parametrize(
    ("players", "limits", "message"),
    [([], Limits(moves=9), "no networks"), ([Counting()], Limits(), "a limit on moves")],
)
def test_what_cannot_be_played_is_told(players, limits, message) -> None:
    with pytest.raises(UserError, match=message):
        play_actors("1-1", players, seen("tiles"), argmax(ACTIONS), limits=limits)
