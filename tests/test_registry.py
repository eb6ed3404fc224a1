from typing import Annotated, Any

import pytest
from pydantic import Field

from evomario import registry
from evomario.config import ConfigError, Settings
from evomario.config.reader import compose
from evomario.registry import Chosen, Of, entries, plugins, register


@pytest.fixture(autouse=True)
def _empty(monkeypatch):
    """A registry of its own, with two kinds."""
    monkeypatch.setattr(entries, "_entries", {})
    monkeypatch.setattr(entries, "_kinds", {})
    monkeypatch.setattr(plugins, "_open", False)
    entries.forget()
    registry.define("change", common=Common)
    register("change")(double)
    register("change", "raise")(Raise)
    register("change", types={"amount": int}, about="Elsewhere's.")(untyped)
    register("pick", needs={"paths"})(first)
    register("plan", "plain", settings=PlanSettings)(Plan)
    yield
    entries.forget()


class Common(Chosen):
    chance: Annotated[float, Field(ge=0, le=1)] = 1.0


def double(number: int, *, times: Annotated[int, Field(ge=1, le=9)] = 2, label: str) -> str:
    """Take it several times.

    And more.
    """
    return f"{label}{number * times}"


class Raise:
    """Add to it."""

    def __init__(self, *, by: float = 1.5) -> None:
        self.by = by


def untyped(number, amount):
    """DEAP's way."""
    return number - amount


def first(numbers: list) -> Any:
    return numbers[0]


class PlanSettings(Chosen):
    size: int = 3
    change: Annotated[Chosen, Of("change")]
    more: list[Annotated[Chosen, Of("change")]] | None = None
    pick: Annotated[Chosen, Of("pick")] | None = None


class Plan:
    """All together."""

    def __init__(self, settings: PlanSettings, extra: int) -> None:
        self.settings, self.extra = settings, extra


class Whole(Settings):
    plan: Annotated[Chosen, Of("plan")]


def node(text: str):
    return compose(text, "f.yaml", 0)


def test_a_config_becomes_a_callable_with_its_parameters_bound():
    assert registry.create("change", node("{type: double, label: x}"))(4) == "x8"
    assert registry.create("change", node("{type: double, label: x, times: 3, chance: 0}"))(4) == (
        "x12"
    )
    assert registry.create("change", node("{type: raise, by: 2}")).by == 2.0
    assert registry.create("change", node("{type: untyped, amount: 2}"))(9) == 7
    assert registry.create("pick", node("{type: first}"))([5, 6]) == 5


def test_choices_nest():
    text = "{plan: {type: plain, change: {type: raise}, more: [{type: double, label: a}]}}"
    whole = node(text).validate(registry.resolved(Whole))
    plan = registry.build("plan", whole.plan)(7)
    assert (plan.extra, plan.settings.size, plan.settings.change.by) == (7, 3, 1.5)
    assert registry.build("change", plan.settings.more[0])(1) == "a2"


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        ("change", "{type: duble}", "1:8: unknown change 'duble'; expected one of double, raise, "
         "untyped; did you mean 'double'?"),
        ("change", "{label: x}", "1:1: no change is named here; expected a mapping whose type is "
         "one of double, raise, untyped"),
        ("change", "[double]", "1:1: no change is named here; expected a mapping whose type is "
         "one of double, raise, untyped"),
        ("change", "{type: [double]}", "1:8: no change is named here; expected a mapping whose "
         "type is one of double, raise, untyped"),
        ("change", "{type: double}", "1:1: the key 'label' is missing"),
        ("change", "{type: double, labl: x}", "1:16: unknown key 'labl'; did you mean 'label'?"),
        ("change", "{type: double, label: x, times: 2.5}",
         "1:33: times is 2.5; expected a whole number"),
        ("change", "{type: double, label: x, times: 10}", "1:33: times is 10; expected at most 9"),
        ("change", "{type: raise, chance: 2}", "1:23: chance is 2; expected at most 1"),
        ("change", "{type: untyped, amount: many}",
         "1:25: amount is 'many'; expected a whole number"),
        ("plan", "{type: plain, change: {type: rase}}",
         "1:30: change.type is 'rase'; expected 'double', 'raise', 'untyped'; "
         "did you mean 'raise'?"),
        ("plan", "{type: plain, change: {type: raise}, more: [{type: raise, byy: 3}]}",
         "1:59: unknown key 'byy'; did you mean 'by'?"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_place(kind, text, message):
    with pytest.raises(ConfigError) as caught:
        registry.create(kind, node(text))
    assert str(caught.value) == f"f.yaml:{message}"


def test_what_is_registered_is_told_in_words():
    assert registry.kinds() == ["change", "pick", "plan"]
    assert registry.names("change") == ["double", "raise", "untyped"]
    assert registry.names("nothing") == []
    found = registry.describe("change", "double")
    assert found.about == "Take it several times."
    assert [tuple(parameter) for parameter in found.parameters] == [
        ("times", "whole number, at least 1, at most 9", "2"),
        ("label", "text", ""),
        ("chance", "number, at least 0, at most 1", "1.0"),
    ]
    assert registry.describe("change", "untyped").about == "Elsewhere's."
    assert [tuple(parameter) for parameter in registry.describe("plan", "plain").parameters] == [
        ("size", "whole number", "3"),
        ("change", "change", ""),
        ("more", "list of change", "none"),
        ("pick", "pick", "none"),
    ]
    assert registry.entry("pick", "first").traits == {"needs": {"paths"}}


def test_what_comes_later_is_known_too():
    with pytest.raises(ConfigError):
        node("{plan: {type: plain, change: {type: late}}}").validate(registry.resolved(Whole))
    register("change", "late")(first)
    node("{plan: {type: plain, change: {type: late}}}").validate(registry.resolved(Whole))


def test_mistakes_in_registering_are_told():
    with pytest.raises(ValueError, match="change 'double' is registered already"):
        register("change")(double)
    with pytest.raises(ValueError, match="the parameter 'step' needs a type"):
        register("change", "x")(lambda number, *, step=1: number)
    assert "x" not in registry.names("change")
