"""What pydantic expected, in plain words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_KINDS = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "string_type": "a text",
    "list_type": "a list",
    "tuple_type": "a list",
    "set_type": "a list",
    "frozen_set_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "dataclass_type": "a mapping",
    "none_required": "nothing",
}
_BOUNDS = {
    "greater_than": "more than {gt:.15g}",
    "greater_than_equal": "at least {ge:.15g}",
    "less_than": "less than {lt:.15g}",
    "less_than_equal": "at most {le:.15g}",
    "multiple_of": "a multiple of {multiple_of:.15g}",
    "too_short": "a list of {min_length} or more",
    "too_long": "a list of {max_length} or fewer",
    "string_too_short": "a text of {min_length} or more characters",
    "string_too_long": "a text of {max_length} or fewer characters",
    "string_pattern_mismatch": "a text of the form {pattern}",
    "literal_error": "{expected}",
    "enum": "{expected}",
    "union_tag_invalid": "{expected_tags}",
}


def expected_for(kind: str, context: Mapping[str, Any]) -> tuple[str | None, list[str]]:
    """Returns what was expected of a value, and the names it could have been.

    Args:
        kind: pydantic's type of the error.
        context: pydantic's context of the error.

    Returns:
        The words, or None where pydantic's own message has to do; and the choices, if the value
        should have been one of a few names.
    """
    if kind in _KINDS:
        return _KINDS[kind], []
    if kind not in _BOUNDS:
        return None, []
    names = context.get("expected", context.get("expected_tags", ""))
    return _BOUNDS[kind].format(**context), re.findall(r"'([^']*)'", names)
