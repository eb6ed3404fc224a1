"""Errors that are the user's to mend, and the words that help to mend them."""

from __future__ import annotations

import difflib
import os
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

_LONGEST_QUOTE = 60
_LONGEST_NAME = 100
_LONGEST_LIST = 12
_OURS = os.path.dirname(os.path.abspath(__file__)) + os.sep


class UserError(Exception):
    """The user's input is wrong: one line says how, and the exit code is 2."""

    def __init__(self, message: str) -> None:
        super().__init__(one_line(message))


def one_line(text: str) -> str:
    """Returns `text` with whatever a terminal would not print as one line escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def raised(error: BaseException, file: str = "") -> str:
    """Returns what other people's code has raised and where, as `TypeError: ..., at file:line`.

    Where is the innermost line of `file`, or else of what is not this package's own; code without
    a file has no place.
    """
    if isinstance(error, SyntaxError) and error.filename:
        return f"{type(error).__name__}: {error.msg}, at {error.filename}:{error.lineno}"
    frames = traceback.extract_tb(error.__traceback__)
    theirs = [each for each in frames if not each.filename.startswith((_OURS, "<"))]
    at = [each for each in theirs if each.filename == file] or theirs or frames
    known = at and not at[-1].filename.startswith("<")
    where = f", at {at[-1].filename}:{at[-1].lineno}" if known else ""
    return f"{type(error).__name__}: {error}{where}"


@contextmanager
def told(who: str, file: str = "") -> Iterator[None]:
    """Let what other people's code raises be one line that says whose it was.

    `file` is as of `raised`.

    Raises:
        UserError: it has raised something; one of its own goes on as it is.
    """
    try:
        yield
    except UserError:
        raise
    except Exception as error:
        raise UserError(f"{who}: {raised(error, file)}") from error


def quote(text: str) -> str:
    """Returns `text` in quotes, cut where it is too long for a message."""
    return repr(text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 3] + "...")


def nearest(name: str, choices: Iterable[str]) -> str | None:
    """Returns the choice that `name` was most likely meant to be, whatever its case."""
    if len(name) > _LONGEST_NAME:
        return None
    lowered = {choice.lower(): choice for choice in choices}
    found = difflib.get_close_matches(name.lower(), lowered, n=1)
    return lowered[found[0]] if found else None


def one_of(choices: Iterable[str]) -> str:
    """Returns `one of a, b, c`, with the end of a long list left out."""
    listed = list(choices)
    shown = ", ".join(listed[:_LONGEST_LIST])
    return f"one of {shown}{', ...' if len(listed) > _LONGEST_LIST else ''}"


def unknown(kind: str, name: str, choices: Iterable[str]) -> str:
    """Returns the message for a name that is not among the choices.

    Args:
        kind: What the name should have been, such as `level`.
        name: What the user wrote.
        choices: The valid names.

    Returns:
        A line such as `unknown level '1-9': did you mean '1-4'?`.
    """
    listed = list(choices)
    near = nearest(name, listed)
    if near is not None:
        hint = f"did you mean {near!r}?"
    else:
        hint = f"expected {one_of(listed)}" if listed else "there are none"
    return f"unknown {kind} {quote(name)}: {hint}"
