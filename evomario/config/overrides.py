"""`--set key.sub=value`: one value of a config, replaced or added from the command line."""

from __future__ import annotations

from dataclasses import replace

from evomario.config.limits import MAX_DEPTH
from evomario.config.nodes import ConfigError, Mark, Node, describe
from evomario.config.reader import compose

Steps = list[tuple[str, Mark]]


def override(root: Node, text: str) -> Node:
    """Returns a config with one value set.

    Args:
        root: The config.
        text: `key.sub=value`. A number steps into a list; mappings on the way that are not there
            are made; the value is YAML on one line and replaces what was there.

    Raises:
        ConfigError: The text is not of that form, or its keys lead nowhere.
    """
    keys, equals, value = text.partition("=")
    file = f"--set {keys}"
    steps = _steps(keys, file)
    if not equals or not all(step for step, _ in steps):
        raise ConfigError(Mark(file), "not an assignment", "key.sub=value")
    if len(steps) > MAX_DEPTH:
        raise ConfigError(Mark(file), f"nested too deeply; at most {MAX_DEPTH} levels are read")
    return _put(root, steps, compose(value, file, len(keys) + 1))


def put(root: Node, keys: str, value: Node) -> Node:
    """Returns a config with one value put in, as `override` does; `keys` is `key.sub`.

    Raises:
        ConfigError: The keys lead nowhere; the error points at the value's own key.
    """
    return _put(root, [(key, value.head) for key in keys.split(".")], value)


def _steps(keys: str, file: str) -> Steps:
    """Returns each key with its place in the argument."""
    steps, column = [], 1
    for key in keys.split("."):
        steps.append((key, Mark(file, 1, column)))
        column += len(key) + 1
    return steps


def _put(node: Node, steps: Steps, value: Node) -> Node:
    if not steps:
        return value
    (key, mark), rest = steps[0], steps[1:]
    if isinstance(node.value, list):
        index = _index(node.value, key, mark)
        items = [*node.value]
        items[index] = _put(items[index], rest, value)
        return replace(node, value=items)
    if not isinstance(node.value, dict | None):
        raise ConfigError(mark, f"{key!r} leads into {describe(node.value)}, which has no keys")
    pairs = node.value or {}
    old = pairs.get(key)
    new = _put(old or Node(None, mark), rest, value)
    key_mark = old.key_mark if old and rest else mark
    return replace(node, value={**pairs, key: replace(new, key_mark=key_mark)})


def _index(items: list[Node], key: str, mark: Mark) -> int:
    if not (key.isascii() and key.isdigit() and len(key) < 9 and int(key) < len(items)):
        wanted = f"a number from 0 to {len(items) - 1}" if items else "a list with items"
        raise ConfigError(mark, f"{key!r} is not an item of this list", wanted)
    return int(key)
