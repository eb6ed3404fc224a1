"""A table of few-shot adaptation: 1-4, which no start was learnt on, by PPO.

python docs/examples/adaptation.py FOLDER [SEEDS] [FRAMES] [START_FRAMES] [THREADS]

It begins with what Reptile has made of 1-1 to 1-3, with what PPO has made of them jointly, and at
random. Runs that FOLDER holds already are not run again: it can be stopped and started anew.
"""

import sys
from pathlib import Path

import numpy as np
from once import once

from evomario.runs import RunFolder, evolve, load_config
from evomario.runs.history import generations, summaries
from evomario.runs.starting import keep_start, start_of

STARTS = {"reptile": "gradient/world-1-reptile", "jointly": "gradient/world-1-ppo", "random": ""}
HELD_OUT = "1-4"
MARKS = (0.05, 0.1, 0.25, 0.5, 1.0)  # of the frames, where the table looks


def played(
    folder: Path, name: str, config: str, changes: list[str], threads: int,
    source: RunFolder | None = None,
) -> RunFolder:  # fmt: skip
    """A run, unless it is there."""

    def run(output: Path) -> None:
        made, loaded = RunFolder.create(name, 0, output), load_config(config, changes)
        if source:
            keep_start(made, start_of(loaded, source))
        evolve(loaded, made, threads=threads)

    found = once(folder / name, run)
    print(name, file=sys.stderr, flush=True)
    return found


def curve(run: RunFolder, frames: int) -> list[float]:
    """How much of the way its episodes came while it learnt, about each mark, in percent."""
    table, told = generations(run.history), summaries(run.history)["learning"]
    return [float(100 * np.interp(mark * frames, table["frames"], told["progress"]))
            for mark in MARKS]  # fmt: skip


def main(
    folder: str, seeds: str = "3", frames: str = "400000", start_frames: str = "4000000",
    threads: str = "2",
) -> None:  # fmt: skip
    """Run what is missing, and print the table."""
    place, budget, count = Path(folder), int(frames), int(threads)
    place.mkdir(parents=True, exist_ok=True)
    adapt = [f"task.train=[{HELD_OUT}]", f"stop={{frames: {budget}, target: null}}",
             "algorithm.learning_rate=0.001", "algorithm.frames=8000"]  # fmt: skip
    marks = " | ".join(f"{mark * budget:,.0f} frames" for mark in MARKS)
    print(f"| start | {marks} | its policy finished |\n|---|{'---:|' * (len(MARKS) + 1)}")
    for name, config in STARTS.items():
        curves, finished = [], 0
        for seed in range(int(seeds)):
            chosen = f"seed={seed}"
            stop = f"stop={{frames: {start_frames}, target: null}}"
            source = config and played(place, f"{name}-{seed}", config, [stop, chosen], count)
            run = played(
                place, f"{HELD_OUT}-{name}-{seed}", "gradient/1-4-ppo", [*adapt, chosen], count,
                source or None,
            )  # fmt: skip
            curves.append(curve(run, budget))
            finished += bool(generations(run.history)["finished"].any())
        cells = " | ".join(f"{each:.0f} %" for each in np.mean(curves, axis=0))
        print(f"| {name} | {cells} | {finished} of {seeds} |", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
