"""One YAML file -> its text -> located nodes, with nothing in it but plain data."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import yaml

from evomario.config.composer import Composer
from evomario.config.limits import MAX_BYTES
from evomario.config.nodes import ConfigError, Mark, Node, describe


def read(path: Path) -> Node:
    """Reads one file, without what it extends.

    Raises:
        ConfigError: The file cannot be read, or is not a mapping in plain YAML.
    """
    file = str(path)
    root = compose(read_text(path), file)
    if root.value is None:
        raise ConfigError(Mark(file, 1, 1), "the file is empty", "a mapping such as `seed: 0`")
    if not isinstance(root.value, dict):
        raise ConfigError(root.mark, f"the top level is {describe(root.value)}", "a mapping")
    return root


def read_text(path: Path, wanted: str = "a YAML file") -> str:
    """Returns what a file that is not too large holds.

    Raises:
        ConfigError: The file cannot be read, or is not what is wanted: a regular file, in UTF-8.
    """
    file = str(path)
    return _decode(_read_bytes(path, file, wanted), file)


def compose(text: str, file: str, shift: int = 0) -> Node:
    """Turns a text of YAML into nodes.

    Args:
        text: The YAML.
        file: How messages name it.
        shift: How many characters stand before the text on its first line.

    Raises:
        ConfigError: The text is not plain YAML, or too much of it.
    """
    try:
        return Composer(text, file, shift).document()
    except yaml.MarkedYAMLError as error:
        place: Any = error.problem_mark or error.context_mark
        mark = Mark(file, place.line + 1, place.column + 1 + (0 if place.line else shift))
        context = f" ({error.context})" if error.context else ""
        expected = "spaces, not tabs" if "'\\t'" in str(error.problem) else None
        raise ConfigError(mark, f"not valid YAML: {error.problem}{context}", expected) from None
    except yaml.reader.ReaderError as error:
        line, column = _place(text[: error.position])
        mark = Mark(file, line, column + (shift if line == 1 else 0))
        code = f"U+{ord(text[error.position]):04X}"
        raise ConfigError(mark, f"the character {code} is not allowed in YAML") from None


def _read_bytes(path: Path, file: str, wanted: str) -> bytes:
    try:
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            raise ConfigError(Mark(file), "this is a directory", wanted)
        if not stat.S_ISREG(status.st_mode):
            raise ConfigError(Mark(file), "this is not a regular file", wanted)
        with open(path, "rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise ConfigError(Mark(file), (error.strerror or "cannot be read").lower()) from None
    if len(data) > MAX_BYTES:
        raise ConfigError(Mark(file), f"the file is too large; at most {MAX_BYTES} bytes are read")
    return data


def _decode(data: bytes, file: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # With "utf-8-sig" the place counts from behind a byte order mark.
        line, column = _place(error.object[: error.start].decode())
        problem = f"the byte 0x{error.object[error.start]:02x} is not UTF-8"
        raise ConfigError(Mark(file, line, column), problem, "a text in UTF-8") from None


def _place(before: str) -> tuple[int, int]:
    """Returns the line and the column that follow a text."""
    return before.count("\n") + 1, len(before) - before.rfind("\n")
