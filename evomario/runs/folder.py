"""The folder that a run leaves."""

import re
import time
from pathlib import Path
from typing import NamedTuple

from evomario.errors import UserError, nearest

DEFAULT = Path("runs")
LAST = "last"


class RunFolder(NamedTuple):
    """A run's folder, and where things lie in it.

    Attributes:
        path: the folder.
        elsewhere: where what is drawn of the run goes, if not into it.
    """

    path: Path
    elsewhere: Path | None = None

    @property
    def drawn(self) -> Path:
        """Where what is drawn of the run goes."""
        return self.elsewhere or self.path

    @property
    def config(self) -> Path:
        """The resolved config."""
        return self.path / "config.yaml"

    @property
    def history(self) -> Path:
        """Every generation and every evaluated individual, in SQLite."""
        return self.path / "history.sqlite"

    @property
    def plugins(self) -> Path:
        """Which plug-ins the run uses, if it uses any."""
        return self.path / "plugins.json"

    @property
    def checkpoints(self) -> Path:
        """What the run can go on from."""
        return self.path / "checkpoints"

    @property
    def start(self) -> Path:
        """What the run began with of another's, if it did: a checkpoint of that."""
        return self.path / "start"

    @property
    def champion(self) -> Path:
        """The champion: its moves, and what is to be expected of them."""
        return self.path / "champion.json"

    @property
    def front(self) -> Path:
        """Of several objectives, the solutions that no other one dominates."""
        return self.path / "front.json"

    @property
    def video(self) -> Path:
        """The champion's film."""
        return self.drawn / "champion.mp4"

    @property
    def page(self) -> Path:
        """What there is to see of it, on one page."""
        return self.drawn / "report.html"

    @property
    def network(self) -> Path:
        """The picture of the champion's network, without the ending."""
        return self.drawn / "network"

    @classmethod
    def create(cls, name: str, seed: int, output: Path | None = None) -> "RunFolder":
        """Make a new folder: `output`, or `runs/NAME-SEED-TIMESTAMP`.

        Raises:
            UserError: it exists and is not empty, or cannot be made.
        """
        path = output or _fresh(DEFAULT / f"{name}-{seed}-{time.strftime('%Y%m%d-%H%M%S')}")
        try:
            path.mkdir(parents=True, exist_ok=True)
            if any(path.iterdir()):
                raise UserError(f"{path}: not empty; choose another --output")
        except OSError as error:
            raise UserError(f"{path}: cannot make the run folder: {error.strerror}") from None
        return cls(path)

    @classmethod
    def find(cls, name: str) -> "RunFolder":
        """The run in a folder, or the newest one under runs/ for `last`.

        Raises:
            UserError: there is no run.
        """
        if name == LAST and not Path(LAST).exists():
            runs = sorted(DEFAULT.glob("*/config.yaml"), key=lambda f: f.stat().st_mtime)
            if not runs:
                raise UserError("no run yet under runs/: start one with 'evomario run ga/1-1'")
            return cls(runs[-1].parent)
        folder = cls(Path(name))
        if not folder.config.is_file():
            others = [str(f.parent) for f in DEFAULT.glob("*/config.yaml")]
            hint = nearest(name, [*others, LAST])
            suggestion = f"; did you mean {hint!r}?" if hint else ""
            raise UserError(f"{name}: no run: expected a folder with config.yaml{suggestion}")
        return folder


def _fresh(path: Path) -> Path:
    """The path, or the first of path-2, path-3, ... that is not there yet."""
    number = 1
    while path.exists():
        number += 1
        path = path.with_name(re.sub(r"(\d{6})(-\d+)?$", rf"\1-{number}", path.name))
    return path
