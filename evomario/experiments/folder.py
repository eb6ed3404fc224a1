"""The folder of a plan: what it is, and a folder for each of its runs."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from evomario.errors import UserError
from evomario.runs import RunFolder
from evomario.runs.files import write_text
from evomario.runs.starting import outdated

from .plan import Plan, Planned

DEFAULT = Path("experiments")


class ExperimentFolder(NamedTuple):
    """An experiment's folder, and where things lie in it."""

    path: Path

    @property
    def experiment(self) -> Path:
        """The resolved experiment; no folder without it is one."""
        return self.path / "experiment.yaml"

    @property
    def runs(self) -> Path:
        """The run folders. Those of runs that are not over begin with a dot."""
        return self.path / "runs"

    def done(self, planned: Planned) -> RunFolder:
        """Where a run is once it is over."""
        return RunFolder(self.runs / planned.name)

    def half(self, planned: Planned) -> RunFolder:
        """Where it is until then."""
        return RunFolder(self.runs / f".{planned.name}")

    def is_done(self, planned: Planned) -> bool:
        """Whether a run is over.

        Raises:
            UserError: it is, but of another config.
        """
        there = self.done(planned).config
        if not there.exists():
            return False
        if there.read_text("utf-8") != planned.recipe.config:
            raise UserError(
                f"{there}: not what the experiment says now of {planned.name}; "
                "choose another --output, or remove that run"
            )
        return True

    def check_starts(self, runs: Sequence[Planned]) -> None:
        """See that runs which begin with another, over or not, began with what it has now.

        Raises:
            UserError: that has gone on since, or cannot be read.
        """
        for start in dict.fromkeys(each.start for each in runs if each.start):
            there = [
                folder for each in runs if each.start == start
                for folder in (self.done(each), self.half(each)) if folder.start.exists()
            ]  # fmt: skip
            if there and (old := outdated(RunFolder(Path(start)), there)):
                raise UserError(
                    f"{old[0].path}: began with what {start} had found before it went on; "
                    "choose another --output, or remove that run"
                )

    def begin(self, plan: Plan) -> None:
        """Keep what a plan was made from, and make room for its runs.

        Raises:
            UserError: it cannot be written.
        """
        write_text(self.experiment, plan.text)
        self.runs.mkdir(exist_ok=True)


@contextmanager
def at_work(plan: Plan, path: Path | None, default: Path = DEFAULT) -> Iterator[ExperimentFolder]:
    """The folder of a plan, `experiments/NAME` unless told, for one process at a time.

    Raises:
        UserError: another process is at work in it, it holds something else, or cannot be made.
    """
    folder = ExperimentFolder(path or default / plan.name)
    try:
        folder.path.mkdir(parents=True, exist_ok=True)
        strange = [each for each in folder.path.iterdir() if not each.name.startswith(".")]
        if strange and not folder.experiment.exists():
            raise UserError(f"{folder.path}: holds something else; choose another --output")
        lock = os.open(folder.path / ".lock", os.O_CREAT | os.O_RDWR)
    except OSError as error:
        raise UserError(f"{folder.path}: cannot make the folder: {error.strerror}") from None
    try:
        _lock(lock, folder.path)
        yield folder
    finally:
        os.close(lock)


def _lock(file: int, path: Path) -> None:
    try:
        import fcntl
    except ImportError:  # on Windows, where nobody is kept out
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise UserError(f"{path}: another evomario is at work there") from None
