"""As much of JSON Schema as the schema of configs uses: what is wrong with a value."""

import re
from typing import Any

TYPES: dict[str, Any] = {
    "object": dict, "array": list, "string": str, "boolean": bool, "null": type(None),
}  # fmt: skip
ANNOTATIONS = {"$schema", "$defs", "title", "description", "default", "discriminator"}


class Checker:
    def __init__(self, schema: dict[str, Any]) -> None:
        self.schema = schema

    def errors(self, value: Any, schema: Any = None, place: str = "$") -> list[str]:
        schema = self.schema if schema is None else schema
        if isinstance(schema, bool):
            return [] if schema else [f"{place} is not expected"]
        return [
            error
            for key, wanted in schema.items()
            if key not in ANNOTATIONS and key not in ("then", "else")
            for error in getattr(self, "_" + key.strip("$"))(value, wanted, schema, place)
        ]

    def _ref(self, value: Any, ref: str, schema: Any, place: str) -> list[str]:
        return self.errors(value, self.schema["$defs"][ref.removeprefix("#/$defs/")], place)

    def _type(self, value: Any, kind: str, schema: Any, place: str) -> list[str]:
        if kind in ("integer", "number"):
            fits = isinstance(value, int | float if kind == "number" else int)
            fits = fits and not isinstance(value, bool)
        else:
            fits = isinstance(value, TYPES[kind])
        return [] if fits else [f"{place} is no {kind}"]

    def _properties(self, value: Any, fields: Any, schema: Any, place: str) -> list[str]:
        pairs = value.items() if isinstance(value, dict) else ()
        return [
            e for k, v in pairs if k in fields for e in self.errors(v, fields[k], f"{place}.{k}")
        ]

    def _additionalProperties(self, value: Any, wanted: Any, schema: Any, place: str) -> list[str]:
        known = schema.get("properties", {})
        pairs = value.items() if isinstance(value, dict) else ()
        return [
            e for k, v in pairs if k not in known for e in self.errors(v, wanted, f"{place}.{k}")
        ]

    def _required(self, value: Any, keys: list[str], schema: Any, place: str) -> list[str]:
        return [
            f"{place}.{k} is missing" for k in keys if isinstance(value, dict) if k not in value
        ]

    def _items(self, value: Any, wanted: Any, schema: Any, place: str) -> list[str]:
        items = enumerate(value) if isinstance(value, list) else ()
        return [e for i, v in items for e in self.errors(v, wanted, f"{place}.{i}")]

    def _prefixItems(self, value: Any, wanted: Any, schema: Any, place: str) -> list[str]:
        items = enumerate(zip(value, wanted, strict=False)) if isinstance(value, list) else ()
        return [e for i, (v, each) in items for e in self.errors(v, each, f"{place}.{i}")]

    def _if(self, value: Any, test: Any, schema: Any, place: str) -> list[str]:
        branch = "else" if self.errors(value, test) else "then"
        return self.errors(value, schema[branch], place)

    def _some(self, value: Any, members: list[Any], place: str, most: float) -> list[str]:
        fitting = sum(not self.errors(value, member) for member in members)
        return [] if 1 <= fitting <= most else [f"{place} fits {fitting} of its members"]

    def _anyOf(self, value: Any, members: list[Any], schema: Any, place: str) -> list[str]:
        return self._some(value, members, place, float("inf"))

    def _oneOf(self, value: Any, members: list[Any], schema: Any, place: str) -> list[str]:
        return self._some(value, members, place, 1)

    def _enum(self, value: Any, names: list[Any], schema: Any, place: str) -> list[str]:
        return [] if value in names else [f"{place} is none of {names[:3]}..."]

    def _const(self, value: Any, wanted: Any, schema: Any, place: str) -> list[str]:
        return [] if value == wanted else [f"{place} is not {wanted}"]

    def _pattern(self, value: Any, pattern: str, schema: Any, place: str) -> list[str]:
        fits = not isinstance(value, str) or re.search(pattern, value)
        return [] if fits else [f"{place} is not of the form {pattern}"]

    def _bound(self, number: Any, fits: bool, place: str) -> list[str]:
        isnt = isinstance(number, int | float) and not isinstance(number, bool) and not fits
        return [f"{place} is out of bounds"] if isnt else []

    def _minimum(self, value: Any, bound: float, schema: Any, place: str) -> list[str]:
        return self._bound(value, isinstance(value, int | float) and value >= bound, place)

    def _maximum(self, value: Any, bound: float, schema: Any, place: str) -> list[str]:
        return self._bound(value, isinstance(value, int | float) and value <= bound, place)

    def _exclusiveMinimum(self, value: Any, bound: float, schema: Any, place: str) -> list[str]:
        return self._bound(value, isinstance(value, int | float) and value > bound, place)

    def _exclusiveMaximum(self, value: Any, bound: float, schema: Any, place: str) -> list[str]:
        return self._bound(value, isinstance(value, int | float) and value < bound, place)

    def _multipleOf(self, value: Any, step: float, schema: Any, place: str) -> list[str]:
        return self._bound(value, isinstance(value, int | float) and value % step == 0, place)

    def _minItems(self, value: Any, count: int, schema: Any, place: str) -> list[str]:
        return [f"{place} is too short"] if isinstance(value, list) and len(value) < count else []

    def _maxItems(self, value: Any, count: int, schema: Any, place: str) -> list[str]:
        return [f"{place} is too long"] if isinstance(value, list) and len(value) > count else []

    def _maxProperties(self, value: Any, count: int, schema: Any, place: str) -> list[str]:
        return [f"{place} is too large"] if isinstance(value, dict) and len(value) > count else []
