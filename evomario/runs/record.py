"""A run as it was kept, to be looked at from Python: `evomario.load_run(path)`."""

from functools import cached_property

import numpy as np

from .champion import Champion
from .folder import RunFolder
from .history import DEEDS, columns, deeds, generations, individuals, mutations, summaries


class RunRecord:
    """What a run has left; what was read once is kept.

    It can be read while the run goes on, as it stands then. Tables are structured arrays, which
    `pandas.DataFrame` takes as they are.

    Args:
        run: the run's folder.

    Attributes:
        run: the run's folder.
    """

    def __init__(self, run: RunFolder) -> None:
        self.run = run

    @cached_property
    def generations(self) -> np.ndarray:
        """The generations, a record each, as `runs.history.generations` gives them."""
        return generations(self.run.history)

    @cached_property
    def history(self) -> np.ndarray:
        """The generations, and what their individuals did.

        To the fields of `generations` come `total_`, `mean_` and `most_` of coins, kills, jumps,
        left_moves, right_moves, deaths, moves and distance, over a generation's episodes; and
        `mutations`, the genes that mutation has changed in it: nan where nothing is known.
        """
        table, done = self.generations, deeds(self.run.history, by_generation=True)
        at = np.searchsorted(table["generation"], done["generation"])
        more = {"mutations": self._mutations()}
        for name in done.dtype.names:
            if name not in table.dtype.names:
                more[name] = np.full(len(table), np.nan)
                more[name][at] = done[name]
        return _joined(table, more)

    def _mutations(self) -> np.ndarray:
        found, table = mutations(self.run.history), self.generations
        if not len(found):
            return np.full(len(table), np.nan)
        at = np.searchsorted(table["generation"], found["generation"])
        return np.bincount(at, found["genes"], len(table))

    @cached_property
    def totals(self) -> dict[str, dict[str, float]]:
        """What all individuals did: of each deed its `total`, `mean` and `most` an episode.

        And `mutations`, by individuals, where the algorithm tells of them. Nothing where no
        individual was kept.
        """
        rows = deeds(self.run.history)
        found = {
            name: {kind: float(row[f"{kind}_{name}"]) for kind in ("total", "mean", "most")}
            for row in rows for name in DEEDS
        }  # fmt: skip
        genes = mutations(self.run.history)["genes"]
        if len(genes):
            numbers = float(genes.sum()), float(genes.mean()), float(genes.max())
            found["mutations"] = dict(zip(("total", "mean", "most"), numbers, strict=True))
        return found

    def individuals(self, generation: int | None = None) -> np.ndarray:
        """The individuals' episodes, a record each, as `runs.history.individuals` gives them.

        With `mutations`, the genes that mutation has changed in the individual: nan where nothing
        is known.

        Args:
            generation: of that one alone.
        """
        table = individuals(self.run.history, generation)
        told = mutations(self.run.history)
        known = {(row["generation"], row["place"]): row["genes"] for row in told}
        keys = zip(table["generation"].tolist(), table["place"].tolist(), strict=True)
        genes = np.array([known.get(key, np.nan) for key in keys], np.float64)
        return _joined(table, {"mutations": genes})

    @cached_property
    def objectives(self) -> list[tuple[str, str]]:
        """Each objective as its verb, `maximize` or `minimize`, and its expression."""
        found = columns(self.run.history)
        words = (found[f"fitness_{i}"] for i in range(len(found)) if f"fitness_{i}" in found)
        return [(text.split()[0], text.split(maxsplit=1)[1]) for text in words]

    @cached_property
    def summaries(self) -> dict[str, np.ndarray]:
        """What the algorithm told of each generation, as `runs.history.summaries` gives it."""
        return summaries(self.run.history)

    @cached_property
    def champion(self) -> Champion | None:
        """The champion; None while there is none."""
        return Champion.read(self.run.champion) if self.run.champion.exists() else None


def _joined(table: np.ndarray, more: dict[str, np.ndarray]) -> np.ndarray:
    """A table with more columns, `float64[n]` each."""
    joined = np.empty(len(table), [*table.dtype.descr, *((name, "f8") for name in more)])
    for name in table.dtype.names or ():
        joined[name] = table[name]
    for name, column in more.items():
        joined[name] = column
    return joined
