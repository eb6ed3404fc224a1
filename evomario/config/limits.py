"""How large a config may be: a stranger's file must not exhaust time or memory."""

from __future__ import annotations

from evomario.config.nodes import ConfigError, Mark, Node

MAX_BYTES = 1_000_000
MAX_DEPTH = 50
MAX_NODES = 10_000
MAX_CHARACTERS = 1_000_000


class Limits:
    """Adds up what a config holds with every alias written out, and refuses too much."""

    def __init__(self) -> None:
        self._nodes = 0
        self._characters = 0

    def add(self, text: object, depth: int, mark: Mark) -> None:
        """Counts one value or key.

        Args:
            text: The value; it weighs its characters if it is text.
            depth: How many lists and mappings it stands in.
            mark: The place to blame if this is the value too many.

        Raises:
            ConfigError: One of the limits is passed.
        """
        self._nodes += 1
        self._characters += len(text) if isinstance(text, str) else 0
        if depth > MAX_DEPTH:
            raise ConfigError(mark, f"nested too deeply; at most {MAX_DEPTH} levels are read")
        if self._nodes > MAX_NODES:
            problem = "too many values, each alias counted with all that it stands for"
            raise ConfigError(mark, f"{problem}; at most {MAX_NODES} are read")
        if self._characters > MAX_CHARACTERS:
            raise ConfigError(mark, f"too much text; at most {MAX_CHARACTERS} characters are read")

    def add_tree(self, node: Node, depth: int, blame: Mark | None = None) -> None:
        """Counts a node and everything in it, as if all of it stood at the mark to blame."""
        mark = blame or node.mark
        self.add(node.value, depth, mark)
        if isinstance(node.value, dict):
            for key, child in node.value.items():
                self.add(key, depth, mark)
                self.add_tree(child, depth + 1, blame)
        elif isinstance(node.value, list):
            for child in node.value:
                self.add_tree(child, depth + 1, blame)
