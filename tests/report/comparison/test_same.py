"""What may not be compared, and what runs are called."""

from pathlib import Path
from typing import Any

import pytest

from evomario.errors import UserError
from evomario.report.comparison import compare
from tests.report.comparison.made import GA, RANDOM, config, made


def two(path: Path, **other: Any) -> list[str]:
    """A run, and another one with something else."""
    a = made(path / "a", config("a-1-1"))
    plain = config("b-1-1", algorithm=RANDOM, **other)
    return [str(a), str(made(path / "b", plain))]


def test_other_tasks_are_refused_with_keys_and_runs(tmp_path: Path) -> None:
    names = two(tmp_path, task={"limits": {"moves": 90}, "lives": 3})
    with pytest.raises(UserError) as refused:
        compare(names)
    message = str(refused.value)
    a, b = names
    assert f"task.limits.moves: 100 ({a}) or 90 ({b})" in message
    assert f"task.lives: 1 ({a}) or 3 ({b})" in message and "\n" not in message


def test_other_budgets_are_refused(tmp_path: Path) -> None:
    names = two(tmp_path, stop={"generations": 5, "frames": 10_000})
    with pytest.raises(UserError) as refused:
        compare(names)
    a, b = names
    assert f"stop.generations: 10 ({a}) or 5 ({b})" in str(refused.value)
    assert f"stop.frames: none ({a}) or 10000 ({b})" in str(refused.value)


def test_many_runs_are_not_all_named(tmp_path: Path) -> None:
    names = [str(made(tmp_path / f"a{seed}", config("a", seed=seed))) for seed in range(9)]
    names.append(str(made(tmp_path / "b", config("b", task={"lives": 2}))))
    with pytest.raises(UserError, match=r"1 \(\S+a0, .*a4 and 4 more\) or 2 \(\S+b\)"):
        compare(names)


def test_what_is_the_same_but_written_otherwise_is_no_difference(tmp_path: Path) -> None:
    names = two(tmp_path, task={"lives": 1, "noise": {"sticky": 0}}, stop={"target": None})
    assert len(compare(names).sections) == 1


def test_other_levels_are_no_difference(tmp_path: Path) -> None:
    names = two(tmp_path, task={"train": ["1-2"]})
    assert len(compare(names).methods) == 2


def test_nothing_usable_at_all_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"nothing to compare.*missing: no run"):
        compare([str(tmp_path / "missing")])


def labels(path: Path, *plains: dict[str, Any]) -> list[str]:
    names = [str(made(path / f"run{number}", plain)) for number, plain in enumerate(plains)]
    return [method.label for method in compare(names).methods]


def test_names_lose_the_level(tmp_path: Path) -> None:
    many = config("world-1", task={"train": ["1-1", "1-2", "1-3", "1-4"]})
    plains = [
        config("ga-1-1"),
        config("ga-1-2", "1-2"),
        config("1-1-plain"),
        config("a-1-10-b", seed=2),
        config("1-1", seed=3),
        many,
    ]
    assert labels(tmp_path, *plains) == ["ga", "plain", "a-1-10-b", "1-1", "world-1"]


def test_equal_names_give_way_to_types_and_then_to_settings(tmp_path: Path) -> None:
    other = {**GA, "population": 50}
    assert labels(tmp_path / "a", config("x"), config("x", algorithm=RANDOM)) == [
        "ga", "random_search",
    ]  # fmt: skip
    assert labels(tmp_path / "b", config("x"), config("x", algorithm=other)) == [
        "x (population 20)", "x (population 50)",
    ]  # fmt: skip


def test_long_names_stay_apart(tmp_path: Path) -> None:
    first, second = (f"{'x' * 60}{end}" for end in "ab")
    found = labels(tmp_path, config(first), config(second, algorithm=RANDOM))
    assert found == ["ga", "random_search"]
    found = labels(tmp_path / "again", config(first), config(second))
    assert len(set(found)) == 2 and max(map(len, found)) < 50
