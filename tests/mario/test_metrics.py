from collections.abc import Iterator
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from evomario.evaluation import play_sequences
from evomario.fitness import Rules
from evomario.mario import Game
from evomario.mario.metrics import METRICS, RamMetric, values
from evomario.mario.moves import read_moves

DATA = Path(__file__).parents[1] / "data"
ENEMIES = {*range(0x15), 0x2D, 0x33}


def recorded(name: str) -> tuple[str, np.ndarray]:
    path = DATA / f"{name}.moves"
    return path.read_text().split("level: ")[1].split()[0], read_moves(path)


def rams(name: str) -> Iterator[np.ndarray]:
    """RAM after each move."""
    level, moves = recorded(name)
    game = Game(level)
    game.reset()
    for buttons in moves.tolist():
        game.step(buttons)
        yield game.ram
        if game.done:
            return


@pytest.mark.parametrize(
    ("name", "kills"),
    [
        ("goomba-1-1", 0), ("pit-1-1", 1), ("mushroom-1-1", 0), ("time-1-1", 0),
        ("fireball-1-1", 3), ("starkill-1-1", 3), ("star-1-1", 1), ("finish-1-1", 4),
    ],
)  # fmt: skip
def test_kills_are_what_the_recorded_episodes_are_known_for(name: str, kills: int) -> None:
    level, moves = recorded(name)
    assert play_sequences(level, [moves]).records["kills"][0, 0] == kills


@pytest.mark.parametrize("name", ["fireball-1-1", "starkill-1-1", "finish-1-2", "finish-2-1"])
def test_kills_equal_their_plain_python_twin(name: str) -> None:
    level, moves = recorded(name)
    counted: set[int] = set()
    kills = 0
    for ram in rams(name):
        for slot in range(5):
            kind, state = int(ram[0x16 + slot]), int(ram[0x1E + slot])
            down = kind in ENEMIES and (state & 0x20 or (kind < 9 and state & 0x1F == 4))
            if not ram[0x0F + slot]:
                counted.discard(slot)
            elif down and slot not in counted:
                counted.add(slot)
                kills += 1
    assert play_sequences(level, [moves]).records["kills"][0, 0] == kills


REWARDED = ("goomba-1-1", "finish-1-1", "pit-1-1", "pipe-1-1", "hurt-1-1")


@pytest.mark.parametrize("name", [*REWARDED, "finish-1-4"])
def test_reward_equals_its_plain_python_twin(name: str) -> None:
    level, moves = recorded(name)
    game = Game(level)
    game.reset()
    x, time = (int("".join(map(str, game.ram[a:b]))) for a, b in ((0x86, 0x87), (0x7F8, 0x7FB)))
    total = 0
    for buttons in moves.tolist():
        info = game.step(buttons)
        dead = game.done and not info["flag_get"]
        step, tick = info["x_pos"] - x, info["time"] - time
        x, time = info["x_pos"], info["time"]
        reward = (step if abs(step) <= 5 else 0) + min(tick, 0) - 25 * dead
        total += max(-15, min(15, reward))
        if game.done:
            break
    assert play_sequences(level, [moves]).records["reward"][0, 0] == total


@pytest.mark.skipif(version("gym-super-mario-bros")[:2] != "7.", reason="other rewards")
@pytest.mark.parametrize("name", REWARDED)
def test_reward_is_that_of_gym(name: str) -> None:
    level, moves = recorded(name)
    environment = Game(level, engine="gym")._engine._environment  # type: ignore[attr-defined]
    environment.reset()
    total = 0.0
    for buttons in moves.tolist():
        total += float(environment.step(buttons)[1])
        if environment.done:
            break
    assert play_sequences(level, [moves]).records["reward"][0, 0] == total


def test_metrics_are_the_outcome_s_numbers() -> None:
    for name in ("finish-1-2", "1up-1-1", "game-over"):
        level, moves = recorded(name)
        played = play_sequences(level, [moves])
        columns = values(played.states, len(METRICS))[0, 0]
        record = played.records[0, 0]
        expected = [float(record[metric]) for metric in METRICS]
        assert columns.tolist() == pytest.approx(expected, abs=0, nan_ok=True)


@pytest.mark.parametrize("address", [0x75E, 0x756, 0x86, 0x7F9])
def test_user_metrics_equal_their_plain_python_twin(address: int) -> None:
    level, moves = recorded("1up-1-1")
    game = Game(level)
    game.reset()
    bytes_ = [int(game.ram[address]), *(int(ram[address]) for ram in rams("1up-1-1"))]
    steps = list(pairwise(bytes_))
    expected = {
        "last": bytes_[-1], "max": max(bytes_), "min": min(bytes_),
        "rises": sum(max(b - a, 0) for a, b in steps), "changes": sum(a != b for a, b in steps),
    }  # fmt: skip
    users = [RamMetric(name, address, name) for name in expected]
    played = play_sequences(level, [moves], score=Rules(users=users))
    found = values(played.states, len(METRICS) + len(users))[0, 0, len(METRICS) :]
    assert found.tolist() == list(expected.values())
    only_last = play_sequences(level, [moves], score=Rules(users=users[:1]))
    assert values(only_last.states, len(METRICS) + 1)[0, 0, -1] == expected["last"]
