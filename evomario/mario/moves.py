"""Files of recorded moves: text, a line a run of equal moves, as `12 right A B` or `3 NOOP`.

`#` begins a comment. The count comes first; the buttons are those of `actions.BUTTONS`.
"""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import numpy as np

from evomario.errors import UserError, quote

from .actions import button_byte, describe

MOST_MOVES = 10_000_000  #: of one file


def _runs(path: Path, text: str) -> Iterator[tuple[int, int]]:
    """The count and the byte of each line; a malformed one is an error with its place."""
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split("#")[0].split()
        if not words:
            continue
        if not words[0].isascii() or not words[0].isdigit() or len(words) < 2:
            raise UserError(
                f"{path}:{number}:1: {quote(line.strip())} is no move: expected a count and "
                "buttons, such as '12 right A B' or '3 NOOP'"
            )
        figures = words[0].lstrip("0") or "0"
        if len(figures) > len(str(MOST_MOVES)) or int(figures) > MOST_MOVES:
            raise UserError(f"{path}:{number}:1: more than {MOST_MOVES:,} moves")
        yield int(figures), _byte(words, line, f"{path}:{number}")


def _byte(words: list[str], line: str, where: str) -> int:
    """The byte of a line's buttons; an unknown one is an error with its column."""
    byte, place = 0, line.index(words[0]) + len(words[0])
    for word in words[1:]:
        place = line.index(word, place)
        try:
            byte |= button_byte([word])
        except UserError as error:
            raise UserError(f"{where}:{place + 1}: {error}") from None
        place += len(word)
    return byte


def read_moves(path: Path) -> np.ndarray:
    """Read a file of moves: `uint8[n]`, a button byte each.

    Raises:
        UserError: the file cannot be read, or a line in it is malformed.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        problem = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        raise UserError(f"{path}: cannot read the moves: {problem}") from None
    return read_moves_text(text, path)


def read_moves_text(text: str, path: Path) -> np.ndarray:
    """The moves that a text holds, `uint8[n]`; `path` is where it came from, for errors.

    Raises:
        UserError: a line is malformed, or there are no moves, or too many.
    """
    moves: list[np.ndarray] = []
    total = 0
    for count, byte in _runs(path, text):
        total += count
        if total > MOST_MOVES:
            raise UserError(f"{path}: more than {MOST_MOVES:,} moves")
        moves.append(np.full(count, byte, np.uint8))
    if not total:
        raise UserError(f"{path}: no moves in it")
    return np.concatenate(moves)


def moves_text(moves: np.ndarray, comment: str = "") -> str:
    """Moves (`uint8[n]`) as the text of a file, with a comment on top."""
    lines = [f"# {line}" for line in comment.splitlines()]
    lines += [f"{len(list(run))} {describe(byte)}" for byte, run in groupby(moves.tolist())]
    return "\n".join(lines) + "\n"
