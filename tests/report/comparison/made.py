"""Run folders as runs leave them, written without playing."""

import sqlite3
from contextlib import closing
from math import isnan
from pathlib import Path
from typing import Any

import numpy as np

from evomario.config.writer import dump
from evomario.mario.outcome import OUTCOME
from evomario.runs import Champion, Recording, RunFolder
from evomario.runs.champion import write_front
from evomario.runs.history import History, Layout
from evomario.runs.recording import outcome_dict
from evomario.runs.trials import Trial

GA = {"type": "ga", "population": 20, "genome": {"type": "actions", "length": 100}}
RANDOM = {"type": "random_search", "population": 20}
#: Frames of a generation, its evaluations, and its seconds.
FRAMES, EVALUATIONS, SECONDS = 1000, 20, 0.5


def config(name: str, level: str = "1-1", seed: int = 0, **parts: Any) -> dict[str, Any]:
    """A config's plain values; parts are laid over the usual ones, key by key."""
    plain: dict[str, Any] = {
        "name": name,
        "seed": seed,
        "task": {"train": [level], "limits": {"moves": 100}},
        "fitness": {"objectives": [{"maximize": "distance"}]},
        "algorithm": GA,
        "stop": {"generations": 10},
    }
    for part, value in parts.items():
        laid = part in ("task", "stop")
        plain[part] = {**plain[part], **value} if laid else value
    return plain


def made(
    path: Path, plain: dict[str, Any], *, finish: int | None = None, generations: int = 10,
    best: float = 100.0, distance: float | None = None, solved: bool | None = None,
    trials: tuple[Trial, ...] = (), hypervolume: float | None = None,
    front: tuple[tuple[float, ...], ...] = (), frames: int = FRAMES,
) -> Path:  # fmt: skip
    """Write a run folder.

    Args:
        path: of the folder.
        plain: the config.
        finish: the generation that first finishes.
        generations: how many there are.
        best: the first objective, to be maximised, which the last of them reaches in equal steps;
            nan: nothing is feasible.
        distance: likewise; default: the same.
        solved: whether the champion finishes; default: whether any individual does.
        trials, front: of the champion, and the objectives of other solutions.
        hypervolume: that the last generation has.
        frames: of a generation.
    """
    path.mkdir(parents=True)
    folder = RunFolder(path)
    folder.config.write_text(dump(plain), "utf-8")
    rose = np.arange(1, generations + 1) / generations
    far = abs(best) if distance is None else distance
    risen = best - abs(best) * (1 - rose)
    rows = [
        (number, number * EVALUATIONS, number * frames, number * frames, number * SECONDS,
         value, 0.0, 0.0, value, 1.0, int(finish is not None and number >= finish),
         far * up, 0.0, 0.0, 0.0, None if hypervolume is None else hypervolume * up, "")
        for number, (up, value) in enumerate(zip(rose, risen, strict=True), 1)
    ]  # fmt: skip
    History(folder.history, Layout((plain["task"]["train"][0],), ("maximize distance",))).close()
    with closing(sqlite3.connect(folder.history)) as database, database:
        marks = ", ".join("?" * len(rows[0]))
        database.executemany(f"INSERT INTO generations VALUES ({marks})", rows)
    done = (finish is not None) if solved is None else solved
    worth = None if isnan(best) else best
    champion = _champion(plain["task"]["train"], done, trials, (worth,))
    champion.write(folder.champion)
    if front:
        write_front(folder.front, [champion._replace(objectives=each) for each in front], None)
    return path


def _champion(
    levels: list[str], solved: bool, trials: tuple[Trial, ...], objectives: tuple[float | None, ...]
) -> Champion:
    outcome = np.zeros((), OUTCOME)
    outcome["finished"], outcome["progress"] = solved, 1.0 if solved else 0.5
    found = outcome_dict(outcome[()])
    recordings = tuple(Recording(each, 1, np.zeros(3, np.uint8), found, "") for each in levels)
    return Champion(recordings, objectives, 0.0, {}, trials)
