"""A JSON Schema of configs (draft 2020-12), for editors that complete and check YAML."""

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue, NoDefault

from evomario import registry
from evomario.config import Settings
from evomario.fitness.metrics import MetricSettings
from evomario.fitness.settings import ObjectiveSettings
from evomario.mario import LEVELS
from evomario.mario.actions import ACTION_SETS, BUTTONS
from evomario.mario.game_metrics import is_the_games
from evomario.mario.metrics import METRICS
from evomario.policies.policy import NETWORK
from evomario.registry import Chosen

from .meanings import MEANINGS
from .settings import RunSettings

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]
_WHOLE, _PART = "#/$defs/", "#/$defs/part."
_EXTENDS: Schema = {
    "type": "string",
    "description": "another config, of this folder or of the package, whose keys this one changes",
}


def config_schema() -> Schema:
    """The schema of a whole config, with all that is registered now.

    A config that extends another need not give every key: for it holds a second set of
    definitions, in which none is required.
    """
    registry.load_installed()
    whole = registry.resolved(RunSettings).model_json_schema(schema_generator=_Generator)
    definitions: Schema = whole.pop("$defs")
    _say_more(whole, definitions)
    whole["properties"] = {"extends": _EXTENDS, **whole["properties"]}
    parts = {f"part.{name}": _part(each) for name, each in definitions.items()}
    return {
        "$schema": DIALECT,
        "title": "A config of evomario",
        "type": "object",
        "if": {"required": ["extends"]},
        "then": {"$ref": f"{_PART}config"},
        "else": {"$ref": f"{_WHOLE}config"},
        "$defs": {"config": whole, **definitions, "part.config": _part(whole), **parts},
    }


class _Generator(GenerateJsonSchema):
    """Pydantic's, with the defaults that a factory makes."""

    def get_default_value(self, schema: Any) -> Any:
        factory = schema.get("default_factory")
        if factory is not None and not schema.get("default_factory_takes_data"):
            return factory()
        return super().get_default_value(schema)

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def default_schema(self, schema: Any) -> JsonSchemaValue:
        found = super().default_schema(schema)
        if found.get("default", NoDefault) is None:
            del found["default"]  # the key is left out then, and need not be offered
        return found


def _say_more(whole: Schema, definitions: Schema) -> None:
    """Add what the models leave to code: names that are known, and descriptions."""
    _levels(definitions["TaskSettings"]["properties"])
    rule = definitions["NoProgressSettings"]["properties"]["metric"]
    rule["anyOf"] = [{"enum": ["fitness", *METRICS]}, {"type": "string"}]
    definitions["FitnessSettings"]["properties"]["handling"] = _handling(definitions)
    definitions["TaskSettings"]["properties"]["metrics"]["additionalProperties"] = {
        "anyOf": _models(definitions, MetricSettings, *_own_metrics())
    }
    objective = definitions[ObjectiveSettings.__name__]
    objective["oneOf"] = [{"required": ["maximize"]}, {"required": ["minimize"]}]
    _need_no_type(definitions)
    for name, each in (("RunSettings", whole), *definitions.items()):
        _describe("algorithm" if name in registry.names("algorithm") else name, each)


def _describe(model: str, definition: Schema) -> None:
    fields = definition.get("properties", {})
    for key, field in fields.items():
        if "description" not in field and (model, key) in MEANINGS:
            field["description"] = MEANINGS[model, key]
    if "const" in fields.get("type", {}) and "description" in definition:
        fields["type"]["description"] = definition["description"]


def _need_no_type(definitions: Schema) -> None:
    """A policy that says no type is networks."""
    for each in definitions.values():
        fields = each.get("properties", {})
        if "outputs" in fields and fields.get("type", {}).get("const") == NETWORK:
            fields["type"]["default"] = NETWORK
            each.pop("required")


def _levels(task: Schema) -> None:
    for key in {"train", "test"} & task.keys():
        task[key]["items"] = {"enum": list(LEVELS)}
    buttons = "|".join(("NOOP", *BUTTONS))
    combination = {"type": "string", "pattern": f"^({buttons})( ({buttons}))*$"}
    task["actions"] = {
        "anyOf": [
            {"enum": list(ACTION_SETS)},
            {"type": "array", "items": combination, "minItems": 1},
        ],
        "default": "right_only",
    }


def _handling(definitions: Schema) -> Schema:
    """One of the ways of handling constraints, which are checked by code."""
    return {
        "oneOf": _models(definitions, *_all("handling")),
        "discriminator": {"propertyName": "type"},
        "description": "how constraints are handled",
    }


def _own_metrics() -> list[type[Chosen]]:
    """The metrics that stand under `task.metrics` by their type: those of plug-ins."""
    entries = (registry.entry("metric", name) for name in registry.names("metric"))
    return [registry.model("metric", one.name) for one in entries if not is_the_games(one)]


def _all(kind: str) -> list[type[Chosen]]:
    return [registry.model(kind, name) for name in registry.names(kind)]


def _models(definitions: Schema, *models: type[Settings]) -> list[Schema]:
    """References to models that are checked by code, once they are among the definitions."""
    for model in models:
        made = model.model_json_schema(schema_generator=_Generator)
        definitions |= made.pop("$defs", {})
        definitions[model.__name__] = made
    return [{"$ref": f"{_WHOLE}{model.__name__}"} for model in models]


def _part(schema: Any) -> Any:
    """A schema of the same, from which anything may be missing; but lists are given whole."""
    if isinstance(schema, list):
        return [_part(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if isinstance(schema.get("$ref"), str):
        return {**schema, "$ref": schema["$ref"].replace(_WHOLE, _PART)}
    kept = {
        key: each if key == "items" else _part(each)
        for key, each in schema.items()
        if key not in _ONLY_WHOLE
    }
    if "oneOf" in schema and "discriminator" in schema:
        # Without a type, several members may fit.
        kept["anyOf"] = _part(schema["oneOf"])
    return kept


_ONLY_WHOLE = ("required", "oneOf", "discriminator", "default")
