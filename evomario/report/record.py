"""What there is of a run, as the sections of its report read it."""

from functools import cached_property
from pathlib import Path

import numpy as np

from evomario.runs import Champion, RunFolder
from evomario.runs.acting import Acting
from evomario.runs.history import columns, generations, summaries


class Record:
    """A run's record: what was read once serves all sections.

    Attributes:
        run: the run's folder.
    """

    def __init__(self, run: RunFolder) -> None:
        self.run = run

    def path(self, name: str) -> Path:
        """Where a picture of a name belongs, without the ending."""
        return self.run.drawn / name

    @cached_property
    def generations(self) -> np.ndarray:
        """The generations, a structured array, as `runs.history.generations` gives them."""
        return generations(self.run.history)

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

    @cached_property
    def acting(self) -> Acting | None:
        """The champion's network and how it plays; None where a list of moves does."""
        return Acting.of(self.run, self.champion) if self.champion else None
