from pathlib import Path

import pytest

from evomario.runs import load_config
from evomario.runs.traps import traps

ROOT = Path(__file__).parents[2]
CONFIG = """\
name: x
task:
  train: [1-1]
  limits: {moves: 3000, no_progress: {metric: distance, moves: 120}}
fitness:
  objectives:
    - maximize: distance
algorithm:
  type: ga
  genome: {type: actions, length: 3000}
stop: {generations: 100, target: finished}
"""


def found(tmp_path: Path, *overrides: str, text: str = CONFIG) -> list[str]:
    file = tmp_path / "f.yaml"
    file.write_text(text)
    return traps(load_config(str(file), overrides))


def constraint(tmp_path: Path, require: str, more: str = "", *overrides: str) -> list[str]:
    """The traps of a config with one constraint, which may have more keys."""
    inner = f"require: '{require}'" + (f", {more}" if more else "")
    return found(tmp_path, "fitness.constraints=[{" + inner + "}]", *overrides)


def test_the_base_has_no_traps(tmp_path: Path) -> None:
    assert found(tmp_path) == []


def test_configs_of_the_package_have_no_traps_but_those_of_the_paper() -> None:
    for file in (ROOT / "configs" / "ga").glob("[0-9]*.yaml"):
        assert traps(load_config(str(file))) == [], file


def test_a_trap_has_its_place(tmp_path: Path) -> None:
    text = CONFIG.replace("algorithm:", "  constraints:\n    - require: finished\nalgorithm:")
    assert found(tmp_path, text=text) == [
        f"{tmp_path}/f.yaml:9:16: yes or no, without a grade: dying on the way is as bad as "
        "standing still; add `violation: 1 - progress`"
    ]


@pytest.mark.parametrize(
    "require",
    [
        "moves <= 3000", "deaths <= 1", "coins >= 0", "time_used <= 300", "time_left <= 400",
        "jumps + left_moves <= 6000", "not progress > 1", "finished or moves < 5000",
        "0 <= kills", "abs(reward) <= 45000",
    ],
)  # fmt: skip
def test_what_never_binds(tmp_path: Path, require: str) -> None:
    (line,) = constraint(tmp_path, require)
    assert "it never binds" in line


@pytest.mark.parametrize(
    "require",
    [
        "moves <= 2999", "coins >= 1", "time_used <= 100", "kills < 3", "progress > 0.5",
        "distance / max(1, moves) > 1", "finished or coins > 3", "time_left >= 100",
        "distance / coins < 3 if coins > 0 else distance < 9",
    ],
)  # fmt: skip
def test_what_binds_is_no_trap(tmp_path: Path, require: str) -> None:
    assert constraint(tmp_path, require) == []


@pytest.mark.parametrize(
    ("require", "more", "words"),
    [
        ("moves > 3000", "", "can never hold"),
        ("deaths > 1 or coins < 0", "", "can never hold"),
        ("finished", "", "without a grade"),
        ("finished and coins > 2", "", "without a grade"),
        ("finished == 1", "", "without a grade"),
        ("deaths <= 0", "", "it belongs with `lives: 3`"),
        ("coins > 0 and distance/coins < 9", "", "its violation is infinite then"),
        ("coins > 0", "at: every_move", "does not hold at the first move"),
        ("finished", "at: every_move", "does not hold at the first move"),
    ],
)
def test_traps_of_constraints(tmp_path: Path, require: str, more: str, words: str) -> None:
    (line,) = constraint(tmp_path, require, more)
    assert words in line


def test_what_a_violation_or_lives_mend(tmp_path: Path) -> None:
    assert constraint(tmp_path, "finished", "violation: 1 - progress") == []
    assert constraint(tmp_path, "deaths <= 0", "at: end", "task.lives=3") == []
    assert constraint(tmp_path, "deaths <= 2", "at: end", "task.lives=3") == []
    assert "never binds" in constraint(tmp_path, "deaths <= 3", "at: end", "task.lives=3")[0]
    assert constraint(tmp_path, "coins < 5", "at: every_move") == []


@pytest.mark.parametrize(
    ("override", "words"),
    [
        ("fitness.objectives=[{minimize: 3 - 1}]", "this is 2 in every episode"),
        ("fitness.objectives=[{maximize: 'min(coins, 0)'}]", "this is 0 in every episode"),
        ("stop.target=progress > 1", "this can never hold"),
        ("stop.target=coins >= 0", "this always holds: the run ends"),
        ("stop={generations: 1000000}", "no target, and a budget that may last 7 days"),
        ("stop={seconds: 1e6}", "no target, and a budget that may last 12 days"),
        ("task.limits.no_progress.moves=3000", "this never ends an episode"),
        ("task.noise={episodes: 3}", "all episodes of a level are the same one"),
        ("algorithm.genome.length=2000", "a genome lasts 2000 moves at most"),
        ("algorithm.genome={type: macro_actions, length: 50}", "a genome lasts 1500 moves"),
        ("algorithm.genome.length=9000", "of 9000 genes an episode plays 3000"),
        ("fitness.handling={type: epsilon}", "no constraint is judged at the end"),
    ],
)
def test_other_traps(tmp_path: Path, override: str, words: str) -> None:
    (line,) = found(tmp_path, override)
    assert words in line


def test_several_levels(tmp_path: Path) -> None:
    levels, objective = "task.train=[1-1, 1-3]", "fitness.objectives=[{maximize: time_left}]"
    (line,) = found(tmp_path, levels, objective)
    assert "time_left starts at 300 in 1-3 and 400 in 1-1" in line
    assert found(tmp_path, "task.train=[1-1, 1-2]", objective) == []
    # Summed over two levels, what is at most 400 in each can be 700.
    total = "fitness.aggregate={levels: sum}"
    assert found(tmp_path, levels, total, "stop.target=time_left > 600") == []
    assert "never hold" in found(tmp_path, levels, "stop.target=time_left > 600")[0]


def test_the_whole_game_has_no_progress(tmp_path: Path) -> None:
    (line,) = found(tmp_path, "task.train=[game]", "fitness.objectives=[{maximize: progress}]")
    assert "progress is not known" in line
    assert found(tmp_path, "task.train=[game]", "stop.target=deaths < 3") == []


def test_metrics_of_the_users(tmp_path: Path) -> None:
    metric = "task.metrics={star: {address: 0x79F}}"
    for require, trap in (("star <= 255", True), ("star < 255", False)):
        path = "fitness.constraints=[{require: " + require + "}]"
        assert bool(found(tmp_path, metric, path)) is trap
