"""Files that are whole or not there: written beside their place, flushed, then renamed."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evomario.errors import UserError


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A temporary file's path to write to; it takes the place of `path` if all goes well.

    Raises:
        UserError: the file cannot be written.
    """
    partial = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    try:
        try:
            yield partial
            with partial.open("rb") as file:
                os.fsync(file.fileno())
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
    except OSError as error:
        raise UserError(f"{path}: cannot write: {error.strerror or error}") from None


def write_text(path: Path, text: str) -> None:
    """Write a text file, whole or not at all."""
    with whole(path) as partial:
        partial.write_text(text, "utf-8")


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """A temporary folder to write to; what is in it is put at `path` if all goes well.

    Raises:
        UserError: there is something at `path` already, or it cannot be written.
    """
    place = path.absolute()
    partial = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        if os.path.lexists(place) and not (place.is_dir() and not any(place.iterdir())):
            raise UserError(f"{path}: exists already, and is not written over")
        try:
            partial.mkdir(parents=True)
            yield partial
            if not place.exists():
                partial.replace(place)
            else:  # empty, and perhaps where the user stands: it stays the same folder
                for each in [*partial.iterdir()]:
                    each.replace(place / each.name)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    except OSError as error:
        raise UserError(f"{path}: cannot write: {error.strerror or error}") from None
