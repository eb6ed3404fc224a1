import re
from pathlib import Path

import numpy as np
import pytest

from evomario.evaluation import Limits, play_sequences
from evomario.mario import LEVELS, Game, glossary
from evomario.mario.glossary import MEANINGS, bounds, clock, first_bounds
from evomario.mario.metrics import METRICS, REDUCTIONS, values
from tests.mario.both import FILES, level_of, moves_of, random_moves

DOCS = Path(__file__).parents[2] / "docs" / "fitness.md"


def outside(within: glossary.Bounds, metrics: np.ndarray) -> list[str]:
    """The metrics that leave their bounds in any row."""
    return [
        f"{name}: {column.min()} to {column.max()}"
        for name, column in zip(METRICS, metrics.T, strict=True)
        if not (np.isnan(column).all() or within[name][0] <= column.min())
        or column.max() > within[name][1]
    ]


def test_every_metric_and_reduction_has_its_words() -> None:
    assert tuple(MEANINGS) == METRICS
    assert tuple(glossary.REDUCED) == REDUCTIONS
    documented = re.findall(r"`(\w+)`", DOCS.read_text().split("| metric | |")[1].split("\n\n")[0])
    assert set(documented) >= set(METRICS)


def test_clocks_are_those_that_levels_start_with() -> None:
    some = ["1-1", "1-3", "4-4", "7-4", "8-2", "lost-1-3", "lost-4-4"]
    for level in some:
        game = Game(level)
        game.reset()
        assert 0 <= clock(level) - game.outcome()["time_left"] <= 2, level


@pytest.mark.long
def test_all_clocks() -> None:
    for level in LEVELS:
        game = Game(level)
        game.reset()
        assert 0 <= clock(level) - game.outcome()["time_left"] <= 2, level


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_recording_leaves_the_bounds(file: Path) -> None:
    level = level_of(file)
    moves = np.array(moves_of(file), np.uint8)
    counts = [1, 2, *range(60, len(moves), max(240, len(moves) // 5)), len(moves)]
    played = play_sequences([level], [moves[:count] for count in counts])
    for count, metrics in zip(counts, values(played.states[0], len(METRICS)), strict=True):
        assert outside(bounds([level], 1, count), metrics[None]) == [], count
    first = values(played.states[0, :1], len(METRICS))
    assert outside(first_bounds([level], 3000), first) == []


def test_no_random_play_with_several_lives_leaves_the_bounds() -> None:
    levels = ["1-1", "1-3", "2-1", "4-2", "8-1"]
    moves = [np.frombuffer(bytes(random_moves(seed, 2000)), np.uint8) for seed in range(6)]
    for lives in (1, 3):
        played = play_sequences(levels, moves, limits=Limits(moves=2000), lives=lives)
        metrics = values(played.states, len(METRICS)).reshape(-1, len(METRICS))
        assert outside(bounds(levels, lives, 2000), metrics) == []
    assert metrics[:, METRICS.index("deaths")].max() == 3
