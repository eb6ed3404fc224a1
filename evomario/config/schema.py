"""Located nodes -> a room's own settings, with pydantic's misfits told in plain words.

Nodes are validated as JSON: there strict mode takes a list for a tuple and a text for an enum,
while a number still is no text and a text no number.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from evomario.config.nodes import ConfigError, Mark, Node, describe
from evomario.config.phrases import expected_for
from evomario.errors import nearest, one_of, quote

ModelT = TypeVar("ModelT", bound=BaseModel)
Models = frozenset[type[BaseModel]]


class Settings(BaseModel):
    """What a room's schema derives from: no unknown keys, no conversions, no changes."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


@dataclass(frozen=True)
class _Misfit:
    """One thing that does not fit.

    Attributes:
        order: Where it comes in the config, as positions in lists and mappings.
        by_type: Whether the value is of the wrong kind altogether, so that in a union another
            member may still have been meant.
    """

    order: tuple[float, ...]
    mark: Mark
    problem: str
    expected: str | None = None
    near: str | None = None
    by_type: bool = False


@dataclass(frozen=True)
class _Place:
    """Where pydantic's location lies in the config, and which models it passed last."""

    node: Node
    order: tuple[float, ...]
    path: tuple[str | int, ...]
    models: Models
    in_union: bool

    def name(self, *more: str | int) -> str:
        return ".".join(str(part) for part in (*self.path, *more)) or "this"


def validate(node: Node, model: type[ModelT]) -> ModelT:
    """Returns a node's value as an instance of a model.

    Raises:
        ConfigError: The value does not fit; it tells of the first misfit in the file.
    """
    try:
        return model.model_validate_json(json.dumps(node.plain()))
    except ValidationError as error:
        details = error.errors(include_url=False)
    misfits = [_misfit(node, model, detail) for detail in details if not _counts_misfits(detail)]
    raise _first(misfits)


def _counts_misfits(detail: Any) -> bool:
    """Whether a list is only too short because items of it do not fit, which is told of them."""
    return detail["type"] == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"]


def _first(misfits: list[_Misfit]) -> ConfigError:
    """Picks the misfit to tell of; the members of a union that failed alike are told as one."""
    told = [each for each in misfits if not (each.by_type and _is_above(each, misfits))]
    first = min(told, key=lambda each: each.order)
    alike = [each for each in told if each.order == first.order and each.expected]
    expected = " or ".join(dict.fromkeys(str(each.expected) for each in alike))
    near = next((each.near for each in alike if each.near), first.near)
    return ConfigError(first.mark, first.problem, expected or None, near)


def _is_above(misfit: _Misfit, others: Iterable[_Misfit]) -> bool:
    depth = len(misfit.order)
    return any(len(o.order) > depth and o.order[:depth] == misfit.order for o in others)


def _misfit(root: Node, model: type[BaseModel], detail: Any) -> _Misfit:
    kind, context = detail["type"], detail.get("ctx", {})
    location = detail["loc"]
    if kind == "missing":
        return _missing(_locate(root, model, location[:-1]), location[-1])
    place = _locate(root, model, location)
    if kind == "extra_forbidden":
        return _unknown_key(_locate(root, model, location[:-1]), place)
    if kind == "union_tag_not_found":
        return _missing(place, context["discriminator"].strip("'"))
    if kind == "union_tag_invalid":
        place = _locate(root, model, (*location, context["discriminator"].strip("'")))
    if kind in ("value_error", "assertion_error"):
        return _Misfit(place.order, place.node.mark, str(context["error"]))
    return _wrong_value(place, detail, at_key=location[-1:] == ("[key]",))


def _missing(place: _Place, key: str | int) -> _Misfit:
    # After everything in the mapping: a misspelt key there is the better thing to tell.
    order = (*place.order, float("inf"))
    if isinstance(key, int):
        return _Misfit(order, place.node.head, f"{place.name()} has too few items")
    return _Misfit(order, place.node.head, f"the key {place.name(key)!r} is missing")


def _unknown_key(parent: _Place, place: _Place) -> _Misfit:
    key = str(place.path[-1])
    valid = _keys(parent.models)
    near = nearest(key, valid)
    expected = None if near or not valid else one_of(valid)
    return _Misfit(place.order, place.node.head, f"unknown key {quote(key)}", expected, near)


def _wrong_value(place: _Place, detail: Any, at_key: bool) -> _Misfit:
    value: Any = place.path[-1] if at_key else place.node.value
    mark = place.node.head if at_key else place.node.mark
    expected, choices = expected_for(detail["type"], detail.get("ctx", {}))
    if expected is None:
        return _Misfit(place.order, mark, f"{place.name()}: {detail['msg']}")
    near = nearest(value, choices) if isinstance(value, str) else None
    name = "the key" if at_key else place.name()
    problem = f"{name} is {describe(value)}"
    return _Misfit(place.order, mark, problem, expected, near, place.in_union)


def _locate(root: Node, model: type[BaseModel], location: Iterable[str | int]) -> _Place:
    """Follows pydantic's location, where the member of a union is a part of its own."""
    place = _Place(root, (), (), frozenset({model}), False)
    for part in location:
        place = _step(place, part)
    return place


def _step(place: _Place, part: str | int) -> _Place:
    child = place.node.child(part)
    if child is None:
        return replace(place, models=_narrowed(place.models, part), in_union=True)
    pairs = place.node.value
    index = list(pairs).index(str(part)) if isinstance(pairs, dict) else int(part)
    order, path = (*place.order, index), (*place.path, part)
    return _Place(child, order, path, _inner(place.models, part), False)


def _inner(models: Models, part: str | int) -> Models:
    """Returns the models that may stand at a key of these models."""
    found = {
        inner
        for model in models
        for key, field in model.model_fields.items()
        if part == (field.alias or key)
        for inner in _models_in(field.annotation)
    }
    # An index, or the key of a dict: what the annotation holds was found at the field already.
    return frozenset(found) or models


def _narrowed(models: Models, tag: str | int) -> Models:
    """Returns the models that a union's tag can mean: by class name, or by a Literal field."""
    meant = frozenset(
        model
        for model in models
        if tag == model.__name__
        or any(tag in get_args(field.annotation) for field in model.model_fields.values())
    )
    return meant or models


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)


def _keys(models: Models) -> list[str]:
    return sorted(
        {field.alias or key for model in models for key, field in model.model_fields.items()}
    )
