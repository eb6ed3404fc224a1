"""Stop rules: the budgets, stagnation, and how a run asks them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evomario.config import ConfigError
from evomario.errors import UserError
from evomario.registry import choose, register
from evomario.runs import Progress, RunFolder, StopRule, evolve, load_config
from evomario.runs.parts import Part
from evomario.runs.stops import BUDGETS, Rules, Stagnation
from evomario.runs.traps import traps
from evomario.search import GA
from tests.plugins.registered import unchanged

SMALL = ("task.limits.moves=60", "evaluation.memory=16", "algorithm.population=4")


@pytest.fixture(autouse=True)
def _unchanged(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with unchanged(monkeypatch):
        yield


def progress(generation: int = 1, best: float = 0.0, **more: Any) -> Progress:
    none = np.zeros(0)
    return Progress(generation, 10, 100, 50, 7.0, best, 0.0, 1.0, none, False)._replace(**more)


def rule(name: str, **parameters: Any) -> Part:
    return Part("stop", choose("stop", name, **parameters))


def test_a_budget_is_spent_and_has_a_share() -> None:
    rules = Rules([rule("generations", most=4), rule("evaluations", most=40)])
    assert rules.share(None) == 0.0
    assert rules.share(progress(1)) == 0.25 and rules.share(progress(3)) == 0.75
    for generation, reason in ((3, ""), (4, "generations spent"), (5, "generations spent")):
        rules.look(progress(generation))
        assert rules.reason == reason
    assert rules.share(progress(9)) == 1.0


def test_time_ends_a_run_and_steers_nothing() -> None:
    rules = Rules([rule("seconds", most=7)])
    rules.look(progress())
    assert rules.reason == "seconds spent" and rules.share(progress()) == 0.0

    @register("stop", "by_time")
    class ByTime(StopRule):
        def over(self, progress: Progress) -> str:
            return ""

        def share(self, progress: Progress) -> float:
            return progress.seconds + progress.frames_emulated

    assert Rules([rule("by_time")]).share(progress()) == 0.0


def reasons(one: Stagnation, told: list[Progress]) -> list[bool]:
    return [bool(one.over(each)) for each in told]


def test_stagnation_counts_from_the_last_improvement() -> None:
    best = [1, 2, 2, 2.05, 3, 3, 3]
    told = [progress(i + 1, value) for i, value in enumerate(best)]
    assert reasons(Stagnation(generations=2), told) == [0, 0, 0, 0, 0, 0, 1]
    assert reasons(Stagnation(generations=2, min_delta=0.1), told) == [0, 0, 0, 1, 0, 0, 1]
    assert Stagnation(generations=1).over(told[0]) == ""


def test_less_violation_and_more_hypervolume_are_improvements() -> None:
    told = [progress(1, 9.0, violation=0.5), progress(2, 1.0, violation=0.2), progress(3, 9.0)]
    assert reasons(Stagnation(generations=1), told) == [0, 0, 0]
    told = [progress(i + 1, 0.0, hypervolume=float(i)) for i in range(3)]
    assert reasons(Stagnation(generations=1), told) == [0, 0, 0]
    told = [progress(i + 1, float(i), hypervolume=1.0) for i in range(3)]
    assert reasons(Stagnation(generations=1), told) == [0, 1, 1]


def test_a_state_goes_on() -> None:
    one, other = Stagnation(generations=2), Stagnation(generations=2)
    one.over(progress(1, -np.inf))
    one.over(progress(2, 1.0))
    other.load(one.state())
    assert other.over(progress(3, 1.0)) == "" and other.over(progress(4, 1.0))


@pytest.mark.parametrize("name", BUDGETS)
def test_a_key_and_the_rule_of_its_name_end_a_run_alike(name: str, tmp_path: Path) -> None:
    most = {"generations": 3, "evaluations": 9, "frames": 500, "seconds": 1e-9}[name]
    found = []
    for i, stop in enumerate(
        (f"{{{name}: {most}}}", f"{{rules: [{{type: {name}, most: {most}}}]}}")
    ):
        config = load_config("ga/1-1", [*SMALL, f"stop={stop}"])
        result = evolve(config, RunFolder.create("x", 0, tmp_path / str(i)), threads=1)
        assert result.stopped_by == f"{name} spent"
        found.append(result.progress.generation)
    assert found[0] == found[1] > 0


def test_rules_share_the_budget_with_the_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[float] = []
    monkeypatch.setattr(GA, "spent", property(lambda self: 0.0, lambda self, v: told.append(v)),
                        raising=False)  # fmt: skip
    stop = "stop={generations: 100, seconds: 1000, rules: [{type: generations, most: 4}]}"
    evolve(load_config("ga/1-1", [*SMALL, stop]), RunFolder.create("x", 0, tmp_path / "r"))
    assert told[-4:] == [0.0, 0.25, 0.5, 0.75]


@pytest.mark.parametrize(
    ("stop", "told"),
    [
        ("{rules: [{type: stagnatio, generations: 3}]}", "did you mean 'stagnation'?"),
        ("{rules: [{type: stagnation}]}", "the key 'stop.rules.0.generations' is missing"),
        ("{rules: [{type: stagnation, generations: x}]}", "expected a whole number"),
        ("{rules: [{type: stagnation, generations: 0}]}", "expected at least 1"),
        ("{rules: [{type: seconds, most: 0}]}", "expected more than 0"),
        ("{rules: {type: stagnation}}", "stop.rules is a mapping; expected a list"),
        ("{rules: []}", "never ends: expected generations, evaluations, frames, seconds or rules"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_place(stop: str, told: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config("ga/1-1", [f"stop={stop}"])
    assert told in str(caught.value) and str(caught.value).startswith("--set stop")


def test_a_budget_of_days_is_told_also_of_rules() -> None:
    long = "{type: generations, most: 1000000000}"
    (trap,) = traps(load_config("ga/1-1", [f"stop={{rules: [{long}]}}"]))
    assert "a budget that may last" in trap
    more = "{type: stagnation, generations: 9}"
    assert traps(load_config("ga/1-1", [f"stop={{rules: [{long}, {more}]}}"])) == []


def test_a_rule_that_fails_or_answers_nonsense_is_one_line() -> None:
    @register("stop", "odd")
    class Odd(StopRule):
        def over(self, progress: Progress) -> Any:
            return 1 // 0 if progress.generation > 1 else True

        def share(self, progress: Progress) -> Any:
            return "half"

    with pytest.raises(UserError, match=r"^stop 'odd': over returned 'True'; expected a reason"):
        rule("odd").ask("over", progress(1))
    with pytest.raises(UserError, match=r"^stop 'odd' failed in over: ZeroDivisionError: .*, at "):
        rule("odd").ask("over", progress(2))
    with pytest.raises(UserError, match="share returned 'half'; expected a number"):
        Rules([rule("odd")]).share(progress())


def test_what_is_no_rule_cannot_be_registered() -> None:
    with pytest.raises(ValueError, match="expected a StopRule with its own `over`"):
        register("stop", "lazy")(type("Lazy", (StopRule,), {}))
