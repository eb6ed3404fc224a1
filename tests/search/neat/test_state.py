"""Saving changes nothing, and whoever goes on from a state goes on exactly."""

import hashlib
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evomario.runs.checkpoint import read_checkpoint, write_checkpoint
from evomario.search.neat import Neat, genome_bytes, genome_state
from tests.search.neat.toys import (
    KINDS,
    LIVELY,
    algorithm,
    digest,
    evaluation,
    species_of,
    step,
    xor,
)

#: Of each kind, what twelve generations of genomes come to.
CANARIES = {
    "lively": "2a95953f157ae561",
    "recurrent": "eb50ee76f7a070ba",
    "sparse": "f67b55aee7d1f990",
    "mortal": "9b4b64fb5517a63d",
}


def saved(one: Neat, folder: Path) -> Any:
    """A state as a file keeps it."""
    write_checkpoint(folder, one.generation, one.state())
    return read_checkpoint(folder / f"{one.generation:08d}.zip")


def packed(state: Any) -> str:
    """A state as text: equal if and only if all in it is."""
    return json.dumps(state, default=lambda each: [str(each.dtype), each.tolist()])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("generations", [0, 1, 6])
def test_a_state_goes_on_exactly_through_a_file(
    kind: str, seed: int, generations: int, tmp_path: Path
) -> None:
    one = algorithm(seed, **KINDS[kind])
    digest(one, generations)
    other = algorithm(99, **KINDS[kind])
    digest(other, 2)  # what it did before must not show
    other.load(saved(one, tmp_path))
    assert packed(other.state()) == packed(one.state())
    assert species_of(other._lineage.species) == species_of(one._lineage.species)
    assert digest(other, 5) == digest(one, 5)
    assert packed(other.state()) == packed(one.state())


@settings(max_examples=12)
@given(
    seed=st.integers(0, 2**64),
    moments=st.sets(st.integers(0, 7), max_size=4),
    asked=st.booleans(),
    kind=st.sampled_from(sorted(KINDS)),
)
def test_resumed_at_any_moments_or_only_saved_a_run_is_the_same(
    seed: int, moments: set[int], asked: bool, kind: str
) -> None:
    quiet = digest(algorithm(seed, **KINDS[kind]), 8)
    saving, resumed = algorithm(seed, **KINDS[kind]), algorithm(seed, **KINDS[kind])
    found: list[list[bytes]] = [[], []]
    for generation in range(8):
        if generation in moments:
            if asked:
                saving.ask()
                resumed.ask()
            saving.state()
            state = resumed.state()
            resumed = algorithm(7, **KINDS[kind])
            resumed.load(state)
        found[0] += digest(saving, 1)
        found[1] += digest(resumed, 1)
    assert found == [quiet, quiet]


def test_the_same_seed_repeats_another_differs_and_the_global_random_is_left_alone() -> None:
    random.seed(7)
    before = random.getstate()
    first = digest(algorithm(1, **LIVELY), 4)
    assert random.getstate() == before
    random.seed(8)
    assert digest(algorithm(1, **LIVELY), 4) == first
    assert digest(algorithm(2, **LIVELY), 4) != first


def test_what_is_asked_for_again_is_the_same() -> None:
    one = algorithm(3, **LIVELY)
    assert one.ask() == one.ask()
    step(one)
    assert one.ask() == one.ask()


def test_the_best_stays_the_best_through_a_state_though_it_has_died(tmp_path: Path) -> None:
    one = algorithm(0, **{**LIVELY, "reproduction": {"elitism": 0}})
    genomes = one.ask()
    one.tell(genomes, evaluation([100.0 if genome.key == 5 else 0.0 for genome in genomes]))
    digest(one, 5, lambda one, genome: float(genome.key % 50))
    assert one.best is not None and one.best.genome.key == 5
    assert 5 not in one._lineage.population
    other = algorithm(0, **{**LIVELY, "reproduction": {"elitism": 0}})
    other.load(saved(one, tmp_path))
    assert other.best is not None
    assert genome_bytes(other.best.genome) == genome_bytes(one.best.genome)
    assert other.best.fitness == one.best.fitness


def test_networks_are_the_same_after_a_state() -> None:
    for kind in ("lively", "recurrent"):
        one, other = algorithm(1, **KINDS[kind]), algorithm(2, **KINDS[kind])
        digest(one, 6)
        other.load(one.state())
        assert [xor(one, genome) for genome in one.ask()] == [
            xor(other, genome) for genome in other.ask()
        ]


@pytest.mark.parametrize(("kind", "expected"), CANARIES.items())
def test_a_new_neat_python_would_breed_the_same_genomes(kind: str, expected: str) -> None:
    """A canary: where it fails, runs of before do not repeat, and must be said not to."""
    one = algorithm(2024, **KINDS[kind])
    digest = hashlib.sha256()
    for _ in range(12):
        for genome in step(one, lambda one, genome: float(genome.key % 10)):
            digest.update(json.dumps(rounded(genome_state(genome))).encode())
    assert digest.hexdigest()[:16] == expected


def rounded(value: Any) -> Any:
    """Numbers as every C library and every Python's `sum` gives them."""
    if isinstance(value, dict):
        return {key: rounded(each) for key, each in value.items()}
    if isinstance(value, list):
        return [rounded(each) for each in value]
    return round(value, 6) + 0.0 if isinstance(value, float) else value
