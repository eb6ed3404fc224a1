"""YAML -> located nodes, so that every error can name its file, line and column.

`load` reads a config; `Node.validate` turns a part of it into a room's own `Settings`;
`Node.error` lets a room point at what it finds wrong by itself.
"""

from evomario.config.loader import EXPERIMENTS, experiments, load, names
from evomario.config.nodes import ConfigError, Mark, Node, from_plain
from evomario.config.overrides import put
from evomario.config.schema import Settings

__all__ = [
    "EXPERIMENTS",
    "ConfigError",
    "Mark",
    "Node",
    "Settings",
    "experiments",
    "from_plain",
    "load",
    "names",
    "put",
]
