"""Names -> implementations, by kind: what a config's `{type: NAME, ...}` stands for.

An implementation is a function or a class. Its parameters are its keyword-only arguments, with
their types and defaults; what stands before them, its caller gives. The registry makes a settings
model of them, so that a config is checked before anything runs:

    @register("mutate", "swap")
    def swap(individual, *, indpb: Annotated[float, Field(ge=0, le=1)] = 0.1): ...

A settings model takes a choice as `Annotated[Chosen, Of("mutate")]`; `resolved` puts there the
models of all that is registered.
"""

import inspect
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, partial, reduce
from operator import or_
from typing import Annotated, Any, Literal, NamedTuple, TypeVar

from pydantic import BaseModel, Field, create_model
from pydantic.fields import FieldInfo

from evomario.config import ConfigError, Node, Settings
from evomario.config.fields import annotation, bare, in_words, replaced
from evomario.config.nodes import describe as value_in_words
from evomario.errors import UserError, nearest, one_of, unknown

T = TypeVar("T", bound=Callable[..., Any])
ModelT = TypeVar("ModelT", bound=BaseModel)


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
            return _fields_of(self.settings)
        signature = inspect.signature(self.target, eval_str=True)
        return {
            each.name: _field(each, self.types.get(each.name))
            for each in signature.parameters.values()
            if each.kind is each.KEYWORD_ONLY or each.name in self.types
        }


@dataclass(frozen=True)
class _Kind:
    common: type[Chosen] = Chosen
    widen: Callable[[Any], Any] = lambda annotation: annotation


_kinds: dict[str, _Kind] = {}
_entries: dict[str, dict[str, Entry]] = {}


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
    _kinds[kind] = _Kind(common, widen)
    _forget()


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
        _forget()
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


@cache
def model(kind: str, name: str) -> type[Chosen]:
    """The settings model of an implementation."""
    found, special = entry(kind, name), _kinds.get(kind, _Kind())
    fields: dict[str, Any] = {
        key: (special.widen(replaced(annotation(info), _union)), bare(info))
        for key, info in {**_fields_of(special.common), **found.fields()}.items()
    }
    fields["type"] = (Literal[name], ...)
    base = found.settings or special.common
    return create_model(name, __base__=base, __doc__=found.about, **fields)


@cache
def resolved(base: type[ModelT]) -> type[ModelT]:
    """A model whose choices, marked by `Of`, are of what is registered now."""
    fields: dict[str, Any] = {
        key: (replaced(annotation(info), _union), bare(info))
        for key, info in base.model_fields.items()
    }
    return create_model(base.__name__, __base__=base, **fields)


def choose(kind: str, name: str, **parameters: Any) -> Chosen:
    """A choice made in Python instead of in a config.

    Raises:
        UserError: there is no such name.
        pydantic.ValidationError: the parameters do not fit.
    """
    return model(kind, name).model_validate_json(json.dumps({"type": name, **parameters}))


def read(kind: str, node: Node) -> Chosen:
    """A choice made in a config, checked.

    Raises:
        ConfigError: it is wrong somewhere; located.
    """
    found = node.child("type")
    if found is None or not isinstance(found.value, str):
        wanted = f"a mapping whose type is {one_of(names(kind))}"
        raise node.error(("type",), f"no {kind} is named here", expected=wanted)
    if found.value not in names(kind):
        near = nearest(found.value, names(kind))
        problem = f"unknown {kind} {value_in_words(found.value)}"
        raise node.error(("type",), problem, expected=one_of(names(kind)), near=near)
    return node.validate(model(kind, found.value))


def parameters(kind: str, chosen: Chosen) -> dict[str, Any]:
    """A choice's own parameters, without those that all of its kind have."""
    return {key: getattr(chosen, key) for key in entry(kind, chosen.type).fields()}


def build(kind: str, chosen: Chosen) -> Any:
    """What was chosen, its parameters bound: a callable, or an instance of a class."""
    found = entry(kind, chosen.type)
    if found.settings is not None:
        return partial(found.target, chosen)
    if isinstance(found.target, type):
        return found.target(**parameters(kind, chosen))
    return partial(found.target, **parameters(kind, chosen))


def create(kind: str, node: Node) -> Any:
    """What a config's `{type: NAME, ...}` chooses, checked and with its parameters bound.

    Raises:
        ConfigError: it is wrong somewhere; located.
    """
    return build(kind, read(kind, node))


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
    found, special = entry(kind, name), _kinds.get(kind, _Kind())
    fields = {**found.fields(), **_fields_of(special.common)}
    return Description(kind, name, found.about, [*_listed(fields, special.widen)])


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


def _forget() -> None:
    for made in (model, resolved, _all):
        made.cache_clear()


def _fields_of(settings: type[Chosen]) -> dict[str, FieldInfo]:
    """A model's fields but for the name of what was chosen."""
    return {key: info for key, info in settings.model_fields.items() if key != "type"}


def _field(parameter: inspect.Parameter, given: Any) -> FieldInfo:
    kind = parameter.annotation if given is None else given
    if kind is parameter.empty:
        raise ValueError(f"the parameter {parameter.name!r} needs a type")
    if parameter.default is parameter.empty:
        return FieldInfo.from_annotation(kind)
    return FieldInfo.from_annotated_attribute(kind, parameter.default)


def _union(mark: Any) -> Any:
    """The annotation of a choice among all of a kind, for a mark that says of which kind."""
    return _all(mark.kind) if isinstance(mark, Of) else None


def _word(mark: Any) -> Any:
    """The kind of a choice, in the place of all that it may be."""
    return Literal[mark.kind] if isinstance(mark, Of) else None


@cache
def _all(kind: str) -> Any:
    models = [model(kind, name) for name in names(kind)]
    if not models:
        raise LookupError(f"nothing is registered as {kind}")
    one: Any = reduce(or_, models)
    return Annotated[one, Field(discriminator="type")] if models[1:] else one


def _default(info: FieldInfo) -> str:
    if info.is_required():
        return ""
    value = info.get_default(call_default_factory=True)
    if isinstance(value, Chosen):
        return value.type
    if value is None:
        return "none"
    return value if isinstance(value, str) else value_in_words(value)
