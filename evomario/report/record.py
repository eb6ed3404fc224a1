"""What there is of a run, as the sections of its report read it."""

from functools import cached_property
from pathlib import Path

from evomario.runs.acting import Acting
from evomario.runs.record import RunRecord


class Record(RunRecord):
    """A run's record: what was read once serves all sections."""

    def path(self, name: str) -> Path:
        """Where a picture of a name belongs, without the ending."""
        return self.run.drawn / name

    @cached_property
    def acting(self) -> Acting | None:
        """The champion's network and how it plays; None where a list of moves does."""
        return Acting.of(self.run, self.champion) if self.champion else None
