"""From the name of a config to its nodes: packaged configs, `extends`, overrides."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from importlib import resources
from pathlib import Path

from evomario.config.limits import Limits
from evomario.config.nodes import ConfigError, Mark, Node, describe
from evomario.config.overrides import override
from evomario.config.reader import read
from evomario.errors import nearest, quote

#: What the names of experiments begin with, among the files that come with the package.
EXPERIMENTS = "experiments/"

_SUFFIX = ".yaml"
_PLAIN_NAME = re.compile(r"[\w .+-]+(?:/[\w .+-]+)*")
_LONGEST_CHAIN = 20


def load(source: str | Path, *, overrides: Sequence[str] = ()) -> Node:
    """Reads a config, with what it extends and what the command line sets.

    Args:
        source: A file, or the name of a config of the package, such as `ga/1-1`. A file of that
            path wins.
        overrides: Assignments `key.sub=value`, applied in their order.

    Raises:
        ConfigError: There is no such config, or something in it cannot be read.
    """
    root = _extended(find(source))
    for text in overrides:
        root = override(root, text)
    Limits().add_tree(root, 0)
    return root


def names() -> list[str]:
    """Returns the names of the configs that come with the package."""
    return [name for name in _all() if not name.startswith(EXPERIMENTS)]


def experiments() -> list[str]:
    """Returns the names of the experiments that come with the package, of many runs each."""
    found = (name for name in _all() if name.startswith(EXPERIMENTS))
    return [name.removeprefix(EXPERIMENTS) for name in found]


def _all() -> list[str]:
    folder = _folder()
    found = (path.relative_to(folder) for path in folder.rglob(f"*{_SUFFIX}"))
    return sorted(path.with_suffix("").as_posix() for path in found)


def _folder() -> Path:
    """Returns where the package's configs lie: as installed, or in a bare checkout."""
    try:
        return Path(str(resources.files("evomario.configs")))
    except ModuleNotFoundError:
        return Path(__file__).parents[2] / "configs"


def _packaged(name: str) -> Path | None:
    return _folder() / f"{name}{_SUFFIX}" if name in _all() else None


def find(source: str | Path) -> Path:
    """Returns the file of a config: a path, or else a name of the package.

    Raises:
        ConfigError: There is no such config.
    """
    path, name = Path(source), str(source)
    packaged = None if os.path.isfile(path) else _packaged(name)
    try:
        os.stat(packaged or path)
    except (FileNotFoundError, ValueError):
        problem = "no such file, and no config of that name in the package"
        raise ConfigError(Mark(name), problem, near=nearest(name, names())) from None
    except OSError:
        pass  # reading the file will tell
    return packaged or path


def bases(path: Path, folder: Path) -> list[str]:
    """Returns what `extends` may say in another folder, to mean what it means in a file.

    Args:
        path: The file, which can be read.
        folder: The other folder.

    Returns:
        Names, the nearest first; none where the file extends nothing, or what cannot be named.
    """
    base = _base(read(path), path, [])
    if base is None:
        return []
    inside = os.path.relpath(_real(base), _real(folder))
    package = os.path.relpath(_real(base), _real(_folder()))
    found = (Path(each).with_suffix("").as_posix() for each in (inside, package))
    return [name for name in found if not name.startswith("../")]


def _extended(path: Path) -> Node:
    """Reads a file and lays it over what it extends, and that over what that extends."""
    layers: list[Node] = []
    seen: list[Path] = []
    following: Path | None = path
    while following is not None:
        seen.append(_real(following))
        layers.append(read(following))
        following = _base(layers[-1], following, seen)
    root = layers.pop()
    while layers:
        root = _merge(root, layers.pop())
    pairs = root.value if isinstance(root.value, dict) else {}
    return replace(root, value={key: node for key, node in pairs.items() if key != "extends"})


def _base(node: Node, path: Path, seen: list[Path]) -> Path | None:
    """Returns the file that a node extends, if it extends any."""
    name = node.child("extends")
    if name is None:
        return None
    base = _base_path(name, path.parent)
    if _real(base) in seen:
        chain = " -> ".join(each.stem for each in [*seen, base])
        raise ConfigError(name.mark, f"the config extends itself: {chain}")
    if len(seen) >= _LONGEST_CHAIN:
        problem = f"more than {_LONGEST_CHAIN} configs extend one another"
        raise ConfigError(name.mark, problem)
    return base


def _base_path(name: Node, folder: Path) -> Path:
    text = name.value
    if not isinstance(text, str):
        raise ConfigError(name.mark, f"extends is {describe(text)}", "the name of a config")
    if not _PLAIN_NAME.fullmatch(text) or not {".", ".."}.isdisjoint(text.split("/")):
        problem = f"extends is {quote(text)}, which may leave the folder"
        raise ConfigError(name.mark, problem, "a plain name, relative to this folder")
    file = folder / (text if text.endswith(_SUFFIX) else f"{text}{_SUFFIX}")
    if os.path.isfile(file):
        return file
    packaged = _packaged(text)
    if packaged is None:
        problem = f"extends is {quote(text)}, neither a file of this folder nor of the package"
        raise ConfigError(name.mark, problem, near=nearest(text, names()))
    return packaged


def _merge(base: Node, top: Node) -> Node:
    """Lays one node over another: mappings key by key, anything else whole.

    A mapping of another `type` is laid over whole too: the parameters of one are not the other's.
    """
    if not (isinstance(base.value, dict) and isinstance(top.value, dict)):
        return top
    types = base.child("type"), top.child("type")
    if types[0] and types[1] and types[0].value != types[1].value:
        return top
    merged = {**base.value}
    for key, child in top.value.items():
        merged[key] = _merge(merged[key], child) if key in merged else child
    return replace(top, value=merged)


def _real(path: Path) -> Path:
    # Path.resolve raises RuntimeError on a loop of links; reading tells it better.
    return Path(os.path.realpath(path))
