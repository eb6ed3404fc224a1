"""What is registered, in words."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, NamedTuple

from pydantic.fields import FieldInfo

from evomario.config import Settings
from evomario.config.fields import annotation, in_words, replaced
from evomario.config.nodes import describe as value_in_words

from .entries import special
from .items import Chosen, Of, fields_of
from .lookup import entry


class Parameter(NamedTuple):
    """A parameter in words: its name, type, and default ("" where a config must give it)."""

    name: str
    type: str
    default: str


class Description(NamedTuple):
    """An implementation in words; `plugin` says what brought it, "" if it is built in."""

    kind: str
    name: str
    about: str
    parameters: list[Parameter]
    plugin: str = ""


def describe(kind: str, name: str) -> Description:
    """An implementation in words, its parameters as a config gives them.

    Raises:
        UserError: there is no such name.
    """
    found, of_kind = entry(kind, name), special(kind)
    own = found.fields()
    fields = {**own, **fields_of(of_kind.common), **own}  # it may have another default of its own
    listed = [*_listed(fields, of_kind.widen)]
    return Description(kind, name, found.about, listed, str(found.plugin or ""))


def _listed(
    fields: Mapping[str, FieldInfo], widen: Callable[[Any], Any], above: str = ""
) -> Iterator[Parameter]:
    """Fields in words, those of a group each by itself."""
    for key, info in fields.items():
        inner = info.annotation
        if isinstance(inner, type) and issubclass(inner, Settings) and inner is not Chosen:
            yield from _listed(inner.model_fields, widen, f"{above}{key}.")
        else:
            words = in_words(widen(replaced(annotation(info), _word)))
            yield Parameter(f"{above}{key}", words, _default(info))


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
