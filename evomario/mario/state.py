"""The state of an episode: int64 fields that follow the machine's row, so that one copy saves both.

A state is `uint8[STATE]`: the machine (see `evomario.emulator.layout`), then the fields named here.
The names up to `Y` are gym-super-mario-bros' info, as it stood when that package takes it: after
the frame of the move, before the frames that it skips.
"""

import numpy as np

from evomario.emulator.layout import MACHINE, ROW

AREAS = 24  #: areas that an episode keeps a furthest x for; later ones count no distance
VALUES_LENGTH = 40  #: metrics that a state has room for, the user's included
USERS = 16  #: metrics of the user's that a state has room for
OBJECTIVES = 8  #: objectives that a state has room for
MEMORY_LENGTH = 32  #: numbers that metrics of plug-ins may keep, together

_NAMES = (
    "COINS", "FLAG", "LIFE", "SCORE", "STAGE", "STATUS", "TIME", "WORLD", "X", "Y",
    "DONE",  # gym-super-mario-bros' done
    "DOWN",  # a bit an enemy slot: whether what is in it has been counted as killed
    "STUCK",  # 1 if a transition did not end: the skip was cut short
    "SINGLE",  # 1 for a level, 0 for the whole game
    "HOME",  # the level's own world and stage, 4 * world + stage from 0
    "CLOCK",  # in-game time at which the level starts: 400 or 300
    "MOVES", "FRAMES",
    "LIVES",  # lives left, the current one counted
    "DEATHS", "FINISHED", "REASON",
    "COIN_SUM", "SCORE_SUM", "TIME_SUM",  # of the lives before, and coins of this one too
    "JUMPS", "LEFT", "RIGHT",
    "AIRBORNE",  # 1 while the last move's float state was that of a jump
    "DISTANCE",  # pixels, summed over areas
    "ROUTE",  # pixels along the level's known route
    "KILLS", "REWARD",
    "BEST", "BEST_MOVE",  # what the no-progress rule watches: its best value (a float64), and when
    "KNOWN",  # how many areas have been visited
    "AREA",  # index of the current one
    "LEVEL",  # furthest level, as HOME
    "SCORED",  # 1 once a fitness has looked at the episode's start
    "FAULTS",  # expressions that came to nothing finite along the way
    "NOISE", "STICKY", "NOOPS", "HELD",  # see noise.py
)  # fmt: skip

_at = {name: ROW + 8 * i for i, name in enumerate(_NAMES)}
COINS, FLAG, LIFE, SCORE, STAGE, STATUS, TIME, WORLD, X, Y = (_at[n] for n in _NAMES[:10])
DONE, STUCK, SINGLE, HOME, CLOCK = (_at[n] for n in ("DONE", "STUCK", "SINGLE", "HOME", "CLOCK"))
MOVES, FRAMES, LIVES = _at["MOVES"], _at["FRAMES"], _at["LIVES"]
DEATHS, FINISHED, REASON = _at["DEATHS"], _at["FINISHED"], _at["REASON"]
COIN_SUM, SCORE_SUM, TIME_SUM = _at["COIN_SUM"], _at["SCORE_SUM"], _at["TIME_SUM"]
JUMPS, LEFT, RIGHT, AIRBORNE = (_at[n] for n in ("JUMPS", "LEFT", "RIGHT", "AIRBORNE"))
DISTANCE, ROUTE, BEST, BEST_MOVE = (_at[n] for n in ("DISTANCE", "ROUTE", "BEST", "BEST_MOVE"))
KNOWN, AREA, LEVEL = _at["KNOWN"], _at["AREA"], _at["LEVEL"]
DOWN, KILLS, REWARD = _at["DOWN"], _at["KILLS"], _at["REWARD"]
SCORED, FAULTS = _at["SCORED"], _at["FAULTS"]
NOISE, STICKY, NOOPS, HELD = _at["NOISE"], _at["STICKY"], _at["NOOPS"], _at["HELD"]

VISITED = ROW + 8 * len(_NAMES)  #: AREAS pairs of an area's key and its furthest x
VALUES = VISITED + 16 * AREAS  #: the metrics, float64, as a fitness counts them
SCORES = VALUES + 8 * VALUES_LENGTH  #: the best value yet of each objective, float64
MEMORY = SCORES + 8 * OBJECTIVES  #: what metrics of plug-ins keep, float64
BYTES = MEMORY + 8 * MEMORY_LENGTH  #: what the user's RAM addresses held last
STATE = (BYTES + USERS + 63) // 64 * 64  #: bytes of a state

#: The episode's fields as a structured dtype: `state[ROW:].view(EPISODE)[0]["MOVES"]`.
EPISODE = np.dtype(
    {
        "names": [*_NAMES, "VISITED", "VALUES", "SCORES", "MEMORY", "BYTES"],
        "formats": ["<f8" if name == "BEST" else "<i8" for name in _NAMES]
        + [("<i8", (AREAS, 2)), ("<f8", VALUES_LENGTH), ("<f8", OBJECTIVES)]
        + [("<f8", MEMORY_LENGTH), ("u1", USERS)],
        "offsets": [
            place - ROW for place in (*_at.values(), VISITED, VALUES, SCORES, MEMORY, BYTES)
        ],
        "itemsize": STATE - ROW,
    }
)

#: Why an episode ended, by the value of REASON; "" while it goes on.
REASONS = ("", "finished", "dead", "warped", "no_progress", "limit", "constraint", "failed")
FINISHED_, DEAD, WARPED, NO_PROGRESS, LIMIT, CONSTRAINT, FAILED = range(1, 8)


def machine(state: np.ndarray) -> np.void:
    """The machine's fields of a state, writable."""
    return state[:ROW].view(MACHINE)[0]


def episode(state: np.ndarray) -> np.void:
    """The episode's fields of a state, writable."""
    return state[ROW:].view(EPISODE)[0]
