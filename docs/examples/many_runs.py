"""How long comparing many runs takes: 200 of 1,000 generations, made up from one that was played.

python docs/examples/many_runs.py FOLDER [RUNS] [GENERATIONS]
"""

import resource
import shutil
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

import numpy as np

import evomario
from evomario.report.comparison import compare
from evomario.report.comparison.write import write

METHODS = ("one", "two", "three", "four")


def played(folder: Path) -> Path:
    """A run of one generation."""
    overrides = ["stop={generations: 1}", "algorithm.population=4", "task.limits.moves=90"]
    return evomario.run("ga/1-1", output=folder, overrides=overrides, pictures=False).folder.path


def made_up(source: Path, path: Path, method: str, seed: int, generations: int) -> None:
    """A copy of a run under another name and seed, with as many generations, by chance."""
    shutil.copytree(source, path)
    text = (path / "config.yaml").read_text("utf-8")
    text = text.replace("ga-1-1", f"{method}-1-1").replace("seed: 0", f"seed: {seed}")
    text = text.replace("population: 4", f"population: {4 + METHODS.index(method)}")
    text = text.replace("generations: 1\n", f"generations: {generations}\n")
    (path / "config.yaml").write_text(text, "utf-8")
    rising = np.maximum.accumulate(np.random.default_rng(seed).random((generations, 8)), axis=0)
    with closing(sqlite3.connect(path / "history.sqlite")) as database, database:
        (first,) = database.execute("SELECT * FROM generations").fetchall()
        names = [each[1] for each in database.execute("PRAGMA table_info(generations)")]
        row = dict(zip(names, first, strict=True))
        rows = [
            {**row, "generation": i + 1, "evaluations": 4 * (i + 1), "frames": 300 * (i + 1),
             "best": value[0], "best_feasible": value[0], "best_distance": 3000 * value[1]}
            for i, value in enumerate(rising.tolist())
        ]  # fmt: skip
        database.execute("DELETE FROM generations")
        marks = ", ".join(f":{name}" for name in names)
        database.executemany(f"INSERT INTO generations VALUES ({marks})", rows)


def main(folder: str, runs: str = "200", generations: str = "1000") -> None:
    """Make the runs, compare them, and print how long that took and how much memory."""
    place = Path(folder)
    source = played(place / "source")
    names = []
    for number in range(int(runs)):
        method, seed = METHODS[number % len(METHODS)], number // len(METHODS)
        names.append(str(place / f"{method}-{seed}"))
        made_up(source, Path(names[-1]), method, seed, int(generations))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    found = compare(names)
    write(found, place / "comparison")
    took = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    compared = sum(len(method.runs) for method in found.methods)
    print(f"{compared} runs of {int(generations):,} generations: {took:.1f} s, "
          f"{peak / 1024:,.0f} MB at most, {before / 1024:,.0f} before")  # fmt: skip


if __name__ == "__main__":
    main(*sys.argv[1:])
