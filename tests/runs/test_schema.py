from pathlib import Path
from typing import Any

import pytest

from evomario.config.reader import compose, read
from evomario.mario import LEVELS
from evomario.runs.meanings import MEANINGS
from evomario.runs.schema import DIALECT, config_schema
from tests.cli.mutants import FILES, RICH, ROOT
from tests.runs.jsonschema import Checker

SCHEMA = config_schema()
WHOLE = read(ROOT / "configs" / "ga" / "1-1.yaml").plain()


def errors(plain: Any) -> list[str]:
    """What the schema finds, by our own reading of it and by jsonschema's if that is there."""
    found = Checker(SCHEMA).errors(plain)
    try:
        from jsonschema import Draft202012Validator
    except ImportError:
        return found
    Draft202012Validator.check_schema(SCHEMA)
    assert bool(list(Draft202012Validator(SCHEMA).iter_errors(plain))) is bool(found)
    return found


def changed(path: str, value: Any) -> dict[str, Any]:
    """The config with a value changed."""
    plain = compose(str(WHOLE), "").plain()  # a copy
    place = plain
    *parents, last = path.split(".")
    for key in parents:
        place = place[key]
    place[last] = value
    return plain


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_config_fits(file: Path) -> None:
    plain = read(file).plain()
    if "name" not in plain:  # a base that others extend
        plain["extends"] = "another"
    assert errors(plain) == []


def test_what_extends_need_not_be_whole() -> None:
    assert errors(compose(RICH.format(base="ga/1-1"), "").plain()) == []
    assert errors({"extends": "ga/1-1", "algorithm": {"mate": {"cxpb": 0.5}}}) == []
    assert errors({"extends": "ga/1-1", "algorithm": {"mate": {"cxpb": 1.5}}}) != []
    assert errors({"extends": "ga/1-1", "fitness": {"objectives": [{}]}}) != []
    assert errors({"extends": "ga/1-1", "stop": {"target": 3}}) != []
    assert errors({"algorithm": {"mate": {"cxpb": 0.5}}}) != []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("stopp", 1), ("seed", -1), ("seed", "0"), ("name", "a b"), ("task.train", ["1-9"]),
        ("task.train", []), ("task.actions", "right"), ("task.actions", ["right a"]),
        ("task.limits", {}), ("task.limits.no_progress", {"metric": 3, "moves": 1}),
        ("fitness.objectives", [{"maximize": "x", "minimize": "x"}]),
        ("fitness.handling", {"type": "epsilon", "theta": "x"}),
        ("fitness.handling", {"type": "epsilo"}), ("algorithm.mutate", {"type": "windw"}),
        ("algorithm.mutate", {"type": "mutUniformInt"}), ("algorithm.select", {"type": "window"}),
        ("algorithm.mutate", [{"type": "window", "mutpb": {"schedule": "linear", "from": 2}}]),
        ("stop.seconds", 0), ("evaluation", {"memory": 10**9}),
    ],
)  # fmt: skip
def test_what_is_wrong_does_not_fit(path: str, value: Any) -> None:
    assert errors(changed(path, value)) != []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("task.actions", ["NOOP", "right A B"]), ("fitness.handling", {"type": "epsilon"}),
        ("algorithm.mutate", [{"type": "window"}, {"type": "delete", "most": 3}]),
        ("algorithm.mutate.mutpb", {"schedule": "linear", "from": 1, "to": 0.2}),
        ("task.limits.no_progress", {"metric": "my_own", "moves": 1}),
    ],
)  # fmt: skip
def test_what_is_right_fits(path: str, value: Any) -> None:
    assert errors(changed(path, value)) == []


def test_an_editor_finds_names_defaults_and_words() -> None:
    assert SCHEMA["$schema"] == DIALECT
    definitions = SCHEMA["$defs"]
    task = definitions["TaskSettings"]["properties"]
    assert task["train"]["items"]["enum"] == list(LEVELS)
    assert task["lives"]["default"] == 1
    assert definitions["window"]["properties"]["type"]["description"].startswith("New values")
    rule = definitions["NoProgressSettings"]["properties"]["metric"]
    assert "kills" in rule["anyOf"][0]["enum"]
    ga = definitions["ga"]["properties"]
    assert ga["mutate"]["default"]["type"] == "window"
    assert {each["$ref"] for each in ga["select"]["oneOf"]} >= {"#/$defs/selTournament"}


def test_every_key_of_the_settings_has_its_words() -> None:
    models = {"RunSettings": SCHEMA["$defs"]["config"], **SCHEMA["$defs"]}
    bare = [
        (name, key)
        for name, model in models.items()
        if name.endswith("Settings") and not name.startswith("part.")
        for key, field in model["properties"].items()
        if "description" not in field
    ]
    assert bare == []
    keys = {(name, key) for name, model in models.items() for key in model.get("properties", ())}
    stale = [each for each in MEANINGS if each[0] != "algorithm" and each not in keys]
    assert stale == []
