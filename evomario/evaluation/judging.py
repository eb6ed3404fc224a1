"""What a move in Python asks of the kernels: each is a step of `episode.play`, for one state.

Rows are states, `uint8[STATE]`, and `room` is `float64[score.SCRATCH]`; the rest is as there.
"""

from evomario.emulator.compiling import entry
from evomario.emulator.memory import address
from evomario.fitness import score
from evomario.mario import noise
from evomario.policies import outputs

from . import episode


@entry("void(uint8[::1], int64, int64, float64[::1])")
def begin(row, route, table, room):
    """Let the fitness look at an episode's start."""
    score.begin(address(row), table, route, address(room))


@entry("boolean(uint8[::1], int64, int64[::1])")
def spent(row, count, limits):
    """Whether a limit ends the episode before its next move; REASON says so then."""
    return episode.spent(address(row), count, limits)


@entry("int64(uint8[::1], int64)")
def press(row, buttons):
    """What is pressed in the next move, for which some buttons are meant."""
    return noise.pressed(address(row), buttons)


@entry("int64(uint8[::1], int64, int64[::1])")
def meant(row, decided, presses):
    """What a decision means in the next move, by an outputs' table."""
    return outputs.meant(address(row), decided, address(presses))


@entry("void(uint8[::1], int64, int64, float64[::1], int64[::1], uint16[:,::1])")
def judge(row, route, table, room, limits, path):
    """Let the fitness and the stop rules look at a move that was made, and keep the path."""
    episode.judge(address(row), table, route, address(room), limits, path)


@entry("void(uint8[::1], int64, int64)")
def end(row, route, table):
    """Let the fitness look at an episode's end."""
    score.end(address(row), table, route)


def load() -> None:
    """Compile all, or load them from the cache."""
    for each in (begin, spent, press, meant, judge, end):
        each.load()
