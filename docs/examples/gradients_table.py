"""The table of docs/gradient.md: evolution and gradients on one task, with equal budgets.

python docs/examples/gradients_table.py FOLDER [SEEDS] [FRAMES] [THREADS]

Runs that FOLDER holds already are not run again, so that it can be stopped and started anew.
"""

import sys
from pathlib import Path
from statistics import median

from once import once

import evomario
from evomario.runs import Champion, RunFolder
from evomario.runs.history import generations

LEVELS = ("1-1", "1-2")
ROWS = {
    "ga": "gradient/1-1-ga",
    "neat": "neat/1-1",
    "ppo": "gradient/1-1-ppo",
    "dqn": "gradient/1-1-dqn",
    "reptile": "gradient/1-1-reptile",
}


def played(row: str, level: str, seed: int, frames: int, threads: int, folder: Path) -> RunFolder:
    """A run that goes on until Mario finishes, or its frames are spent."""
    budget = (f"task.train=[{level}]", f"stop={{frames: {frames}, target: finished}}")

    def run(output: Path) -> None:
        evomario.run(
            ROWS[row], seed=seed, output=output, overrides=budget, threads=threads, pictures=False
        )

    return once(folder / f"{row}-{level}-{seed}", run)


def line(row: str, level: str, runs: list[RunFolder]) -> str:
    """A row of the table: how many solved it, after how many frames, and how far they came."""
    tables = [generations(run.history) for run in runs]
    solved = [Champion.read(run.champion).solved for run in runs]
    ends = [table[-1] for table in tables]
    first = sorted(int(end["frames"]) for end, done in zip(ends, solved, strict=True) if done)
    far = [max(table["best_distance"]) for table in tables]
    cells = (
        f"{sum(solved)} of {len(runs)}",
        f"{median(first):,.0f} ({first[-1]:,})" if first else "",
        f"{median(int(end['frames']) for end in ends):,.0f}",
        f"{median(float(end['seconds']) for end in ends):,.0f}",
        f"{median(far):,.0f}",
    )
    return f"| {level} | `{row}` | {' | '.join(cells)} |"


def main(folder: str, seeds: str = "3", frames: str = "2000000", threads: str = "2") -> None:
    """Run what is missing, and print the table."""
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    found: dict[tuple[str, str], list[RunFolder]] = {}
    for seed in range(int(seeds)):
        for level in LEVELS:
            for row in ROWS:
                run = played(row, level, seed, int(frames), int(threads), place)
                found.setdefault((level, row), []).append(run)
                print(f"{row}, {level}, seed {seed}", file=sys.stderr, flush=True)
    heads = "solved | frames to it: median (most) | frames spent | seconds | furthest, pixels"
    print(f"| level | | {heads} |\n|---|---|{'---:|' * 5}")
    for (level, row), runs in found.items():
        print(line(row, level, runs))


if __name__ == "__main__":
    main(*sys.argv[1:])
