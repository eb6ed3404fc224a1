"""The events of PyYAML's parser -> located nodes.

PyYAML's own composer and constructor are left out: they know no caps, make what a tag names, and
lose the places. Limits are checked event by event, before anything is nested or expanded.
"""

from __future__ import annotations

import re
from typing import Any, TypeAlias

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    MappingStartEvent,
    ScalarEvent,
    StreamEndEvent,
)

from evomario.config.limits import Limits
from evomario.config.nodes import ConfigError, Mark, Node
from evomario.config.scalars import Scalar, resolve
from evomario.errors import quote

Pairs: TypeAlias = dict[str, Node]
# PyYAML's stubs take the marks of every event for optional.
Event: TypeAlias = Any

_TAG = "tag:yaml.org,2002:"
_SCALAR_TAGS: dict[str, tuple[type, ...]] = {
    _TAG + "str": (str,),
    _TAG + "null": (type(None),),
    _TAG + "bool": (bool,),
    _TAG + "int": (int,),
    _TAG + "float": (int, float),
}
_SURROGATE = re.compile("[\ud800-\udfff]")


class Composer:
    """Builds the nodes of one text.

    Args:
        text: The YAML.
        file: How messages name it.
        shift: How many characters stand before the text on its first line.
    """

    def __init__(self, text: str, file: str, shift: int) -> None:
        self._text = text
        self._file = file
        self._shift = shift
        self._loader = yaml.SafeLoader(text)
        self._anchors: dict[str, Node] = {}
        self._limits = Limits()

    def document(self) -> Node:
        """Returns the root of the one document there may be."""
        self._next()  # the stream's start
        if isinstance(self._next(), StreamEndEvent):
            return Node(None, Mark(self._file, 1, 1 + self._shift))
        root = self._node(self._next(), 0, "")
        self._next()  # the document's end
        event = self._next()
        if not isinstance(event, StreamEndEvent):
            raise self._error(event, "a second document starts here", "one document a file")
        return root

    def _next(self) -> Event:
        try:
            return self._loader.get_event()
        except (ValueError, OverflowError):
            # PyYAML hands escapes such as "\UFFFFFFFF" to chr() unchecked.
            mark = self._mark(self._loader.get_mark())
            raise ConfigError(mark, "not valid YAML: an escape is out of range") from None

    def _node(self, event: Event, depth: int, around: str) -> Node:
        """Builds the node that an event starts; `around` is the flow collection it stands in."""
        if isinstance(event, AliasEvent):
            return self._alias(event, depth)
        mark = self._mark(event.start_mark)
        if isinstance(event, ScalarEvent):
            value = self._scalar(event, around)
            self._limits.add(value, depth, mark)
            node = Node(value, mark, text_column=self._text_column(event, mark))
        else:
            self._limits.add(None, depth, mark)
            node = Node(self._collection(event, depth, around), mark)
        if event.anchor is not None:
            self._anchors[event.anchor] = node
        return node

    def _alias(self, event: Event, depth: int) -> Node:
        node = self._anchors.get(event.anchor)
        if node is None:
            raise self._error(event, f"no complete value is anchored as {quote(event.anchor)}")
        self._limits.add_tree(node, depth, self._mark(event.start_mark))
        return node

    def _collection(self, event: Event, depth: int, around: str) -> list[Node] | Pairs:
        is_mapping = isinstance(event, MappingStartEvent)
        if event.tag not in (None, _TAG + ("map" if is_mapping else "seq")):
            raise self._bad_tag(event, event.tag)
        if event.flow_style:
            around = "{ }" if is_mapping else "[ ]"
        return self._pairs(depth, around) if is_mapping else self._items(depth, around)

    def _items(self, depth: int, around: str) -> list[Node]:
        items = []
        while not isinstance(event := self._next(), CollectionEndEvent):
            items.append(self._node(event, depth + 1, around))
        return items

    def _pairs(self, depth: int, around: str) -> Pairs:
        pairs: Pairs = {}
        while not isinstance(event := self._next(), CollectionEndEvent):
            key, mark = self._key(event, around), self._mark(event.start_mark)
            if key in pairs:
                first = pairs[key].head.line
                problem = f"the key {quote(key)} is given twice, first in line {first}"
                raise self._error(event, problem)
            self._limits.add(key, depth, mark)
            child = self._node(self._next(), depth + 1, around)
            pairs[key] = Node(child.value, child.mark, mark, child.text_column)
        return pairs

    def _key(self, event: Event, around: str) -> str:
        if not isinstance(event, ScalarEvent):
            raise self._error(event, "this cannot be a key", "a text")
        if event.tag not in (None, _TAG + "str"):
            raise self._bad_tag(event, event.tag)
        if event.implicit[0] and event.value == "":
            raise self._error(event, "a key is missing before the colon")
        if event.implicit[0] and event.value == "<<":
            raise self._error(event, "merge keys are not part of a config", "`extends: NAME`")
        return self._checked_text(event, around)

    def _scalar(self, event: Event, around: str) -> Scalar:
        text = self._checked_text(event, around)
        if event.tag == _TAG + "str" or (event.tag is None and not event.implicit[0]):
            return text
        if event.tag is not None and event.tag not in _SCALAR_TAGS:
            raise self._bad_tag(event, event.tag)
        try:
            value = resolve(text)
        except ValueError as error:
            raise self._error(event, str(error)) from None
        if event.tag is not None and type(value) not in _SCALAR_TAGS[event.tag]:
            raise self._error(event, f"{quote(text)} is not what its tag says")
        return value

    def _checked_text(self, event: Event, around: str) -> str:
        text: str = event.value
        if _SURROGATE.search(text):
            raise self._error(event, "the text has half a character in it, a lone surrogate")
        if around and event.style is None and text.count("(") != text.count(")"):
            raise self._error(event, _split_hint(text, around))
        return text

    def _text_column(self, event: Event, mark: Mark) -> int | None:
        quoted = int(event.style in ("'", '"'))
        written = self._text[event.start_mark.index + quoted : event.end_mark.index - quoted]
        literal = event.style not in ("|", ">") and written == event.value
        return mark.column + quoted if literal and "\n" not in written else None

    def _mark(self, place: Any) -> Mark:
        shift = 0 if place.line else self._shift
        return Mark(self._file, place.line + 1, place.column + 1 + shift)

    def _error(self, event: Event, problem: str, expected: str | None = None) -> ConfigError:
        return ConfigError(self._mark(event.start_mark), problem, expected)

    def _bad_tag(self, event: Event, tag: str) -> ConfigError:
        problem = f"the tag {quote(tag.replace(_TAG, '!!'))} is not plain data"
        return self._error(event, problem, "no tag, and quotes around a text that starts with !")


def _split_hint(text: str, around: str) -> str:
    """Returns what to say of a piece of text with unbalanced parentheses in [ ] or { }."""
    advice = "one `- ` item a line" if around == "[ ]" else "one `key: value` a line"
    what = "list" if around == "[ ]" else "mapping"
    return (
        f"{quote(text)} looks like an expression split at a comma by {around}: "
        f"write the {what} in block style, {advice}"
    )
