import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from evomario.config import load
from evomario.errors import UserError
from evomario.fitness import Evaluation
from evomario.mario.metrics import METRICS
from evomario.mario.outcome import OUTCOME
from evomario.mario.state import REASONS
from evomario.runs import Champion, RunFolder, evolve, load_config
from evomario.runs.history import (
    BestSoFar,
    Episode,
    History,
    HistorySettings,
    Layout,
    Row,
    champions,
    columns,
    generations,
    individuals,
    measures,
    milestones,
    path_of,
    summaries,
    walks,
)
from evomario.runs.history.paths import pack, unpack

LAYOUT = Layout(
    ("1-1", "1-2"),
    ("maximize coins", "minimize moves"),
    ("finished",),
    ("path", "Path", "kicks"),
    ("jumps/moves", "path[0]", "path[1]"),
)


def evaluated(seed: int = 0, count: int = 3) -> Evaluation:
    """An evaluation as of LAYOUT, of random numbers."""
    random = np.random.default_rng(seed)
    outcomes = np.zeros((count, 2), OUTCOME)
    for name in OUTCOME.names or ():
        outcomes[name] = random.integers(0, 2, (count, 2))
    outcomes["progress"] = [0.5, np.nan]
    paths = [
        [random.integers(0, 65536, (points, 3)).astype(np.uint16) for points in (i, 9)]
        for i in range(count)
    ]
    return Evaluation(
        random.random((count, 2)), random.random((count, 1)) * [[0], [1], [2]][:count],
        random.normal(size=(count, 3)), outcomes, random.random((count, 2, len(METRICS) + 3)),
        random.random((count, len(METRICS) + 3)), paths,
    )  # fmt: skip


def recorded(path: Path, count: int, keep: int = 0, **settings: int) -> list[Evaluation]:
    """Record generations `keep + 1` to `count`; what was recorded."""
    with closing(History(path, LAYOUT, keep, HistorySettings(**settings))) as history:
        made = [evaluated(generation) for generation in range(keep + 1, count + 1)]
        for generation, each in enumerate(made, keep + 1):
            history.record(Row.of((generation, 3, 4, 5, 6.5), each, "ab", 7.5), each, None)
    return made


def test_every_champion_better_than_all_before_is_kept(tmp_path: Path) -> None:
    folder = RunFolder.create("test", 0, tmp_path / "run")
    evolve(load_config("ga/1-1", ["stop={generations: 5}"]), folder)
    found = champions(folder.history)
    table = generations(folder.history)
    assert [each.fitness for each in found] == sorted({each.fitness for each in found})
    assert found[-1].fitness == table["best"].max() == table["best_feasible"].max()
    assert found[-1].moves.tolist() == Champion.read(folder.champion).recordings[0].moves.tolist()
    assert found[-1].episodes[0].level == "1-1"


def test_a_run_records_outcomes_and_ways(tmp_path: Path) -> None:
    folder = RunFolder.create("test", 0, tmp_path / "run")
    changes = [
        "stop={generations: 2}", "task.limits.moves=400", "task.train=[1-1, 1-2]",
        "task.metrics={lives: {address: 0x75A}}",
        "fitness={objectives: [{maximize: distance}], constraints: [{require: coins >= 1}]}",
    ]  # fmt: skip
    config = load_config("ga/1-1", changes)
    evolve(config, folder)
    table = individuals(folder.history)
    assert len(table) == 2 * (20 + 19) and set(table["level_name"]) == {"1-1", "1-2"}
    assert set(table["lives"]) == {2}
    names = {"fitness_0": "maximize distance", "violation_0": "coins >= 1", "lives": "lives"}
    assert columns(folder.history) == names
    assert np.array_equal(table["violation"], table["violation_0"])
    for i in range(0, len(table), 2):
        pair = table[i : i + 2]
        assert pair["fitness_0"].tolist() == [pair["distance"].mean()] * 2
        assert pair["violation_0"][0] == (pair["coins"] < 1).sum()
        for row in pair:
            way = path_of(folder.history, row["generation"], row["place"], row["episode"])
            assert way.shape == (row["moves"] // 8, 3)
            assert abs(int(way[-1, 1]) - row["x"]) < 40  # at most 7 moves later
    second = generations(folder.history)[1]
    of_second = individuals(folder.history, 2, ["fitness_0", "violation", "coins"])
    assert of_second.dtype.names == ("fitness_0", "violation", "coins") and len(of_second) == 38
    assert second["feasible"] == (of_second["violation"] == 0).mean()
    assert second["best_distance"] == second["best"] == of_second["fitness_0"].max()
    assert second["mean_coins"] == pytest.approx(of_second["coins"].mean())


def test_what_is_recorded_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "h.sqlite"
    made = recorded(path, 2)
    table = generations(path)
    assert table[["generation", "evaluations", "frames", "frames_emulated"]].tolist() == [
        (1, 3, 4, 5), (2, 3, 4, 5)
    ]  # fmt: skip
    assert table["seconds"].tolist() == [6.5] * 2 and table["digest"].tolist() == ["ab"] * 2
    assert table["hypervolume"].tolist() == [7.5] * 2
    for generation, each in enumerate(made, 1):
        rows = individuals(path, generation).reshape(3, 2)
        for name in OUTCOME.names or ():
            assert np.array_equal(rows[name], each.outcomes[name], equal_nan=True), name
        for i in range(2):
            assert np.array_equal(rows[f"fitness_{i}"][:, 1], each.objectives[:, i])
        assert np.array_equal(rows["violation_0"][:, 0], each.violations[:, 0])
        users = np.stack([rows[name] for name in ("path_", "Path__", "kicks")], axis=-1)
        assert np.array_equal(users, each.metrics[..., len(METRICS) :])
        assert each.paths is not None
        for place, of_one in enumerate(each.paths):
            for episode, way in enumerate(of_one):
                assert np.array_equal(path_of(path, generation, place, episode), way)


def test_walks_are_the_episodes_in_a_level(tmp_path: Path) -> None:
    path = tmp_path / "h.sqlite"
    made = recorded(path, 3)
    found = walks(path, "1-2", [1, 3])
    assert [each[:3] for each in found] == [(g, place, 1) for g in (1, 3) for place in range(3)]
    for each in found:
        outcome = made[each.generation - 1].outcomes[each.place, 1]
        assert (each.x, each.moves) == (outcome["x"], outcome["moves"])
        assert each.reason == REASONS[outcome["reason"]]
        assert np.array_equal(each.path, path_of(path, each.generation, each.place, 1))
    assert walks(path, "8-4", [1]) == [] == walks(path, "1-1", [4])


def test_measures_come_back_to_the_bit(tmp_path: Path) -> None:
    path = tmp_path / "h.sqlite"
    odd = evaluated(1)
    odd.measures[0] = [np.nan, -0.0, 5e-324]
    with closing(History(path, LAYOUT)) as history:
        history.record(Row.of((1, 3, 4, 5, 6.5), odd, "ab"), odd, None)
    (second,) = recorded(path, 2, keep=1)
    found = measures(path)
    assert found.names == LAYOUT.measures and found.values.dtype == np.float64
    assert found.values.tobytes() == odd.measures.tobytes() + second.measures.tobytes()
    assert found.generation.tolist() == [1, 1, 1, 2, 2, 2]
    assert found.place.tolist() == [0, 1, 2, 0, 1, 2]
    assert measures(path, 2).values.tobytes() == second.measures.tobytes()
    assert measures(path, 3).values.shape == (0, 3)
    about = columns(path)
    assert [about[f"measure_{i}"] for i in range(3)] == list(LAYOUT.measures)
    recorded(path, 2, keep=1)
    assert len(measures(path).values) == 6


def test_measures_of_a_run(tmp_path: Path) -> None:
    measured = "fitness.measures=[jumps/moves, {type: path, points: 2}]"
    changes = ["stop={generations: 2}", "task.limits.moves=100", "task.train=[1-1, 1-2]"]
    folder, other = (RunFolder.create("test", 0, tmp_path / name) for name in "ab")
    evolve(load_config("ga/1-1", [*changes, measured, "history.paths=false"]), folder)
    evolve(load_config("ga/1-1", changes), other)
    found, table = measures(folder.history), individuals(folder.history)
    assert found.names == ("jumps/moves", *(f"path[{i}]" for i in range(8)))
    assert found.values.shape == (39, 9) and np.isfinite(found.values).all()
    first = table[table["episode"] == 0]
    assert found.generation.tolist() == first["generation"].tolist()
    assert found.place.tolist() == first["place"].tolist()
    jumps, moves = table["jumps"].reshape(-1, 2), table["moves"].reshape(-1, 2)
    assert found.values[:, 0].tolist() == (jumps.mean(axis=1) / moves.mean(axis=1)).tolist()
    digests = [generations(each.history)["digest"].tolist() for each in (folder, other)]
    assert digests[0] == digests[1]
    nothing = measures(other.history)
    assert nothing.names == () and nothing.values.shape == (0, 0)


def test_a_history_without_measures_is_read_and_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "h.sqlite"
    recorded(path, 2)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("DROP TABLE measures")  # as before there were any
        database.execute("DELETE FROM columns WHERE name LIKE 'measure_%'")
    found = measures(path)
    assert found.names == () and found.values.shape == (0, 0) and len(individuals(path)) == 12
    (third,) = recorded(path, 3, keep=2)
    found = measures(path)
    assert found.generation.tolist() == [3, 3, 3] and found.names == LAYOUT.measures
    assert found.values.tobytes() == third.measures.tobytes()


def test_other_measures_than_expected_are_told(tmp_path: Path) -> None:
    each = evaluated()._replace(measures=np.zeros((3, 2)))
    with (
        closing(History(tmp_path / "h.sqlite", LAYOUT)) as history,
        pytest.raises(UserError, match="2 measures of an individual: expected 3"),
    ):
        history.record(Row.of((1, 3, 4, 5, 6.5), each, "ab"), each, None)


@pytest.mark.parametrize("numbers", [b"", b"123", bytes(16), "text", None])
def test_damaged_measures_are_told(tmp_path: Path, numbers: object) -> None:
    path = tmp_path / "h.sqlite"
    recorded(path, 1)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE measures SET numbers = ? WHERE place = 0", (numbers,))
    with pytest.raises(UserError, match="damaged measures"):
        measures(path)


@pytest.mark.parametrize("points", [0, 1, 2, 500])
def test_paths_are_packed_without_loss(points: int) -> None:
    way = np.random.default_rng(points).integers(0, 65536, (points, 3)).astype(np.uint16)
    assert np.array_equal(unpack(pack(way)), way)
    still = np.ones((5000, 3), np.uint16)
    assert len(pack(still)) < 200


def test_without_paths_none_is_kept(tmp_path: Path) -> None:
    recorded(tmp_path / "h.sqlite", 1, paths=False)
    assert len(individuals(tmp_path / "h.sqlite")) == 6
    with pytest.raises(UserError, match="no path of episode 1 of individual 2 of generation 1"):
        path_of(tmp_path / "h.sqlite", 1, 2, 1)


def test_a_full_history_takes_generations_alone(tmp_path: Path) -> None:
    path = tmp_path / "h.sqlite"
    with pytest.warns(UserWarning, match="reached 0 MB: from generation 1 on") as warned:
        recorded(path, 3, megabytes=0)
    assert len(warned) == 1
    assert len(generations(path)) == 3 and len(individuals(path)) == 0
    recorded(path, 5, keep=2)
    assert np.unique(individuals(path)["generation"]).tolist() == [3, 4, 5]
    with closing(sqlite3.connect(path)) as database:
        notes = database.execute("SELECT * FROM notes").fetchall()
    assert [(g, note.split(":")[0]) for g, note in notes] == [(1, "full"), (3, "room again")]


def test_the_cap_is_on_what_the_file_holds(tmp_path: Path) -> None:
    path = tmp_path / "h.sqlite"
    with (
        pytest.warns(UserWarning, match="reached 1 MB"),
        closing(History(path, LAYOUT, settings=HistorySettings(megabytes=1))) as history,
    ):
        each = evaluated()
        each = each._replace(
            **{
                name: np.repeat(getattr(each, name), 1000, axis=0)
                for name in (
                    "objectives",
                    "violations",
                    "measures",
                    "outcomes",
                    "metrics",
                    "totals",
                )
            },
            paths=None,
        )
        for generation in range(1, 12):
            history.record(Row.of((generation, 3, 4, 5, 6.5), each, "ab"), each, None)
    last = individuals(path, names=["generation"])["generation"].max()
    assert 1 < last < 11 and len(generations(path)) == 11
    assert 1 << 20 <= path.stat().st_size < 2 << 20


def test_going_on_drops_what_came_later(tmp_path: Path) -> None:
    path = tmp_path / "h.sqlite"
    recorded(path, 4)
    whole = individuals(path), generations(path)
    recorded(path, 4, keep=2)
    for before, after in zip(whole, (individuals(path), generations(path)), strict=True):
        for name in before.dtype.names:
            np.testing.assert_array_equal(before[name], after[name])
    recorded(path, 1)
    assert generations(path)["generation"].tolist() == [1]
    assert individuals(path)["generation"].max() == 1


def test_what_was_recorded_is_there_while_the_run_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "h.sqlite"
    with closing(History(path, LAYOUT)) as history:
        each = evaluated()
        history.record(Row.of((1, 3, 4, 5, 6.5), each, "ab"), each, None)
        assert len(generations(path)) == 1
        history.flush()
        alone = tmp_path / "copy.sqlite"
        alone.write_bytes(path.read_bytes())
        assert len(individuals(alone)) == 6
    assert [file.name for file in tmp_path.glob("h.*")] == ["h.sqlite"]  # no log beside it


def test_what_a_killed_run_recorded_is_there(tmp_path: Path) -> None:
    path, left = tmp_path / "h.sqlite", tmp_path / "left.sqlite"
    with closing(History(path, LAYOUT)) as history:
        each = evaluated()
        for generation in (1, 2):
            history.record(Row.of((generation, 3, 4, 5, 6.5), each, "ab"), each, None)
        for end in ("", "-wal"):  # as a killed process leaves them
            Path(f"{left}{end}").write_bytes(Path(f"{path}{end}").read_bytes())
    assert generations(left)["generation"].tolist() == [1, 2]
    recorded(left, 3, keep=1)
    assert individuals(left, names=["generation"])["generation"].max() == 3


def test_going_on_with_other_columns_is_refused(tmp_path: Path) -> None:
    recorded(tmp_path / "h.sqlite", 2)
    for other in (LAYOUT._replace(metrics=()), LAYOUT._replace(measures=("x", "path", "y"))):
        with pytest.raises(UserError, match=r"other levels, .* constraints, metrics or measures"):
            History(tmp_path / "h.sqlite", other, keep=1)


def test_a_champion_keeps_all_its_episodes(tmp_path: Path) -> None:
    path = tmp_path / "h.sqlite"
    episodes = tuple(Episode(f"1-{n}", np.arange(n, dtype=np.uint8)) for n in (1, 2))
    with closing(History(path, LAYOUT)) as history:
        each = evaluated()
        best = BestSoFar(1, 2.5, episodes, 0.25)
        history.record(Row.of((1, 3, 4, 5, 6.5), each, "ab"), each, best)
    (found,) = champions(path)
    assert found[:2] == (1, 2.5) and found.violation == 0.25
    assert [(e.level, e.moves.tolist()) for e in found.episodes] == [("1-1", [0]), ("1-2", [0, 1])]


def best(*at: int) -> list[BestSoFar]:
    episode = Episode("1-1", np.zeros(1, np.uint8))
    return [BestSoFar(generation, float(generation), (episode,)) for generation in at]


@pytest.mark.parametrize(
    ("improved", "shown"),
    [
        ((1,), [(1, 1)]),
        ((1, 2, 8), [(1, 1), (5, 2), (8, 8)]),
        ((1, 30), [(1, 1), (30, 30)]),
        ((1, 4, 17, 25, 90), [(1, 1), (5, 4), (20, 17), (90, 90)]),
    ],
)
def test_milestones_show_each_champion_once(improved: tuple, shown: list) -> None:
    found = [(generation, each.generation) for generation, each in milestones(best(*improved))]
    assert found == shown


def test_no_champion_yet_is_told() -> None:
    with pytest.raises(UserError, match="no champion"):
        milestones([])


@pytest.mark.parametrize("read", [generations, individuals, champions, columns, measures])
def test_what_is_no_history_is_told(tmp_path: Path, read: object) -> None:
    assert callable(read)
    (tmp_path / "a.sqlite").write_text("no database at all, just some text that is long enough")
    sqlite3.connect(tmp_path / "empty.sqlite").close()
    for name in ("a", "missing", "empty"):
        with pytest.raises(UserError, match="not a history"):
            read(tmp_path / f"{name}.sqlite")
    assert not (tmp_path / "missing.sqlite").exists()


@pytest.mark.parametrize("version", [0, 3])
def test_a_history_of_another_format_is_told(tmp_path: Path, version: int) -> None:
    path = tmp_path / "old.sqlite"
    with closing(sqlite3.connect(path)) as database:
        database.executescript(
            "CREATE TABLE generations (a); CREATE TABLE individuals (a); "
            f"PRAGMA user_version = {version}"
        )
    told = f"a history of format {version or 1}, expected 2"
    with pytest.raises(UserError, match=told):
        generations(path)
    with pytest.raises(UserError, match=told):
        History(path, LAYOUT, keep=1)


def test_an_unknown_column_is_told(tmp_path: Path) -> None:
    recorded(tmp_path / "h.sqlite", 1)
    with pytest.raises(UserError, match="did you mean 'coins'"):
        individuals(tmp_path / "h.sqlite", names=["coin"])


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot write the history"):
        History(tmp_path / "none" / "h.sqlite", LAYOUT)
    (tmp_path / "h.sqlite").mkdir()
    with pytest.raises(UserError, match="cannot write the history"):
        History(tmp_path / "h.sqlite", LAYOUT)


def test_settings_are_a_part_of_a_config(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("{paths: false, megabytes: 3}")
    found = load(str(tmp_path / "a.yaml")).validate(HistorySettings)
    assert found == HistorySettings(paths=False, megabytes=3)


def told(path: Path, *each: dict, keep: int = 0) -> None:
    """Record a generation for each of some summaries."""
    with closing(History(path, LAYOUT, keep)) as history:
        for generation, summary in enumerate(each, keep + 1):
            one = evaluated(generation)
            history.record(Row.of((generation, 3, 4, 5, 6.5), one, "ab"), one, None, summary)


def test_what_an_algorithm_tells_comes_back_as_arrays(tmp_path: Path) -> None:
    path = tmp_path / "h.sqlite"
    first = {"species": [{"key": 1, "best": 0.1, "dies": False}], "sizes": {"mean": 2.5, "best": 3}}
    second = {
        "species": [{"key": 1, "best": None, "dies": True}, {"key": 4, "best": 1, "dies": False}],
        "sizes": {"mean": 3.5, "best": 4}, "sigma": float("inf"),
    }  # fmt: skip
    told(path, first, {}, second)
    found = summaries(path)
    assert list(found) == ["species", "sizes", "sigma"]
    species = found["species"]
    assert species.dtype.names == ("generation", "key", "best", "dies")
    assert species["generation"].tolist() == [1, 3, 3] and species["key"].tolist() == [1, 1, 4]
    assert species["dies"].tolist() == [False, True, False]
    np.testing.assert_array_equal(species["best"], [0.1, np.nan, 1])
    assert found["sizes"].tolist() == [(1, 2.5, 3), (3, 3.5, 4)]
    assert found["sigma"].tolist() == [(3, float("inf"))]
    told(path, first, keep=1)
    assert summaries(path)["species"].tolist() == [(1, 1, 0.1, False), (2, 1, 0.1, False)]


def test_a_history_without_summaries_is_read_and_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "h.sqlite"
    recorded(path, 2)
    assert summaries(path) == {}
    with closing(sqlite3.connect(path)) as database:
        database.execute("DROP TABLE summaries")  # as before there were any
    assert summaries(path) == {} and len(generations(path)) == 2
    told(path, {"sigma": 1.5}, keep=2)
    assert summaries(path)["sigma"].tolist() == [(3, 1.5)]


@pytest.mark.parametrize("text", ["[1]", "{", None])
def test_a_damaged_summary_is_told(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "h.sqlite"
    told(path, {"sigma": 1})
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE summaries SET summary = ?", (text,))
    with pytest.raises(UserError, match="a damaged summary"):
        summaries(path)


def held(path: Path) -> sqlite3.Connection:
    """A history that somebody is reading."""
    reader = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=0,
                             check_same_thread=False)  # fmt: skip
    reader.execute("SELECT count(*) FROM generations").fetchall()
    return reader


def test_who_looks_at_a_history_does_not_keep_its_run_from_ending(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    history = History(path, LAYOUT)
    history.record(Row.of((1, 3, 1, 1, 0.1), evaluated(), "x"), evaluated(), None)
    reader = held(path)
    timer = threading.Timer(0.3, reader.close)
    timer.start()
    history.close()  # waits for the reader
    timer.join()
    assert generations(path)["digest"].tolist() == ["x"]
    assert [each.name for each in tmp_path.iterdir()] == ["history.sqlite"]


def test_nor_does_who_goes_on_looking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evomario.runs.history.writer._PATIENCE", 0.1)
    path = tmp_path / "history.sqlite"
    history = History(path, LAYOUT)
    history.record(Row.of((1, 3, 1, 1, 0.1), evaluated(), "x"), evaluated(), None)
    with closing(held(path)) as reader:
        history.close()
        assert reader.execute("SELECT digest FROM generations").fetchall() == [("x",)]
    assert generations(path)["digest"].tolist() == ["x"]


def test_a_run_that_goes_on_waits_for_who_looks(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    History(path, LAYOUT).close()
    reader = held(path)
    timer = threading.Timer(0.3, reader.close)
    timer.start()
    History(path, LAYOUT, keep=1).close()
    timer.join()
    assert [each.name for each in tmp_path.iterdir()] == ["history.sqlite"]
