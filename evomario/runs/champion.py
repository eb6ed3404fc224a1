"""Champions: the best of a run, its episodes recorded so that they can be played again."""

import json
import platform
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

from evomario import __version__
from evomario.errors import UserError
from evomario.mario.roms import CHECKSUMS

from .files import write_text
from .recording import Recording

_FORMAT = 2
_LARGEST = 256 << 20  # bytes of a champion.json or front.json


class Champion(NamedTuple):
    """What a run found, played again from the start when the run ended.

    Attributes:
        recordings: its episodes, one a training level.
        objectives: what it is worth, each objective in its own sense; None for what is not finite.
        violation: how far it is from keeping the constraints, 0 if it keeps them.
    """

    recordings: tuple[Recording, ...]
    objectives: tuple[float | None, ...] = ()
    violation: float | None = 0.0

    @property
    def solved(self) -> bool:
        """Whether each of its episodes, played again, finished."""
        return all(recording.outcome["finished"] for recording in self.recordings)

    def write(self, path: Path) -> None:
        """Write `champion.json`, whole or not at all."""
        _write(path, self._content())

    @classmethod
    def read(cls, path: Path) -> "Champion":
        """Read `champion.json`.

        Raises:
            UserError: it cannot be read, or is no champion.
        """
        return _read(path, "champion", lambda content: cls._of(content, path))

    def _content(self) -> dict[str, Any]:
        return {
            "solved": self.solved,
            "objectives": self.objectives,
            "violation": self.violation,
            "episodes": [recording.content() for recording in self.recordings],
        }

    @classmethod
    def _of(cls, content: Any, path: Path) -> "Champion":
        recordings = tuple(Recording.of(each, path) for each in content["episodes"])
        if not recordings:
            raise ValueError("no episodes")
        return cls(recordings, tuple(content["objectives"]), content["violation"])


def write_front(path: Path, champions: list[Champion], hypervolume: float | None) -> None:
    """Write `front.json`, whole or not at all: the solutions that no other one dominates."""
    members = [one._content() for one in champions]
    _write(path, {"hypervolume": hypervolume, "members": members})


def read_front(path: Path) -> list[Champion]:
    """Read `front.json`.

    Raises:
        UserError: it cannot be read, or is no front.
    """

    def members(content: Any) -> list[Champion]:
        return [Champion._of(each, path) for each in content["members"]]

    return _read(path, "front", members)


def _write(path: Path, content: dict[str, Any]) -> None:
    known = {"format": _FORMAT, "versions": _versions(), "roms_sha256": CHECKSUMS}
    write_text(path, json.dumps({**known, **content}, indent=1, allow_nan=False) + "\n")


def _read(path: Path, what: str, make: Callable[[Any], Any]) -> Any:
    try:
        if path.stat().st_size > _LARGEST:
            raise UserError(f"{path}: too large to be a {what}")
        content = json.loads(path.read_text("utf-8"))
        if content["format"] != _FORMAT:
            raise UserError(f"{path}: format {content['format']}, expected {_FORMAT}")
        return make(content)
    except OSError as error:
        raise UserError(f"{path}: cannot read the {what}: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        problem = str(error) or type(error).__name__
        raise UserError(f"{path}: not a {what}: {problem}") from None


def _versions() -> dict[str, str]:
    found = {"evomario": __version__, "python": platform.python_version()}
    for package in ("numpy", "numba", "deap", "gym-super-mario-bros", "nes-py"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
