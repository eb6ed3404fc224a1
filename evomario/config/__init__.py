"""YAML -> located nodes, so that every error can name its file, line and column.

`load` reads a config; `Node.validate` turns a part of it into a room's own `Settings`;
`Node.error` lets a room point at what it finds wrong by itself.
"""

from evomario.config.loader import load, names
from evomario.config.nodes import ConfigError, Mark, Node, from_plain
from evomario.config.schema import Settings

__all__ = ["ConfigError", "Mark", "Node", "Settings", "from_plain", "load", "names"]
