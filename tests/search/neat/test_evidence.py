"""What genomes that live on are worth: their last evaluation, or the mean of all of them."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evomario.runs.checkpoint import newest_checkpoint, write_checkpoint
from evomario.search.neat import Neat
from tests.search.neat.toys import LIVELY, algorithm, evaluation, weigh


def play(one: Neat, generations: int, constraint: bool = False) -> dict[int, list[float]]:
    """Let it play a noisy game; what each genome was told, and what it was held to be worth."""
    told: dict[int, list[float]] = {}
    for _ in range(generations):
        noise = np.random.default_rng(one.generation)
        genomes = one.ask()
        worth = [weigh(one, genome) + noise.normal(scale=5) for genome in genomes]
        violations = noise.random((len(genomes), 1)) - 0.9 if constraint else None
        one.tell(genomes, evaluation(worth, None if violations is None else violations.clip(0)))
        for genome, value in zip(genomes, worth, strict=True):
            told.setdefault(genome.key, []).append(value)
        one.shown = {genome.key: genome.fitness for genome in genomes}  # type: ignore[attr-defined]
    return told


@pytest.mark.parametrize("survivors", ["last", "mean"])
def test_those_that_live_on_are_worth(survivors: str) -> None:
    one: Any = algorithm(**LIVELY, survivors=survivors)
    told = play(one, 6)
    again = [key for key in one.shown if len(told[key]) > 1]
    assert max(len(told[key]) for key in again) > 2
    for key in one.shown:
        expected = np.mean(told[key]) if survivors == "mean" else told[key][-1]
        assert one.shown[key] == pytest.approx(expected)


def test_the_dead_are_forgotten() -> None:
    one = algorithm(**LIVELY, survivors="mean")
    play(one, 6)
    known = one.state()["evidence"]["keys"]
    assert known and set(known) < set(one._lineage.population)


@pytest.mark.parametrize("constraint", [False, True])
@pytest.mark.parametrize("generations", [0, 1, 4])
def test_a_state_goes_on_exactly(tmp_path: Path, generations: int, constraint: bool) -> None:
    one, other = (algorithm(seed, **LIVELY, survivors="mean") for seed in (0, 9))
    play(one, generations, constraint)
    write_checkpoint(tmp_path, one.generation, one.state())
    state = newest_checkpoint(tmp_path)
    assert state is not None
    other.load(state)
    for each in (one, other):
        play(each, 4, constraint)
    assert one.shown == other.shown  # type: ignore[attr-defined]
    assert one.state()["evidence"]["counts"] == other.state()["evidence"]["counts"]
