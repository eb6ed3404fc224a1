"""What is registered, in words."""

from typing import Any, Literal, NamedTuple

from pydantic.fields import FieldInfo

from evomario.config.fields import annotation, in_words, replaced
from evomario.config.nodes import describe as value_in_words

from .entries import Chosen, Of, entry, fields_of, special


class Parameter(NamedTuple):
    """A parameter in words: its name, type, and default ("" where a config must give it)."""

    name: str
    type: str
    default: str


class Description(NamedTuple):
    """An implementation in words."""

    kind: str
    name: str
    about: str
    parameters: list[Parameter]


def describe(kind: str, name: str) -> Description:
    """An implementation in words, its parameters as a config gives them.

    Raises:
        UserError: there is no such name.
    """
    found, of_kind = entry(kind, name), special(kind)
    listed = [
        Parameter(key, in_words(of_kind.widen(replaced(annotation(info), _word))), _default(info))
        for key, info in {**found.fields(), **fields_of(of_kind.common)}.items()
    ]
    return Description(kind, name, found.about, listed)


def _word(mark: Any) -> Any:
    """The kind of a choice, in the place of all that it may be."""
    return Literal[mark.kind] if isinstance(mark, Of) else None


def _default(info: FieldInfo) -> str:
    if info.is_required():
        return ""
    value = info.get_default(call_default_factory=True)
    if isinstance(value, Chosen):
        return value.type
    if value is None:
        return "none"
    return value if isinstance(value, str) else value_in_words(value)
