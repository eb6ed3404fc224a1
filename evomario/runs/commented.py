"""A config with a comment at each of its keys, and its other keys commented out."""

from typing import Any

from evomario.config.writer import flow

from .schema import Schema, config_schema

_LONGEST = 100  # characters of a line with its comment behind it
_ABSENT = ("task", "fitness", "algorithm", "stop")  # what is missing from these is shown
_OFFERED = ("callbacks",)  # so are these, if they are missing


def commented(plain: dict[str, Any]) -> str:
    """A whole config as YAML, explained by the schema of configs.

    Args:
        plain: the config, its defaults left out or not.
    """
    schema = config_schema()
    lines = _Writer(schema["$defs"]).mapping(plain, schema["$defs"]["config"], 0)
    known = {key: schema["$defs"]["config"]["properties"][key] for key in _OFFERED}
    return "\n".join([*lines, *_absent(plain, known, "")]) + "\n"


class _Writer:
    """Writes lines of YAML, with the comments that definitions of a schema have."""

    def __init__(self, definitions: Schema) -> None:
        self._definitions = definitions

    def mapping(self, plain: dict[str, Any], schema: Schema, depth: int) -> list[str]:
        known = self._meant(schema, plain).get("properties", {})
        lines = []
        for key, value in plain.items():
            field = known.get(key, {})
            lines += self._pair(key, value, field, depth)
            if depth == 0 and key in _ABSENT:
                lines += _absent(value, self._meant(field, value).get("properties", {}))
        return lines

    def _pair(self, key: str, value: Any, field: Schema, depth: int) -> list[str]:
        indent = "  " * depth
        about = self._about(value, field) if depth else str(field.get("description", ""))
        if isinstance(value, dict) and (depth == 0 or not _is_leaf(value)):
            return [_with(f"{indent}{key}:", about), *self.mapping(value, field, depth + 1)]
        if isinstance(value, list) and any(isinstance(each, dict) for each in value):
            return [_with(f"{indent}{key}:", about), *self._items(value, field, depth + 1)]
        return [_with(f"{indent}{key}: {flow(value)}", about)]

    def _items(self, values: list[Any], field: Schema, depth: int) -> list[str]:
        lines = []
        for value in values:
            if not isinstance(value, dict) or _is_choice(value):
                lines.append(_with("  " * depth + f"- {flow(value)}", self._about(value, field)))
                continue
            block = self.mapping(value, field.get("items", {}), depth + 1)
            block[0] = "  " * depth + "- " + block[0].lstrip()
            lines += block
        return lines

    def _about(self, value: Any, field: Schema) -> str:
        """What is to be said of a key: of what was chosen there, or of the key itself."""
        if _is_choice(value):
            chosen = self._meant(field, value).get("description")
            return chosen or field.get("description", "")
        return str(field.get("description", ""))

    def _meant(self, schema: Schema, value: Any) -> Schema:
        """The definition that a value goes by."""
        if "$ref" in schema:
            return self._meant(self._definitions[schema["$ref"].rpartition("/")[2]], value)
        kind = value.get("type") if isinstance(value, dict) else None
        members = [self._meant(m, value) for m in (*schema.get("oneOf", ()), *_any_of(schema))]
        for member in members:
            name = member.get("properties", {}).get("type", {})
            if "const" in name and name["const"] == (kind or name.get("default")):
                return member
        return schema


def _absent(plain: dict[str, Any], known: dict[str, Schema], indent: str = "  ") -> list[str]:
    """What could be given too, with what it is if it is not."""
    return [
        _with(f"{indent}# {key}:" + (f" {flow(field['default'])}" if "default" in field else ""),
              field.get("description", ""))
        for key, field in known.items() if key not in plain
    ]  # fmt: skip


def _any_of(schema: Schema) -> list[Schema]:
    found: list[Schema] = schema.get("anyOf", [])
    return [*found, *(each["items"] for each in found if "items" in each)]


def _is_choice(value: Any) -> bool:
    return isinstance(value, dict) and "type" in value


def _is_leaf(value: dict[str, Any]) -> bool:
    return _is_choice(value) or not any(isinstance(each, dict | list) for each in value.values())


def _with(line: str, comment: str) -> str:
    """A line and its comment: behind it if that fits, else above it."""
    if not comment:
        return line
    if len(line) + 4 + len(comment) <= _LONGEST:
        return f"{line}  # {comment}"
    indent = line[: len(line) - len(line.lstrip())]
    return f"{indent}# {comment}\n{line}"
