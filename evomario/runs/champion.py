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
from .trials import Trial, most_finished

_FORMAT = 2
_LARGEST = 256 << 20  # bytes of a champion.json or front.json


class Champion(NamedTuple):
    """What a run found, played again from the start when the run ended.

    Attributes:
        recordings: its episodes, one a training level and noise seed.
        objectives: what it is worth, each objective in its own sense; None for what is not finite.
        violation: how far it is from keeping the constraints, 0 if it keeps them.
        policy: what acts, as `players.saved` gives it: a network, the weights of a policy, or the
            moves that it means to make; of code nothing.
        trials: how it fares with noise that it never met, and in levels held out.
    """

    recordings: tuple[Recording, ...]
    objectives: tuple[float | None, ...] = ()
    violation: float | None = 0.0
    policy: dict[str, Any] = {}  # noqa: RUF012, never written to
    trials: tuple[Trial, ...] = ()

    @property
    def solved(self) -> bool:
        """Whether it finishes when it is played again.

        Without noise, each of its episodes; with noise, more than half of the episodes of each
        level with noise that it never met.
        """
        if any(not trial.held_out for trial in self.trials):
            return most_finished(self.trials)
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
            "policy": self.policy,
            "trials": [trial._asdict() for trial in self.trials],
            "episodes": [recording.content() for recording in self.recordings],
        }

    @classmethod
    def _of(cls, content: Any, path: Path) -> "Champion":
        recordings = tuple(Recording.of(each, path) for each in content["episodes"])
        if not recordings:
            raise ValueError("no episodes")
        return cls(recordings, tuple(content["objectives"]), content["violation"],
                   dict(content["policy"]), _trials(content["trials"]))  # fmt: skip


def _trials(content: Any) -> tuple[Trial, ...]:
    found = tuple(Trial(**each) for each in content)
    for each in found:
        numbers = (each.episodes, each.finished)
        if not (isinstance(each.level, str) and all(isinstance(n, int) for n in numbers)):
            raise ValueError("a trial of other values than expected")
    return found


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


def made_with(path: Path) -> tuple[dict[str, str], dict[str, str]]:
    """With what a `champion.json` was made: versions by package, and checksums by ROM.

    Raises:
        UserError: it cannot be read, or is no champion.
    """

    def known(content: Any) -> tuple[dict[str, str], dict[str, str]]:
        return dict(content["versions"]), dict(content["roms_sha256"])

    return _read(path, "champion", known)


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
        problem = f"there is no {problem}" if isinstance(error, KeyError) else problem
        raise UserError(f"{path}: not a {what}: {problem}") from None


def _versions() -> dict[str, str]:
    found = {"evomario": __version__, "python": platform.python_version()}
    for package in ("numpy", "numba", "deap", "gym-super-mario-bros", "nes-py"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
