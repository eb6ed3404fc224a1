from pathlib import Path
from typing import Any

import numpy as np
import pytest
from evomario_plugins.novelty import sparseness
from hypothesis import given
from hypothesis import strategies as st

from evomario.config import ConfigError
from evomario.registry import Unfit
from evomario.runs import load_config
from tests.plugins.toys import SMALL, goes_on_exactly, judge, made, play

CONFIG = Path(__file__).parents[2] / "configs" / "plugins" / "novelty-1-1.yaml"
PATH = {"type": "path"}
NOWHERE = np.zeros((0, 1))


def novelty(seed: int = 0, **settings: Any) -> Any:
    return made("novelty", seed, **{"measures": ["x", "2*jumps"], **SMALL, **settings})


def test_sparseness_by_hand() -> None:
    places = np.array([[0.0, 0.0], [3.0, 4.0], [0.0, 1.0]])
    archive = np.array([[0.0, -2.0]])
    found = sparseness(places, archive, 2)
    assert found == pytest.approx([(1 + 2) / 2, (5 + 18**0.5) / 2, (1 + 3) / 2])
    assert sparseness(places, archive, 1) == pytest.approx([1, 18**0.5, 1])
    assert sparseness(places, archive, 9)[0] == pytest.approx((5 + 1 + 2) / 3)


def test_who_is_alone_or_nowhere_is_not_novel() -> None:
    assert sparseness(np.array([[7.0]]), NOWHERE, 3).tolist() == [0]
    places = np.array([[0.0], [np.nan], [4.0], [np.inf]])
    assert sparseness(places, NOWHERE, 3).tolist() == [4, 0, 4, 0]


@given(
    st.lists(st.integers(-50, 50), min_size=2, max_size=12), st.integers(1, 6), st.integers(0, 9)
)
def test_sparseness_is_the_mean_of_sorted_distances(xs: list, neighbours: int, shift: int) -> None:
    places = np.array(xs, float)[:, None]
    expected = [
        np.mean(sorted(abs(x - y) for j, y in enumerate(xs) if i != j)[:neighbours])
        for i, x in enumerate(xs)
    ]
    assert sparseness(places, NOWHERE, neighbours) == pytest.approx(expected)
    assert sparseness(places + shift, NOWHERE, neighbours) == pytest.approx(expected)


def test_the_score_is_novelty_alone_fitness_alone_or_between() -> None:
    only, blend, fit = (novelty(1, weight=share, measures=["jumps"]) for share in (1.0, 0.5, 0.0))
    for one in (only, blend, fit):
        play(one, 1)
    scores = [
        np.array([i.fitness.values[0] for i in one._population]) for one in (only, blend, fit)
    ]
    jumps = only._places
    expected = sparseness(jumps, jumps[:0], 15)
    assert np.argmax(scores[0]) == np.argmax(expected)
    assert scores[0] == pytest.approx((expected - expected.min()) / np.ptp(expected))
    values = np.array([i.objectives[0] for i in fit._population])
    assert scores[2] == pytest.approx((values - values.min()) / np.ptp(values))
    assert scores[1] == pytest.approx((scores[0] + scores[2]) / 2)


def test_the_most_novel_of_each_generation_are_archived() -> None:
    one = novelty(archived=3, measures=["x"])
    play(one, 1)
    found = sparseness(one._places, one._places[:0], 15)
    assert sorted(found[np.argsort(-found)[:3]]) == sorted(
        found[[int(np.flatnonzero(one._places[:, 0] == x)[0]) for x in one.archive[:, 0]]]
    )
    play(one, 4)
    assert one.archive.shape == (15, 1)


def test_those_that_survive_are_scored_anew() -> None:
    one = novelty(elitism=5)
    play(one, 6)
    before, archive = one._places, one.archive
    genomes = one.ask()
    judged = judge(genomes)
    one.tell(genomes, judged)
    places = np.concatenate([before, one._measures(judged)])
    found = sparseness(places, archive, 15)
    expected = (found - found.min()) / np.ptp(found)
    at = [int(np.flatnonzero((places == place).all(axis=1))[0]) for place in one._places]
    assert [i.fitness.values[0] for i in one._population] == pytest.approx(expected[at].tolist())


def test_it_finds_more_places_than_fitness_alone() -> None:
    """Novelty spreads over what the measure can be: here from few jumps to many."""
    ranges = []
    for share in (1.0, 0.0):
        one, seen = novelty(3, weight=share, measures=["jumps"]), []
        for _ in range(40):
            play(one, 1)
            seen += one._places[:, 0].tolist()
        ranges.append(max(seen) - min(seen))
    assert ranges[0] > ranges[1]


def test_the_best_is_the_fittest() -> None:
    one, values = novelty(), []
    for _ in range(10):
        genomes = one.ask()
        judged = judge(genomes)
        one.tell(genomes, judged)
        values.append(judged.objectives.max())
    assert one.best.fitness.values[0] == max(values)


def test_measures_that_are_not_finite_are_allowed() -> None:
    one = novelty(measures=["1/(jumps - 9)", "x"])
    play(one, 5)
    assert np.isfinite(one.archive).all()


def test_paths_are_asked_for_where_they_are_compared() -> None:
    assert novelty().needs == frozenset()
    one = novelty(measures=["x", {"type": "path", "points": 4}])
    assert one.needs == {"paths"}
    play(one, 2)
    assert one._places.shape == (20, 9)


@pytest.mark.parametrize("generations", [0, 1, 5])
@pytest.mark.parametrize("settings", [{}, {"measures": [PATH]}, {"weight": 0.5, "elitism": 0}])
def test_a_state_goes_on_exactly(tmp_path: Path, generations: int, settings: dict) -> None:
    one = novelty(5, **settings)
    play(one, generations)
    assert goes_on_exactly(one, novelty(99, **settings), tmp_path)


def test_it_repeats_by_its_seed() -> None:
    assert play(novelty(1), 3) == play(novelty(1), 3) != play(novelty(2), 3)


def test_a_wrong_measure_is_told_at_its_place() -> None:
    with pytest.raises(Unfit) as caught:
        novelty(measures=["x", "jumsp"])
    assert caught.value.path == ("measures", 1)
    wrong = r"algorithm\.measures:1:24: unknown metric 'jumsp': did you mean 'jumps'"
    with pytest.raises(ConfigError, match=wrong):
        load_config(str(CONFIG), ["algorithm.measures=[x, jumsp]"])
    with pytest.raises(ConfigError, match=r"algorithm\.measures"):
        load_config(str(CONFIG), ["algorithm.measures=paths"])


def test_measures_may_be_of_the_user_s_metrics() -> None:
    config = load_config(
        str(CONFIG),
        ["task.metrics={star: {address: 0x79F, reduce: max}}", "algorithm.measures=[star, x]"],
    )
    genomes = config.algorithm().ask()[:2]
    one = config.algorithm()
    found = one._measures(config.task.evaluate(genomes, threads=1))
    assert found.shape == (2, 2) and (found[:, 1] > 40).all()
