"""What individuals did, summed up: of a run, of each generation, and mutations of each of them."""

from pathlib import Path

import numpy as np

from .reader import opened
from .summaries import summaries

#: Columns of individuals that statistics speak of, each a number an episode.
DEEDS = ("distance", "coins", "kills", "jumps", "left_moves", "right_moves", "deaths", "moves")

#: Under what an algorithm tells how many genes mutation has changed in each individual.
MUTATIONS = "mutations"

_KINDS = ("total", "mean", "most")


def deeds(path: Path, by_generation: bool = False) -> np.ndarray:
    """What all individuals did: `total_coins`, `mean_coins`, `most_coins` and so on, of `DEEDS`.

    Total and mean are over episodes, most is of one episode.

    Args:
        path: the history.
        by_generation: a record for each generation, in order, rather than one.

    Returns:
        A structured array: `generation` if asked for, `episodes`, and `float64` of each deed; no
        records where there are no individuals.

    Raises:
        UserError: the file is no history, or one of another format.
    """
    sums = ", ".join(f"SUM({name}), AVG({name}), MAX({name})" for name in DEEDS)
    query = f"SELECT COUNT(*), {sums} FROM individuals"
    if by_generation:
        query = (
            f"SELECT generation, COUNT(*), {sums} FROM individuals "
            "GROUP BY generation ORDER BY generation"
        )
    with opened(path) as database:
        rows = database.execute(query).fetchall()
    kinds = [(f"{kind}_{name}", "f8") for name in DEEDS for kind in _KINDS]
    first = [("generation", "i8")] if by_generation else []
    known = [row for row in rows if row[len(first)]]
    return np.array(known, [*first, ("episodes", "i8"), *kinds])


def progress(path: Path) -> np.ndarray:
    """How far the best of each generation came, a share of the way, mean of its episodes.

    Returns:
        Records of `generation`, `int64`, and `progress`, `float64`, nan where no way is known; none
        of a generation whose individuals were not kept.

    Raises:
        UserError: the file is no history, or one of another format.
    """
    each = "SELECT generation, AVG(progress) AS way FROM individuals GROUP BY generation, place"
    query = f"SELECT generation, MAX(way) FROM ({each}) GROUP BY generation ORDER BY generation"
    with opened(path) as database:
        rows = database.execute(query).fetchall()
    return np.array(rows, [("generation", "i8"), ("progress", "f8")])


def mutations(path: Path) -> np.ndarray:
    """How many genes mutation has changed: records of `generation`, `place` and `genes`, `int64`.

    Returns:
        No records where the algorithm does not tell, or the history is older than that.

    Raises:
        UserError: the file is no history, or one of another format, or what was told is damaged.
    """
    dtype = [("generation", "i8"), ("place", "i8"), ("genes", "i8")]
    told = summaries(path).get(MUTATIONS)
    return np.zeros(0, dtype) if told is None else told[[name for name, _ in dtype]].astype(dtype)
