from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from evomario.report import style
from evomario.report.species import colour_species, plot_sizes, plot_species, stack_species

#: Of each generation, the sizes of its species by number; those that end with it.
TOLD = (({1: 6, 2: 4}, ()), ({1: 5, 2: 2, 4: 3}, (2,)), ({1: 7, 4: 3}, ()), ({4: 9, 7: 1}, (4, 7)))


def species() -> np.ndarray:
    rows = [
        (generation, key, size, key in ends)
        for generation, (sizes, ends) in enumerate(TOLD, 1)
        for key, size in sizes.items()
    ]
    kinds = [("generation", "i8"), ("key", "i8"), ("size", "i8"), ("dies", "?")]
    return np.array(rows, kinds)


def generations(count: int = 4) -> np.ndarray:
    made = np.zeros(count, [("generation", "i8"), ("evaluations", "i8")])
    made["generation"] = np.arange(1, count + 1)
    made["evaluations"] = 10 * made["generation"]
    return made


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Figure]:
    """The figures, as they are saved."""
    figures: list[Figure] = []
    save = style._save

    def spy(figure: Figure, path: Path) -> None:
        figures.append(figure)
        save(figure, path)

    monkeypatch.setattr(style, "_save", spy)
    return figures


def test_species_are_stacked_by_age() -> None:
    when, keys, sizes = stack_species(species())
    assert when.tolist() == [1, 2, 3, 4] and keys.tolist() == [1, 2, 4, 7]
    assert sizes.tolist() == [[6, 5, 7, 0], [4, 2, 0, 0], [0, 3, 3, 9], [0, 0, 0, 1]]


def test_species_on_one_another_have_colours_of_their_own() -> None:
    assert colour_species(stack_species(species())[2], 3) == [0, 1, 2, 0]
    rng = np.random.default_rng(0)
    sizes = (rng.random((60, 40)) < 0.3).astype(np.int64)
    chosen = colour_species(sizes, len(style.MANY))
    assert set(chosen) == set(range(len(style.MANY)))
    for column in sizes.T:
        there = [chosen[i] for i in np.flatnonzero(column)]
        assert all(a != b for a, b in pairwise(there))


def test_areas_are_as_high_as_species_are_large(tmp_path: Path, drawn: list[Figure]) -> None:
    made = plot_species(generations(), species(), "a title", tmp_path / "species")
    assert [path.name for path in made] == ["species.png", "species.svg"]
    assert all(path.stat().st_size for path in made)
    upper, lower = drawn[0].axes
    areas = [each for each in upper.collections if isinstance(each, PolyCollection)]
    assert [to_hex(area.get_facecolor()[0]) for area in areas] == list(style.MANY[:4])
    lower_edge, upper_edge = _edges(areas[2])
    assert {x: upper_edge[x] - lower_edge[x] for x in upper_edge} == {
        0: 0, 10: 0, 20: 3, 30: 3, 40: 9
    }  # fmt: skip
    assert upper_edge[20] == 10 and upper.get_ylim() == (0, 10)
    words = [text.get_text() for text in upper.texts]
    assert {"1", "4"} < set(words) and "7" not in words
    assert words[-1] == "4 species, at most 3 at a time, 2 at the end"
    bars = [[bar.get_height() for bar in container] for container in lower.containers]
    assert bars == [[0, 1, 0, 1], [0, -1, 0, -2]]


def _edges(area: PolyCollection) -> tuple[dict[float, float], dict[float, float]]:
    """The lower and upper edge of an area: heights by x."""
    points = area.get_paths()[0].vertices
    low: dict[float, float] = {}
    high: dict[float, float] = {}
    for x, y in points.tolist():
        low[x], high[x] = min(y, low.get(x, y)), max(y, high.get(x, y))
    return low, high


def test_a_single_generation_of_species_can_be_seen(tmp_path: Path, drawn: list[Figure]) -> None:
    plot_species(generations(), species()[:2], "title", tmp_path / "species")
    area = drawn[0].axes[0].collections[0]
    assert np.ptp(area.get_paths()[0].vertices[:, 0]) == 10


def test_sizes_have_their_mean_and_that_of_the_best(tmp_path: Path, drawn: list[Figure]) -> None:
    kinds = [("generation", "i8"), ("mean", "f8"), ("best", "i8")]
    sizes = {
        "nodes": np.array([(1, 7.0, 7), (2, 7.5, 9)], kinds),
        "connections": np.array([(1, 88.5, 90), (2, 80.0, 70)], kinds),
    }
    made = plot_sizes(generations(), sizes, "title", tmp_path / "network_size")
    assert all(path.stat().st_size for path in made)
    upper, lower = drawn[0].axes
    assert (upper.get_ylabel(), lower.get_ylabel()) == ("nodes", "connections")
    assert [list(line.get_ydata()) for line in lower.lines] == [[88.5, 80], [90, 70]]
    assert list(upper.lines[0].get_xdata()) == [10, 20]
    named = [text.get_text() for text in drawn[0].legends[0].get_texts()]
    assert named == ["mean", "best of the generation"]
