"""Located data: what a YAML file holds, and where each key and value of it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from evomario.config.scalars import Scalar
from evomario.errors import UserError, quote

if TYPE_CHECKING:
    from pydantic import BaseModel

    ModelT = TypeVar("ModelT", bound=BaseModel)

KeyPath = Sequence[str | int]

_DEEPEST = 8  # lists and mappings within each other, in data that is no config


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a file. Lines and columns count from 1; line 0 is the file as a whole."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


class ConfigError(UserError):
    """Something in a config is wrong.

    Attributes:
        mark: Where it stands.
        problem: What is wrong.
        expected: What would be right, if that can be said.
        near: The valid name that was probably meant, if there is one.
    """

    def __init__(
        self, mark: Mark, problem: str, expected: str | None = None, near: str | None = None
    ) -> None:
        wanted = f"; expected {expected}" if expected else ""
        hint = f"; did you mean {near!r}?" if near else ""
        super().__init__(f"{mark}: {problem}{wanted}{hint}")
        self.mark = mark
        self.problem = problem
        self.expected = expected
        self.near = near

    def __reduce__(self) -> tuple[type[ConfigError], tuple[Any, ...]]:
        return type(self), (self.mark, self.problem, self.expected, self.near)


@dataclass(frozen=True, slots=True)
class Node:
    """One value of a config: a scalar, a list of nodes, or a mapping of nodes.

    Attributes:
        value: The scalar, the list, or the mapping.
        mark: Where the value starts.
        key_mark: Where its key starts, for a value of a mapping.
        text_column: The column of a text's first character, where the file has the text letter
            by letter on one line, so that a place in the text is a place in the file.
    """

    value: Scalar | list[Node] | dict[str, Node]
    mark: Mark
    key_mark: Mark | None = None
    text_column: int | None = None

    @property
    def head(self) -> Mark:
        """Where the value begins for the reader's eye: at its key, if it has one."""
        return self.key_mark or self.mark

    def child(self, part: str | int) -> Node | None:
        """Returns the value of a key or the item of an index, or None where there is none."""
        if isinstance(self.value, dict):
            return self.value.get(part) if isinstance(part, str) else None
        if isinstance(self.value, list) and isinstance(part, int):
            return self.value[part] if 0 <= part < len(self.value) else None
        return None

    def at(self, path: KeyPath) -> Node | None:
        """Returns the node at a path of keys and indices, or None where there is none."""
        node: Node | None = self
        for part in path:
            node = node.child(part) if node is not None else None
        return node

    def plain(self) -> Any:
        """Returns the value as plain dicts, lists and scalars."""
        if isinstance(self.value, dict):
            return {key: child.plain() for key, child in self.value.items()}
        if isinstance(self.value, list):
            return [child.plain() for child in self.value]
        return self.value

    def dump(self) -> str:
        """Returns the value as YAML, which `load` reads back as an equal one."""
        from evomario.config.writer import dump

        return dump(self.plain())

    def validate(self, model: type[ModelT]) -> ModelT:
        """Returns the value as an instance of a pydantic model.

        Raises:
            ConfigError: The value does not fit; it tells of the first misfit in the file.
        """
        from evomario.config.schema import validate

        return validate(self, model)

    def error(
        self,
        path: KeyPath,
        problem: str,
        *,
        expected: str | None = None,
        near: str | None = None,
        offset: int = 0,
    ) -> ConfigError:
        """Returns an error that points at the value of a path, for the caller to raise.

        Args:
            path: Keys and indices from this node. Where the path leaves the config, the error
                points at the last part that is there.
            problem: What is wrong.
            expected: What would be right.
            near: The valid name that was probably meant.
            offset: Which character of a text is meant; it moves the column where it can.
        """
        node = self
        for part in path:
            child = node.child(part)
            if child is None:
                return ConfigError(node.head, problem, expected, near)
            node = child
        mark = node.mark
        if offset and node.text_column is not None:
            mark = Mark(mark.file, mark.line, node.text_column + offset)
        return ConfigError(mark, problem, expected, near)


def from_plain(value: Any, mark: Mark, what: str, depth: int = _DEEPEST) -> Node:
    """Returns plain data, such as JSON, as nodes, which know how to be validated.

    Args:
        value: Nested dicts, lists and scalars.
        mark: Where all of it stands.
        what: What it should be, such as `a network`, for the error.
        depth: How deep lists and mappings may lie within each other.

    Raises:
        UserError: It is nested more deeply.
    """
    if not depth:
        raise UserError(f"{mark}: nested too deeply to be {what}")
    inner = depth - 1
    if isinstance(value, dict):
        pairs = value.items()
        return Node({str(key): from_plain(each, mark, what, inner) for key, each in pairs}, mark)
    if isinstance(value, list | tuple):
        return Node([from_plain(each, mark, what, inner) for each in value], mark)
    return Node(value, mark)


def describe(value: Any) -> str:
    """Returns a few words for a plain value or a node's value, for a message."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "true" if value else "false"
    return quote(value) if isinstance(value, str) else str(value)
