"""From a choice in a config to the implementation, its parameters checked and bound."""

import json
from collections.abc import Iterator
from functools import partial, reduce
from operator import or_
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, Field, create_model

from evomario.config import Node, Settings
from evomario.config.fields import annotation, bare, replaced
from evomario.config.nodes import describe as value_in_words
from evomario.errors import nearest, one_of

from .code import names_code, refusal
from .entries import known_names, special, until_more
from .items import Chosen, Entry, Of, fields_of
from .lookup import entry, names

ModelT = TypeVar("ModelT", bound=BaseModel)


@until_more
def model(kind: str, name: str) -> type[Chosen]:
    """The settings model of an implementation.

    Raises:
        UserError: there is no such name.
    """
    found, of_kind = entry(kind, name), special(kind)
    fields: dict[str, Any] = {
        key: (of_kind.widen(replaced(annotation(info), _union, _part)), bare(info))
        for key, info in {**fields_of(of_kind.common), **found.fields()}.items()
    }
    fields["type"] = (Literal[name], ...)
    base = found.settings or of_kind.common
    made: type[Chosen] = create_model(name, __base__=base, __doc__=found.about, **fields)
    made.chosen_kind = kind
    return made


@until_more
def resolved(base: type[ModelT]) -> type[ModelT]:
    """A model whose choices, marked by `Of`, are of what is registered now; itself without any."""
    found = {key: (annotation(info), bare(info)) for key, info in base.model_fields.items()}
    new: dict[str, Any] = {
        key: (replaced(kind, _union, _part), field) for key, (kind, field) in found.items()
    }
    if all(new[key][0] is kind or new[key][0] == kind for key, (kind, _) in found.items()):
        return base
    return create_model(base.__name__, __base__=base, **new)


def _part(found: Any) -> Any:
    """What an annotation names, where it is a part with settings of its own these resolved."""
    is_part = isinstance(found, type) and issubclass(found, Settings)
    return resolved(found) if is_part and not issubclass(found, Chosen) else found


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
    if found.value not in known_names(kind) and found.value not in names(kind):
        if names_code(found.value):
            raise refusal(found)
        near = nearest(found.value, names(kind))
        problem = f"unknown {kind} {value_in_words(found.value)}"
        raise node.error(("type",), problem, expected=one_of(names(kind)), near=near)
    return node.validate(model(kind, found.value))


def parameters(kind: str, chosen: Chosen) -> dict[str, Any]:
    """A choice's own parameters, without those that all of its kind have."""
    return {key: getattr(chosen, key) for key in entry(kind, chosen.type).fields()}


def build(kind: str, chosen: Chosen) -> Any:
    """What was chosen, its parameters bound: a callable, or an instance of a class.

    Of a class that takes more than its parameters, they are bound too.
    """
    found = entry(kind, chosen.type)
    if found.settings is not None:
        return partial(found.target, chosen)
    bound = partial(found.target, **parameters(kind, chosen))
    return bound() if isinstance(found.target, type) and not found.takes_more() else bound


def create(kind: str, node: Node) -> Any:
    """What a config's `{type: NAME, ...}` chooses, checked and with its parameters bound.

    Raises:
        ConfigError: it is wrong somewhere; located.
    """
    return build(kind, read(kind, node))


def chosen(settings: Any) -> Iterator[Entry]:
    """What settings choose, and what these choices choose, once for each time."""
    if isinstance(settings, Chosen) and settings.chosen_kind:
        yield entry(settings.chosen_kind, settings.type)
    if isinstance(settings, BaseModel):
        for key in type(settings).model_fields:
            yield from chosen(getattr(settings, key))
    elif isinstance(settings, list | tuple):
        for each in settings:
            yield from chosen(each)
    elif isinstance(settings, dict):
        yield from chosen(list(settings.values()))


def _union(mark: Any) -> Any:
    """The annotation of a choice among all of a kind, for a mark that says of which kind."""
    return _all(mark.kind, mark.also) if isinstance(mark, Of) else None


@until_more
def _all(kind: str, also: str = "") -> Any:
    # Without plug-ins that are not loaded: who finds an unknown name loads them and asks again.
    models = [model(each, name) for each in (kind, also) for name in known_names(each)]
    if not models:
        raise LookupError(f"nothing is registered as {kind}")
    one: Any = reduce(or_, models)
    return Annotated[one, Field(discriminator="type")] if models[1:] else one
