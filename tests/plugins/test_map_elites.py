import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure
from pydantic import ValidationError

from evomario.fitness.handling import ConstrainedDominance
from evomario.mario.metrics import METRICS
from evomario.registry import Unfit
from evomario.report import style
from evomario.report.sections import draw_run
from evomario.runs import RunFolder, evolve, load_config
from evomario.runs.history import summaries
from tests.plugins.toys import SMALL, goes_on_exactly, judge, made, play

CONFIG = Path(__file__).parents[2] / "configs" / "plugins" / "map_elites-1-1.yaml"
X = {"of": "x", "from": 0, "to": 50, "cells": 5}
JUMPS = {"of": "jumps", "from": 0, "to": 50, "cells": 10}

ribs = pytest.mark.skipif(find_spec("ribs") is None, reason="needs ribs")


def elites(seed: int = 0, **settings: Any) -> Any:
    return made("map_elites", seed, **{"measures": [X, JUMPS], "first": 30, **SMALL, **settings})


def test_without_ribs_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ribs.archives", None)
    with pytest.raises(Unfit, match=r"pip install 'evomario\[qd\]'") as caught:
        elites()
    assert caught.value.path == ("type",)


@ribs
def test_cells_by_hand() -> None:
    one = elites(first=4)
    genomes = one.ask()
    judged = judge(genomes)
    for name, values in (("x", [9.9, 10, 99, -3]), ("jumps", [0, 0, 4.9, 5])):
        judged.totals[:, METRICS.index(name)] = values
    one.tell(genomes, judged)
    assert sorted(one.archive.data("index")) == [0, 1, 10, 40]  # x's cell times 10, and jumps'
    assert [*one.elites] == [0, 3, 1, 2]  # cell by cell


@ribs
def test_the_best_of_each_cell_is_kept() -> None:
    one, best, numbers = elites(), {}, {}
    for _ in range(20):
        genomes, before = one.ask(), one._told
        judged = judge(genomes)
        judged.objectives[:] = np.round(judged.objectives / 3)
        one.tell(genomes, judged)
        cells = one.archive.index_of(one._measures(judged)).tolist()
        for i, (cell, value) in enumerate(zip(cells, judged.objectives[:, 0], strict=True)):
            if value > best.get(cell, -np.inf):  # the first of equals stays
                best[cell], numbers[cell] = value, before + i
        found = zip(one.archive.data("index"), one.archive.data("objective"), strict=True)
        assert dict(found) == best
        assert [*one.elites] == [numbers[cell] for cell in sorted(numbers)]
    assert one.best.fitness.values[0] == max(best.values())


@ribs
def test_parents_are_drawn_evenly_from_the_map() -> None:
    still = {"type": "mutUniformInt", "indpb": 0.0}
    one = elites(mutate=still, mate={"type": "cxOnePoint", "cxpb": 0.0}, population=6000)
    play(one, 1)
    genomes = [genome.tobytes() for genome in one.ask()]
    counts = [genomes.count(each.tobytes()) for each in one.elites.values()]
    assert sum(counts) == 6000
    expected = 6000 / len(counts)
    assert np.abs(np.array(counts) - expected).max() < 6 * expected**0.5


@ribs
def test_how_many_are_asked_for() -> None:
    one = elites(first=30, population=7)
    for count in (30, 7, 7):
        assert len(one.ask()) == count
        play(one, 1)


@ribs
def test_what_violates_makes_room_for_what_does_not() -> None:
    one = elites(first=3, measures=[{**X, "cells": 1}])
    genomes = one.ask()
    judged = judge(genomes)
    judged.objectives[:, 0] = [9, 5, 7]
    one.tell(genomes, judged._replace(violations=np.array([[0.5], [0.2], [0.2]])))
    assert [*one.elites] == [1]
    genomes = one.ask()
    judged = judge(genomes)
    judged.objectives[:, 0] = -5
    one.tell(genomes, judged._replace(violations=np.zeros((20, 1))))
    assert [*one.elites] == [3] and one.best.fitness.values[0] == -5


@ribs
def test_while_nobody_has_a_place_it_begins_again() -> None:
    one = elites(measures=[{**X, "of": "1/(x - x)"}])
    play(one, 2)
    assert not one.elites and len(one.ask()) == 30 and one.best is not None


@ribs
@pytest.mark.parametrize("generations", [0, 1, 6])
@pytest.mark.parametrize("settings", [{}, {"mate": {"type": "same_x"}, "measures": [JUMPS] * 3}])
def test_a_state_goes_on_exactly(tmp_path: Path, generations: int, settings: dict) -> None:
    one = elites(5, **settings)
    play(one, generations)
    other = elites(99, **settings)
    play(other, 1)
    assert goes_on_exactly(one, other, tmp_path)


@ribs
def test_it_repeats_by_its_seed() -> None:
    assert play(elites(1), 4) == play(elites(1), 4) != play(elites(2), 4)


@ribs
def test_what_is_wrong_is_told_at_its_place() -> None:
    with pytest.raises(Unfit) as caught:
        elites(measures=[X, {**JUMPS, "of": "jumsp"}])
    assert caught.value.path == ("measures", 1, "of")
    with pytest.raises(Unfit, match="path gives 4 numbers of an episode") as caught:
        elites(measures=[X, {**JUMPS, "of": {"type": "path", "points": 2}}])
    assert caught.value.path == ("measures", 1, "of")
    with pytest.raises(Unfit, match="one objective, and does not order by constrained_dominance"):
        elites(handling=ConstrainedDominance())
    with pytest.raises(ValidationError, match="from must be less than to"):
        elites(measures=[{**X, "to": 0}])
    with pytest.raises(ValidationError, match="more than 1,000,000 cells"):
        elites(measures=[{**X, "cells": 1001}] * 2)


@ribs
@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_map_is_drawn(count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    figures: list[Figure] = []
    monkeypatch.setattr(style, "_save", lambda figure, path: figures.append(figure))
    one = elites(measures=[X, JUMPS, {**X, "of": "jumps - x", "from": -50}][:count])
    one.draw(tmp_path, "empty")
    play(one, 3)
    assert one.draw(tmp_path, "full") == [tmp_path / "map.png", tmp_path / "map.svg"]
    plot = figures[-1].axes[0]
    assert plot.get_xlabel() == "x" and plot.get_ylabel() == ("" if count == 1 else "jumps")
    shown = plot.collections[0].get_array()
    best: dict[int, float] = {}
    for each in one.elites.values():
        x, jumps = ((each.numpy() == value).sum() for value in (1, 2))
        place = min(int(x), 49) // 10 + (5 * (min(int(jumps), 49) // 5) if count > 1 else 0)
        best[place] = max(best.get(place, -99.0), each.objectives[0])
    flat = np.ma.filled(shown, np.nan).reshape(-1)
    assert {i: flat[i] for i in np.flatnonzero(np.isfinite(flat))} == best


@ribs
def test_a_run_s_report_has_the_map(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    changes = ["stop.generations=2", "task.limits.moves=400", "evaluation.memory=16"]
    evolve(load_config(str(CONFIG), changes), folder, threads=1)
    cells = summaries(folder.history)["cells"]["value"]
    assert 3 <= cells[0] <= cells[1] <= 120
    names = [path.name for path in draw_run(folder, "a title")]
    assert names[-2:] == ["map.png", "map.svg"] and "fitness.png" in names
    assert (tmp_path / "map.png").stat().st_size > 5000
