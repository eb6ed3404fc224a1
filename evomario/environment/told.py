"""What an environment tells of its machines beside what they show: Gymnasium's info."""

from typing import Any

import numpy as np

from evomario.mario.state import EPISODE, REASONS

from .batch import Batch

_STATUS = np.array(("small", "tall", "fireball"))
_REASONS = np.array(REASONS)

# Name: field of the episode's state. The first ten are gym-super-mario-bros' info.
_COPIED = {
    "coins": "COINS", "flag_get": "FLAG", "life": "LIFE", "score": "SCORE", "stage": "STAGE",
    "status": "STATUS", "time": "TIME", "world": "WORLD", "x_pos": "X", "y_pos": "Y",
    "distance": "DISTANCE", "progress": "ROUTE", "finished": "FINISHED", "deaths": "DEATHS",
    "moves": "MOVES", "frames": "FRAMES", "reason": "REASON",
}  # fmt: skip
_COLUMNS = np.array([EPISODE.fields[name][1] // 8 for name in _COPIED.values()])  # type: ignore[index]


def told(batch: Batch) -> dict[str, np.ndarray]:
    """An array of n of each: see docs/environment.md."""
    info = dict(zip(_COPIED, batch.numbers[:, _COLUMNS].T.copy(), strict=True))
    info["flag_get"], info["finished"] = info["flag_get"] != 0, info["finished"] != 0
    info["status"] = _STATUS[np.minimum(info["status"], 2)]
    info["reason"] = _REASONS[info["reason"]]
    info["progress"] = info["progress"] / batch.length if batch.length else _nan(info["progress"])
    return info


def told_of_one(batch: Batch) -> dict[str, Any]:
    """The same of a batch of one, as plain values."""
    info: dict[str, Any] = dict(zip(_COPIED, batch.numbers[0, _COLUMNS].tolist(), strict=True))
    info["flag_get"], info["finished"] = bool(info["flag_get"]), bool(info["finished"])
    info["status"] = str(_STATUS[min(info["status"], 2)])
    info["reason"] = REASONS[info["reason"]]
    info["progress"] = info["progress"] / batch.length if batch.length else float("nan")
    return info


def _nan(like: np.ndarray) -> np.ndarray:
    return np.full(like.shape, np.nan)
