"""Tables of made-up runs, whose figures are worked out by hand."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from evomario.errors import UserError
from evomario.report.comparison import Comparison, Section, compare
from evomario.runs.trials import Trial
from tests.report.comparison.made import GA, RANDOM, config, made

SEEDS = range(4)
#: The generation of the first finish, on 1-1: a generation is 1,000 frames, 20 evaluations, 0.5 s.
FINISHES = (2, 4, None, 6)


def folders(path: Path, levels: Sequence[str] = ("1-1",), **parts: Any) -> list[str]:
    """Runs of two methods, `a` and `b`, with four seeds on each level."""
    names = []
    for level in levels:
        for seed in SEEDS:
            a, b = (path / f"{name}-{level}-{seed}" for name in "ab")
            made(a, config(f"a-{level}", level, seed, **parts), finish=FINISHES[seed],
                 best=100 + seed)  # fmt: skip
            made(b, config(f"b-{level}", level, seed, algorithm=RANDOM, **parts),
                 finish=8 if seed == 1 else None, best=90 + seed)  # fmt: skip
            names += [str(a), str(b)]
    return names


def rows(section: Section, name: str) -> list[dict[str, Any]]:
    """The rows of a table."""
    (table,) = [each for each in section.tables if each.name == name]
    return list(table.rows)


def only(comparison: Comparison) -> Section:
    (section,) = comparison.sections
    return section


def test_finishes_by_hand(tmp_path: Path) -> None:
    section = only(compare(folders(tmp_path)))
    a, b = rows(section, "finished")
    assert (a["level"], a["method"], b["method"]) == ("1-1", "a", "b")
    assert (a["finished"], a["finished_of"], a["finished_share"]) == (3, 4, 0.75)
    # Wilson: (0.75 + 0.4802 -+ 1.96 sqrt(0.1875 / 4 + 0.9604 / 16)) / 1.9604
    assert (a["finished_low"], a["finished_high"]) == pytest.approx((0.3006, 0.9544), abs=1e-4)
    assert b["solved"] == 1


def test_costs_by_hand(tmp_path: Path) -> None:
    a, b = rows(only(compare(folders(tmp_path))), "first_finish")
    assert a["frames_median"] == 4000  # half of the four
    assert a["frames_ert"] == pytest.approx((2000 + 4000 + 10_000 + 6000) / 3)
    assert (a["evaluations_median"], a["seconds_median"]) == (80, 2.0)
    assert b["frames_median"] is None and b["frames_ert"] == 38_000
    assert (a["finished"], b["finished"]) == (3, 1)


def test_no_median_where_fewer_than_half_finish_whatever_the_others_had(tmp_path: Path) -> None:
    # One finishes after 9,000 frames; two others were over after 5,000, of which nobody is left.
    names = [
        str(made(tmp_path / f"a{seed}", config("a-1-1", "1-1", seed), finish=finish, frames=frames))
        for seed, (finish, frames) in enumerate(((9, 1000), (None, 500), (None, 500)))
    ]
    section = only(compare(names))
    (row,) = rows(section, "first_finish")
    assert row["frames_median"] is None and row["frames_ert"] == 19_000


def test_fitness_by_hand(tmp_path: Path) -> None:
    section = only(compare(folders(tmp_path)))
    a, b = rows(section, "best_fitness")
    assert (a["iqm"], a["median"], a["least"], a["most"]) == (101.5, 101.5, 100, 103)
    assert a["low"] < 101.5 < a["high"] and b["iqm"] == 91.5


def test_what_is_minimised_is_shown_as_it_was_meant(tmp_path: Path) -> None:
    less = {"objectives": [{"minimize": "moves"}]}
    names = [
        str(made(tmp_path / f"{name}{seed}", config(name, "1-1", seed, fitness=less, algorithm=how),
                 best=-moves - seed))
        for name, how, moves in (("a", GA, 500), ("b", RANDOM, 900)) for seed in SEEDS
    ]  # fmt: skip
    section = only(compare(names))
    a, b = rows(section, "best_fitness")
    assert (a["iqm"], b["iqm"]) == (501.5, 901.5)
    assert rows(section, "contrasts")[0]["a12"] == 0  # no run of b is better than one of a


def test_contrasts_by_hand(tmp_path: Path) -> None:
    section = only(compare(folders(tmp_path)))
    fitness, finish = rows(section, "contrasts")
    assert (fitness["method"], fitness["against"], fitness["measure"]) == ("b", "a", "best fitness")
    # Four above four: 2 of C(8, 4) = 70 ways. Holm doubles the lesser of two.
    assert fitness["p"] == pytest.approx(2 / 70) and fitness["p_holm"] == pytest.approx(4 / 70)
    assert (fitness["a12"], fitness["size"]) == (0, "large")
    # b finishes after 8,000 frames or never: better than one that never does, half with it.
    assert finish["a12"] == pytest.approx((1 + 3 * 0.5) / 16)
    assert finish["p_holm"] == pytest.approx(max(finish["p"], 4 / 70))


def test_too_few_seeds_are_warned_of(tmp_path: Path) -> None:
    names = folders(tmp_path)
    table = only(compare(names)).tables[-1]
    (note,) = table.notes  # 2 * 2/70 > 0.05, and 2 * 2/252 is not
    assert "2 of these 2 contrasts" in note and "It takes 5 runs" in note
    more = [
        str(made(tmp_path / f"{name}-{seed}", config(f"{name}-1-1", "1-1", seed, algorithm=how)))
        for name, how in (("a", GA), ("b", RANDOM)) for seed in (4, 5)
    ]  # fmt: skip
    assert not only(compare(names + more)).tables[-1].notes


def test_another_method_can_be_the_one_contrasted_with(tmp_path: Path) -> None:
    names = folders(tmp_path)
    section = only(compare(names, "b"))
    assert section.against == "b" and rows(section, "contrasts")[0]["a12"] == 1
    with pytest.raises(UserError, match=r"--against: unknown method 'c': expected one of a, b"):
        compare(names, "c")


def test_levels_have_rows_of_their_own_and_one_together(tmp_path: Path) -> None:
    section = only(compare(folders(tmp_path, ("1-2", "1-1"))))
    found = [(row["level"], row["method"]) for row in rows(section, "finished")]
    assert found == [(level, name) for level in ("1-1", "1-2", "all") for name in "ab"]
    together = rows(section, "finished")[4]
    assert (together["finished"], together["finished_of"]) == (6, 8)
    pooled = rows(section, "contrasts")[2]
    assert (pooled["level"], pooled["runs"], pooled["a12"]) == ("all", 8, 0)


def test_a_level_that_not_all_have_is_not_among_all(tmp_path: Path) -> None:
    names = folders(tmp_path, ("1-1", "1-2", "1-3"))
    section = only(compare([name for name in names if "b-1-3" not in name]))
    together = [row for row in rows(section, "finished") if row["level"] == "all"]
    assert [row["finished_of"] for row in together] == [8, 8]
    assert any("no run are not among all" in note for note in section.notes)


def test_another_fitness_leaves_progress_and_finishes(tmp_path: Path) -> None:
    names = folders(tmp_path)
    coins = {"objectives": [{"maximize": "coins"}]}
    names.append(str(made(tmp_path / "c", config("c-1-1", fitness=coins), best=7)))
    section = only(compare(names))
    assert {table.name for table in section.tables} == {
        "finished", "first_finish", "progress", "distance", "contrasts",
    }  # fmt: skip
    assert any("fitness.objectives" in note for note in section.notes) and not section.fitness
    assert rows(section, "contrasts")[0]["measure"] == "progress"


def test_runs_without_anything_feasible_are_told_of(tmp_path: Path) -> None:
    names = folders(tmp_path)
    names.append(str(made(tmp_path / "c", config("a-1-1", seed=9), best=float("nan"))))
    (table,) = [t for t in only(compare(names)).tables if t.name == "best_fitness"]
    assert (table.rows[0]["runs"], table.rows[0]["known"]) == (5, 4)
    assert any("1 runs without a value" in note for note in table.notes)


NOISE = {"noise": {"sticky": 0.25}}


def tried(path: Path, task: dict[str, Any]) -> list[str]:
    """Runs with noise whose champions finish 40 to 43 of 100 episodes, and 60 to 63."""
    found = []
    for name, how, least in (("a", GA, 40), ("b", RANDOM, 60)):
        for seed in SEEDS:
            trials = (
                Trial("1-1", False, 100, least + seed, 0.9),
                *(Trial(level, True, 100, seed, 0.2) for level in task.get("test", ())),
            )
            plain = config(f"{name}-1-1", "1-1", seed, task=task, algorithm=how)
            found.append(str(made(path / f"n{name}{seed}", plain, finish=2, trials=trials)))
    return found


def test_tracks_share_no_table(tmp_path: Path) -> None:
    names = folders(tmp_path) + tried(tmp_path, {**NOISE, "test": ["2-1"]})
    quiet, noisy, held_out = compare(names).sections
    assert [each.name for each in (quiet, noisy, held_out)] == [
        "deterministic", "noisy", "held_out_noisy",
    ]  # fmt: skip
    assert len({each.about for each in (quiet, noisy, held_out)}) == 3
    assert all(not run.noisy for run in quiet.runs) and all(run.noisy for run in noisy.runs)
    a, b = rows(noisy, "unseen_noise")
    assert (a["iqm"], b["iqm"], a["solved"], b["solved"]) == (0.415, 0.615, 0, 4)
    assert rows(noisy, "contrasts")[0]["measure"] == "unseen noise"
    tested = rows(held_out, "held_out")
    assert [(row["tested"], row["level"], row["iqm"]) for row in tested] == [
        ("2-1", "1-1", 0.015), ("2-1", "1-1", 0.015),
    ]  # fmt: skip
    assert tested[0]["progress"] == pytest.approx(0.2)


def test_levels_held_out_are_told_of_together(tmp_path: Path) -> None:
    names = []
    for seed, ways in enumerate([(0.1, 0.3), (0.2, 0.4), (0.3, 1.0)]):
        test = ["2-1", "2-2"]
        trials = tuple(
            Trial(level, True, 1, int(way == 1), way)
            for level, way in zip(test, ways, strict=True)
        )  # fmt: skip
        plain = config("a-1-1", "1-1", seed, task={"test": test})
        names.append(str(made(tmp_path / f"a{seed}", plain, trials=trials)))
    other = config("a-1-1", "1-1", 3, task={"test": ["3-1", "3-2", "3-3", "3-4"]})
    unknown = tuple(Trial(f"3-{i}", True, 1, 0, None) for i in range(1, 5))
    names.append(str(made(tmp_path / "a3", other, trials=unknown)))
    _, held_out = compare(names).sections
    three, last = rows(held_out, "held_out_together")
    assert (three["tested"], three["level"], three["runs"]) == ("2-1, 2-2", "1-1", 3)
    assert (three["least"], three["median"]) == pytest.approx((0.2, 0.3))
    assert three["most"] == pytest.approx(0.65) and three["finished"] == pytest.approx(1 / 6)
    assert (last["tested"], last["runs"], last["known"]) == ("3-1 to 3-4 (4)", 1, 0)
    assert last["finished"] == 0


def test_levels_held_out_may_differ(tmp_path: Path) -> None:
    names = []
    for seed, test in enumerate((["1-2"], ["1-3"], [])):
        trials = tuple(Trial(level, True, 1, 1, None) for level in test)
        plain = config("a-1-1", "1-1", seed, task={"test": test})
        names.append(str(made(tmp_path / f"a{seed}", plain, trials=trials)))
    quiet, held_out = compare(names).sections
    assert rows(quiet, "finished")[0]["finished_of"] == 3
    assert [row["tested"] for row in rows(held_out, "held_out")] == ["1-2", "1-3"]
    assert all(row["low"] is None and row["progress"] is None for row in rows(held_out, "held_out"))


def test_hypervolume_where_there_are_several_objectives(tmp_path: Path) -> None:
    two = {"objectives": [{"maximize": "coins", "reference": 0},
                          {"minimize": "moves", "reference": 5000}]}  # fmt: skip
    names = [
        str(made(tmp_path / f"{name}{seed}", config(name, "1-1", seed, fitness=two, algorithm=how),
                 hypervolume=volume + seed))
        for name, how, volume in (("a", GA, 10), ("b", RANDOM, 20)) for seed in SEEDS
    ]  # fmt: skip
    section = only(compare(names))
    assert [row["iqm"] for row in rows(section, "hypervolume")] == [11.5, 21.5]
    assert rows(section, "contrasts")[0]["measure"] == "hypervolume"
