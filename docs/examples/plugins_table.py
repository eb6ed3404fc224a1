"""The table of docs/algorithms-plugins.md: the plug-ins beside `ga` on the same task, equal frames.

python docs/examples/plugins_table.py FOLDER [SEEDS] [FRAMES] [THREADS]

Runs that FOLDER holds already are not run again, so that it can be stopped and started anew.
"""

import sys
from pathlib import Path
from statistics import median

import numpy as np
from once import once
from scipy.spatial.distance import pdist

import evomario
from evomario.fitness.measures import along
from evomario.runs import Champion, RunFolder
from evomario.runs.history import generations, individuals, path_of

LEVELS = ("1-1", "1-2", "1-3")
#: What a row is called: its config, and what is changed in it.
ROWS: dict[str, tuple[str, tuple[str, ...]]] = {
    "random_search": ("plugins/random_search-1-1", ()),
    "brute": ("plugins/brute-1-1", ()),
    "mate_choice": ("plugins/mate_choice-1-1", ()),
    "mate_choice, choose: random": ("plugins/mate_choice-1-1", ("algorithm.choose=random",)),
    "novelty": ("plugins/novelty-1-1", ()),
    "map_elites": ("plugins/map_elites-1-1", ()),
    "ga": ("ga/1-1", ()),
}
POINTS = 8  # equal parts of an episode at which two of them are compared
GENERATIONS = 20  # that diversity is measured in, evenly over a run


def played(row: str, level: str, seed: int, frames: int, threads: int, folder: Path) -> RunFolder:
    """A run that goes on until its frames are spent, whether Mario has finished or not."""
    config, changes = ROWS[row]
    name = "".join(c if c.isalnum() else "-" for c in row)
    budget = (f"task.train=[{level}]", f"stop={{frames: {frames}, target: null}}")

    def run(output: Path) -> None:
        evomario.run(
            config, seed=seed, output=output, overrides=(*changes, *budget), threads=threads,
            pictures=False,
        )  # fmt: skip

    return once(folder / f"{name}-{level}-{seed}", run)


def first_finish(run: RunFolder) -> float:
    """The frames after which a generation first held a finish; nan if none did."""
    table = generations(run.history)
    done = table["frames"][table["finished"] > 0]
    return float(done[0]) if len(done) else np.nan


def diversity(run: RunFolder) -> float:
    """How far apart the individuals of a generation were, in pixels: a mean over pairs and moments.

    It is the mean over generations that lie evenly over the run.
    """
    numbers = generations(run.history)["generation"]
    chosen = numbers[np.linspace(0, len(numbers) - 1, GENERATIONS).astype(int)]
    found = []
    for number in np.unique(chosen):
        places = individuals(run.history, number, ["place"])["place"]
        ways = np.stack([along([path_of(run.history, number, place)], POINTS) for place in places])
        apart = [pdist(ways[:, 2 * i : 2 * i + 2]) for i in range(POINTS)]
        found.append(np.mean(apart))
    return float(np.mean(found))


def line(row: str, runs: dict[str, list[RunFolder]]) -> str:
    """A row of the table: of each level how many solved it, after how many frames, how diverse."""
    cells = []
    for level in LEVELS:
        first = [first_finish(run) for run in runs[level]]
        solved = sum(Champion.read(run.champion).solved for run in runs[level])
        frames = sorted(each for each in first if each == each)
        told = f"{median(frames):,.0f} ({frames[-1]:,.0f})" if frames else ""
        apart = median(diversity(run) for run in runs[level])
        cells.append(f"{solved} of {len(first)} | {told} | {apart:.0f}")
    return f"| `{row}` | {' | '.join(cells)} |"


def main(folder: str, seeds: str = "10", frames: str = "1000000", threads: str = "2") -> None:
    """Run what is missing, and print the table."""
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    for seed in range(int(seeds)):
        for level in LEVELS:
            for row in ROWS:
                played(row, level, seed, int(frames), int(threads), place)
                print(f"{row}, {level}, seed {seed}", file=sys.stderr, flush=True)
    heads = " | ".join(f"{level}: solved | frames to a finish | diversity" for level in LEVELS)
    print(f"| | {heads} |\n|---|{'---:|' * (3 * len(LEVELS))}")
    for row in ROWS:
        runs = {
            level: [
                played(row, level, seed, int(frames), int(threads), place)
                for seed in range(int(seeds))
            ]
            for level in LEVELS
        }
        print(line(row, runs))


if __name__ == "__main__":
    main(*sys.argv[1:])
