"""Runs that are kept: for scripts that can be stopped and started anew."""

from collections.abc import Callable
from pathlib import Path

from evomario.errors import UserError
from evomario.runs import RunFolder


def once(path: Path, run: Callable[[Path], object]) -> RunFolder:
    """The run in a folder; one that is not there yet is made beside it, and moved when it is over.

    Raises:
        UserError: the folder is there without a champion.
    """
    if not (path / "champion.json").exists():
        if path.exists():
            raise UserError(f"{path}: broken off; remove it")
        half = path.with_name(f".{path.name}")
        run(half)
        half.rename(path)
    return RunFolder(path)
