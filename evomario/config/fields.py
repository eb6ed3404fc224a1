"""Fields of settings models: taken apart, put together anew, and told in words."""

import types
from collections.abc import Callable, Sequence
from functools import reduce
from operator import or_
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, Field
from pydantic.fields import FieldInfo

_WORDS = {int: "whole number", float: "number", bool: "true or false", str: "text"}
_BOUNDS = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}


def annotation(info: FieldInfo) -> Any:
    """A field's annotation, with the bounds that pydantic took off it."""
    return _marked(info.annotation, info.metadata)


def bare(info: FieldInfo) -> Any:
    """A field as this one but for its annotation: default, alias and description."""
    default: dict[str, Any] = {"default": info.default}
    if info.default_factory is not None:
        default = {"default_factory": info.default_factory}
    return Field(alias=info.alias, description=info.description, **default)


def replaced(
    found: Any, put: Callable[[Any], Any], within: Callable[[Any], Any] = lambda kind: kind
) -> Any:
    """An annotation, with what `put` gives for any mark in it in the place of what it marks.

    `put` returns None for marks that are none of its own. What has no parts is what `within` makes
    of it.
    """
    origin, arguments = get_origin(found), get_args(found)
    if origin is Annotated:
        new = next((put(mark) for mark in arguments[1:] if put(mark) is not None), None)
        return new or _marked(replaced(arguments[0], put, within), arguments[1:])
    if origin is None or origin is Literal:
        return within(found)
    inner = tuple(replaced(argument, put, within) for argument in arguments)
    if inner == arguments:
        return found
    return reduce(or_, inner) if origin in (Union, types.UnionType) else origin[inner]


def _marked(found: Any, marks: Sequence[Any]) -> Any:
    parts = (found, *marks)
    return Annotated[parts] if marks else found


def in_words(found: Any) -> str:
    """An annotation in words: `number, at least 0, at most 1`."""
    origin, arguments = get_origin(found), get_args(found)
    if origin is Annotated:
        marks = [m for a in arguments[1:] for m in getattr(a, "metadata", None) or [a]]
        return ", ".join([in_words(arguments[0]), *filter(None, map(_bound, marks))])
    if origin is Literal:
        return " or ".join(str(argument) for argument in arguments)
    if origin in (Union, types.UnionType):
        return " or ".join(in_words(each) for each in arguments if each is not type(None))
    if origin is not None:
        return f"list of {in_words(arguments[0])}" if arguments else "list"
    if isinstance(found, type) and issubclass(found, BaseModel):
        return found.__name__
    return _WORDS.get(found, getattr(found, "__name__", str(found)))


def _bound(mark: Any) -> str:
    """A bound in words; "" for a mark that is none."""
    found = ((words, getattr(mark, key, None)) for key, words in _BOUNDS.items())
    return ", ".join(f"{words} {value:.15g}" for words, value in found if value is not None)
