"""What an episode's state says: gym-super-mario-bros' info, and the Outcome, one record each."""

from typing import Any

import numpy as np

from evomario.emulator.layout import ROW

from .state import COINS, EPISODE, REASONS, Y

#: One record an episode. Lengths in pixels, times in in-game seconds.
OUTCOME = np.dtype(
    [
        ("distance", "<i4"),  # summed over the areas visited, beyond the x of entry
        ("progress", "<f8"),  # along the level's known route, 0 to 1; nan where none is known
        ("x", "<i4"),  # last, local to the area
        ("coins", "<i4"),  # collected, over all lives
        ("score", "<i4"),  # over all lives
        ("time_left", "<i4"),  # of the last life
        ("time_used", "<i4"),  # over all lives
        ("moves", "<i4"),
        ("frames", "<i8"),
        ("deaths", "<i4"),
        ("finished", "?"),
        ("powerup", "<i2"),  # 0 small, 1 tall, 2 fire
        ("level", "<i2"),  # the furthest, 4 * world + stage from 0
        ("jumps", "<i4"),
        ("left_moves", "<i4"),
        ("right_moves", "<i4"),
        ("kills", "<i4"),  # enemies stomped or defeated, see track.py
        ("reward", "<i4"),  # gym-super-mario-bros 7.4's, summed
        ("reason", "<i2"),  # index into evomario.mario.state.REASONS
    ]
)

# column: field of the episode's state
_COPIED = {
    "distance": "DISTANCE", "x": "X", "coins": "COIN_SUM", "time_left": "TIME", "moves": "MOVES",
    "frames": "FRAMES", "deaths": "DEATHS", "finished": "FINISHED", "powerup": "STATUS",
    "level": "LEVEL", "jumps": "JUMPS", "left_moves": "LEFT", "right_moves": "RIGHT",
    "kills": "KILLS", "reward": "REWARD", "reason": "REASON",
}  # fmt: skip


def outcomes(states: np.ndarray, route_length: int) -> np.ndarray:
    """The outcomes of episodes from their states, `uint8[n, STATE]`, as `OUTCOME[n]`."""
    fields = states[:, ROW:].view(EPISODE)[:, 0]
    records = np.zeros(len(states), OUTCOME)
    for column, field in _COPIED.items():
        records[column] = fields[field]
    records["score"] = fields["SCORE_SUM"] + fields["SCORE"]
    records["time_used"] = fields["TIME_SUM"] + fields["CLOCK"] - fields["TIME"]
    records["progress"] = fields["ROUTE"] / route_length if route_length else np.nan
    return records


def reason(record: np.void) -> str:
    """Why an episode ended: finished, dead, warped, no_progress or limit."""
    return REASONS[int(record["reason"])]


_STATUS = ("small", "tall", "fireball")


def info(state: np.ndarray) -> dict[str, Any]:
    """gym-super-mario-bros' info, as a state (`uint8[STATE]`) keeps it from its last move."""
    values = state[COINS : Y + 8].view(np.int64).tolist()
    coins, flag, life, score, stage, status, time, world, x, y = values
    return {
        "coins": coins,
        "flag_get": bool(flag),
        "life": life,
        "score": score,
        "stage": stage,
        "status": _STATUS[min(status, 2)],
        "time": time,
        "world": world,
        "x_pos": x,
        "y_pos": y,
    }
