"""New configs to start from."""

import os
import re
from pathlib import Path
from typing import Any

from evomario.config import ConfigError, load
from evomario.config.loader import bases, find
from evomario.config.reader import compose
from evomario.config.writer import dump, flow
from evomario.errors import UserError

from .commented import commented
from .files import whole
from .settings import load_config

DEFAULT = "ga/1-1"
_HEAD = "# Check it with `evomario validate {0}`, run it with `evomario run {0}`.\n"


def write_new(path: Path, source: str | None = None) -> str:
    """Write a new config: `ga/1-1` with every key explained, or a copy of a config.

    A copy keeps the text of the config, and extends what that extends; its name is the file's.

    Args:
        path: of the file, which must not be there.
        source: a file, or the name of a config of the package.

    Returns:
        The name in the new config.

    Raises:
        UserError: the file is there, or cannot be written; or the source is no valid config.
    """
    if os.path.lexists(path):
        raise UserError(f"{path}: exists already, and is not written over")
    name = _name(path)
    expected = {**load_config(source or DEFAULT).node.plain(), "name": name}
    candidates = _copies(source, name, path) if source else [_explained(expected, path)]
    with whole(path) as partial:
        for text in (*candidates, dump(expected)):
            partial.write_text(text, "utf-8")
            if _reads_as(partial, expected):
                break
    return name


def _name(path: Path) -> str:
    """A run's name from the name of a file."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", path.stem).lstrip("._-")[:100]
    if not name:
        raise UserError(f"{path}: makes no name for a run: expected letters or digits")
    return name


def _explained(plain: dict[str, Any], path: Path) -> str:
    return _HEAD.format(path) + commented(plain)


def _copies(source: str, name: str, path: Path) -> list[str]:
    """The source's text with another name, and with each way to say what it extends."""
    file = find(source)
    text = file.read_text("utf-8-sig")
    others = [_put(text, "extends", base) for base in bases(file, path.parent)]
    return [_put(each, "name", name) for each in (text, *others)]


def _put(text: str, key: str, value: str) -> str:
    """A config's text with another value of a key, which is added if it is not there."""
    root = compose(text, "")
    lines, node = text.splitlines(keepends=True), root.child(key)
    pairs = root.value if isinstance(root.value, dict) else {}
    if node is None:
        first = min(each.head.line for each in pairs.values())
        lines.insert(first - 1, f"{key}: {flow(value)}\n")
    elif node.text_column is not None:
        line, start = lines[node.mark.line - 1], node.text_column - 1
        quoted = line[:start].endswith(("'", '"'))
        rest = line[start + len(str(node.value)) :]
        lines[node.mark.line - 1] = f"{line[:start]}{value if quoted else flow(value)}{rest}"
    return "".join(lines)


def _reads_as(path: Path, expected: dict[str, Any]) -> bool:
    try:
        return bool(load(path).plain() == expected)
    except ConfigError:
        return False
