"""What a whole run keeps of the engine's speed, and what the reuse of prefixes spares it."""

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from evomario.evaluation.task import Task
from evomario.fitness import Evaluation
from evomario.runs import RunFolder, evolve, load_config
from evomario.runs.history import generations

CONFIG = "ga/1-1"
_LOOP = ("algorithm.population=100", "stop={generations: 6}", "evaluation.reuse=false")


class Watched(Task):
    """A task that remembers what it evaluated last."""

    genomes: Sequence[np.ndarray] = ()

    def evaluate(
        self, genomes: Sequence[np.ndarray], *arguments: Any, **options: Any
    ) -> Evaluation:
        """As a task does."""
        self.genomes = genomes
        return super().evaluate(genomes, *arguments, **options)

    def replay(self) -> tuple[int, float]:
        """Play that again, by batch play alone: its frames, and the seconds they took."""
        begin = time.perf_counter()
        played = self.play(self.genomes, reuse=False)
        return int(played.records["frames"].sum()), time.perf_counter() - begin


def loop_figures(changes: Sequence[str] = _LOOP) -> dict[str, float]:
    """Frames a second of a whole run without reuse, and of batch play.

    Each generation is played again as soon as it is over: whatever else slows the machine slows
    both alike.
    """
    config = load_config(CONFIG, changes)
    parts = config.settings
    task = Watched(parts.task, config.task.fitness, parts.evaluation)
    task.policy = config.task.policy
    task.prepare()
    replays: list[tuple[int, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        result = evolve(
            config._replace(task=task), RunFolder(Path(folder)),
            each=lambda progress: replays.append(task.replay()),
        )  # fmt: skip
        seconds = time.perf_counter() - begin
    frames, replayed = (sum(column) for column in zip(*replays, strict=True))
    loop, batch = result.progress.frames / (seconds - replayed), frames / replayed
    return {"loop_frames": loop, "loop_batch_frames": batch, "loop_share": loop / batch}


def reuse_figures(changes: Sequence[str] = ()) -> dict[str, float]:
    """How many frames of a run stand for one that was emulated, and whether digests agree."""
    found = []
    for reuse in ("true", "false"):
        with tempfile.TemporaryDirectory() as name:
            folder = RunFolder(Path(name))
            evolve(load_config(CONFIG, (*changes, f"evaluation.reuse={reuse}")), folder)
            found.append(generations(folder.history))
    last = found[0][-1]
    return {
        "reuse_ratio": float(last["frames"] / last["frames_emulated"]),
        "reuse_same_digests": bool(np.array_equal(found[0]["digest"], found[1]["digest"])),
    }
