"""What is registered."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, ParamSpec, TypeVar, cast

from pydantic.fields import FieldInfo

from evomario.config import ConfigError, Node, Settings
from evomario.errors import UserError, unknown

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T", bound=Callable[..., Any])


class Chosen(Settings):
    """An implementation chosen by name, with its parameters."""

    type: str


@dataclass(frozen=True)
class Of:
    """Marks an annotation: here stands a choice of a kind."""

    kind: str


class Unfit(UserError):
    """A choice that is right in itself does not fit the rest of the config.

    Attributes:
        path: keys and indices from the choice to what does not fit.
        problem: what is wrong.
        expected: what would be right, if that can be said.
    """

    def __init__(
        self, path: tuple[str | int, ...], problem: str, expected: str | None = None
    ) -> None:
        super().__init__(f"{problem}; expected {expected}" if expected else problem)
        self.path, self.problem, self.expected = path, problem, expected

    def under(self, *path: str | int) -> "Unfit":
        """The same, seen from further up."""
        return Unfit((*path, *self.path), self.problem, self.expected)

    def located(self, node: Node, *path: str | int) -> ConfigError:
        """The same, at its place in a config; the choice stands at `path` of the node."""
        return node.error((*path, *self.path), self.problem, expected=self.expected)


@dataclass(frozen=True)
class Entry:
    """A registered implementation.

    Attributes:
        settings: a model of its parameters instead of its signature; it is then called with the
            settings as its first argument.
        types: types of parameters that have none in the signature.
        about: one line on it.
        traits: whatever else was said at registration.
    """

    kind: str
    name: str
    target: Callable[..., Any]
    settings: type[Chosen] | None = None
    types: Mapping[str, Any] = field(default_factory=dict)
    about: str = ""
    traits: Mapping[str, Any] = field(default_factory=dict)

    def fields(self) -> dict[str, FieldInfo]:
        """The parameters, as fields of a model."""
        if self.settings is not None:
            return fields_of(self.settings)
        signature = inspect.signature(self.target, eval_str=True)
        return {
            each.name: _field(each, self.types.get(each.name))
            for each in signature.parameters.values()
            if each.kind is each.KEYWORD_ONLY or each.name in self.types
        }


@dataclass(frozen=True)
class Kind:
    """What is special about a kind, see `define`."""

    common: type[Chosen] = Chosen
    widen: Callable[[Any], Any] = lambda annotation: annotation


_kinds: dict[str, Kind] = {}
_entries: dict[str, dict[str, Entry]] = {}
_forgettable: list[Callable[[], None]] = []


def until_more(make: Callable[P, R]) -> Callable[P, R]:
    """Keep what a function makes, until more is registered."""
    kept = cache(make)
    _forgettable.append(kept.cache_clear)
    return cast(Callable[P, R], kept)


def forget() -> None:
    """Forget all that was made of what was registered so far."""
    for each in _forgettable:
        each()


def define(
    kind: str,
    common: type[Chosen] = Chosen,
    widen: Callable[[Any], Any] = lambda annotation: annotation,
) -> None:
    """Say what is special about a kind; one of which nothing is special needs no definition.

    Args:
        kind: its name.
        common: what a config gives for any of the kind, beside the implementation's own.
        widen: makes of a parameter's annotation what a config may give for it.
    """
    _kinds[kind] = Kind(common, widen)
    forget()


def special(kind: str) -> Kind:
    """What was defined of a kind."""
    return _kinds.get(kind, Kind())


def register(
    kind: str,
    name: str | None = None,
    *,
    settings: type[Chosen] | None = None,
    types: Mapping[str, Any] | None = None,
    about: str = "",
    **traits: Any,
) -> Callable[[T], T]:
    """Register a function or class, by its own name if no other is given. See `Entry`.

    Raises:
        ValueError: the name is taken, or a parameter has no type.
    """

    def add(target: T) -> T:
        called = name or target.__name__
        line = about or (inspect.getdoc(target) or "").partition("\n")[0]
        entry = Entry(kind, called, target, settings, types or {}, line, traits)
        if called in _entries.get(kind, {}):
            raise ValueError(f"{kind} {called!r} is registered already")
        entry.fields()
        _entries.setdefault(kind, {})[called] = entry
        forget()
        return target

    return add


def kinds() -> list[str]:
    """The kinds of which something is registered."""
    return sorted(_entries)


def names(kind: str) -> list[str]:
    """The names of a kind, in alphabetical order."""
    return sorted(_entries.get(kind, {}), key=str.lower)


def entry(kind: str, name: str) -> Entry:
    """What is registered under a name.

    Raises:
        UserError: nothing is.
    """
    if name not in _entries.get(kind, {}):
        raise UserError(unknown(kind, name, names(kind)))
    return _entries[kind][name]


def fields_of(settings: type[Chosen]) -> dict[str, FieldInfo]:
    """A model's fields but for the name of what was chosen."""
    return {key: info for key, info in settings.model_fields.items() if key != "type"}


def _field(parameter: inspect.Parameter, given: Any) -> FieldInfo:
    kind = parameter.annotation if given is None else given
    if kind is parameter.empty:
        raise ValueError(f"the parameter {parameter.name!r} needs a type")
    if parameter.default is parameter.empty:
        return FieldInfo.from_annotation(kind)
    return FieldInfo.from_annotated_attribute(kind, parameter.default)
