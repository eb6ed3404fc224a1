"""Plain data -> YAML that reads back as equal data."""

from __future__ import annotations

import sys
from typing import Any

import yaml

from evomario.config.scalars import is_text

_TEXT = "tag:yaml.org,2002:str"
_AMBIGUOUS = "tag:yaml.org,2002:ambiguous"


class _Dumper(yaml.SafeDumper):
    """Quotes text that either version of YAML would take for something else."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        tag = super().resolve(kind, value, implicit)
        if kind is yaml.ScalarNode and tag == _TEXT and implicit[0] and not is_text(value):
            return _AMBIGUOUS
        return tag

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _represent_text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    # Outside double quotes, PyYAML writes line separators such as U+0085 as they are, and reads
    # them back as spaces.
    style = None if text.replace("\n", "").isprintable() else '"'
    return dumper.represent_scalar(_TEXT, text, style=style)


_Dumper.add_representer(str, _represent_text)


def flow(plain: Any) -> str:
    """Returns plain data as YAML on one line, in `{ }` and `[ ]`."""
    listed = yaml.dump(
        [plain],
        Dumper=_Dumper,
        default_flow_style=True,
        sort_keys=False,
        allow_unicode=True,
        width=sys.maxsize,
    )
    return str(listed).rstrip("\n")[1:-1]


def dump(plain: Any) -> str:
    """Returns plain data as block-style YAML, keys in their order."""
    return yaml.dump(
        plain,
        Dumper=_Dumper,
        default_flow_style=False,
        sort_keys=False,
        allow_unicode=True,
        width=sys.maxsize,
    )
