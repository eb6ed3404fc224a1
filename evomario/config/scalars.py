"""What a plain word of YAML stands for: the core rules of YAML 1.2, and 20_000_000.

YAML 1.1, which PyYAML follows by itself, reads `no` as false, `1:30` as ninety, and `1e-3` as
text; none of that is wanted where people write levels and learning rates.
"""

from __future__ import annotations

import math
import re

from evomario.errors import quote

Scalar = bool | int | float | str | None

_WORDS: dict[str, bool | None] = {
    word: value
    for name, value in (("null", None), ("true", True), ("false", False))
    for word in (name, name.capitalize(), name.upper())
} | {"": None, "~": None}
_DIGITS = r"[0-9]+(?:_[0-9]+)*"
_INTEGER = re.compile(rf"[-+]?{_DIGITS}|0x[0-9a-fA-F]+|0o[0-7]+")
_FLOAT = re.compile(rf"[-+]?(?:\.{_DIGITS}|{_DIGITS}(?:\.(?:{_DIGITS})?)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_LONGEST_NUMBER = 100


def is_text(word: str) -> bool:
    """Tells whether a plain word is read as text."""
    return word not in _WORDS and not any(
        pattern.fullmatch(word) for pattern in (_INTEGER, _FLOAT, _NOT_FINITE)
    )


def resolve(word: str) -> Scalar:
    """Returns what a plain word stands for.

    Raises:
        ValueError: The word is a number that is not finite, or absurdly long.
    """
    if word in _WORDS:
        return _WORDS[word]
    if is_text(word):
        return word
    if len(word) > _LONGEST_NUMBER:
        raise ValueError(f"{quote(word)} is longer than any number of use here")
    if _INTEGER.fullmatch(word):
        return int(word, 0 if word[:2] in ("0x", "0o") else 10)
    value = math.inf if _NOT_FINITE.fullmatch(word) else float(word)
    if not math.isfinite(value):
        raise ValueError(f"{word} is not a finite number")
    return value
