"""Configs name what is registered, never code: what to say to one that names a file or a module."""

import re
from collections.abc import Iterator

from evomario.config import ConfigError, Node
from evomario.errors import quote

_FILE = re.compile(r".*\.pyw?(:.*)?", re.DOTALL)
_PATH = re.compile(r"\w+([.:/]\w+)+")
_KEYS = frozenset({"plugin", "plugins", "import", "imports", "module", "modules"})
_EXPECTED = "a registered name: code comes by --plugin FILE, or by an installed plug-in"


def names_code(text: object, choice: bool = True) -> bool:
    """Whether a value is the name of a Python file or, where a choice stands, a path to import."""
    return isinstance(text, str) and bool(
        _FILE.fullmatch(text) or (choice and _PATH.fullmatch(text))
    )


def refused(error: ConfigError, node: Node) -> ConfigError:
    """An error in a config; a clearer one where what is wrong names code. `node` is the whole."""
    for key, each in _nodes(node):
        unknown = error.problem.startswith("unknown key") and each.head == error.mark
        if unknown and (key in _KEYS or _is_file(each)):
            return ConfigError(error.mark, f"the key {quote(key)} would bring in code", _EXPECTED)
        choice = key == "type" or "a mapping" in (error.expected or "")
        if each.mark == error.mark and names_code(each.value, choice):
            return refusal(each)
    return error


def refusal(node: Node) -> ConfigError:
    """The error for a value that names code."""
    problem = f"{quote(str(node.value))} names code, and a config brings none in"
    return ConfigError(node.mark, problem, _EXPECTED)


def _is_file(node: Node) -> bool:
    return any(names_code(each.value, choice=False) for _, each in _nodes(node))


def _nodes(node: Node, key: str = "") -> Iterator[tuple[str, Node]]:
    """A node and all in it, with their keys; an item of a list has its list's."""
    yield key, node
    if isinstance(node.value, dict):
        for inner, child in node.value.items():
            yield from _nodes(child, inner)
    elif isinstance(node.value, list):
        for child in node.value:
            yield from _nodes(child, key)
