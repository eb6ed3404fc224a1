"""How many genes mutation changes, counted."""

from typing import Any

import pytest

from tests.search.neat.toys import LIVELY, algorithm, step, xor

_CHANGED = (
    "weight_mutate", "weight_replace", "bias_mutate", "bias_replace", "response_mutate",
    "response_replace", "enabled_mutate", "activation_mutate", "aggregation_mutate",
)  # fmt: skip
_STILL = {f"{name}_rate": 0.0 for name in _CHANGED} | {
    f"{name}_prob": 0.0 for name in ("conn_add", "conn_delete", "node_add", "node_delete")
}
_FULL = {"initial_connection": "full_direct", "num_hidden": 0}


@pytest.mark.parametrize(
    "change, genes",
    [
        ({}, 0),
        ({"weight_mutate_rate": 1.0}, 2),  # two connections
        ({"bias_mutate_rate": 1.0}, 1),  # one node
        ({"weight_mutate_rate": 1.0, "bias_replace_rate": 1.0}, 3),
        ({"node_add_prob": 1.0}, 4),  # a node, two connections, and the one that it splits is off
        ({"conn_delete_prob": 1.0}, 1),
    ],
)
def test_what_mutation_changes_adds_or_takes_away_is_counted(
    change: dict[str, float], genes: int
) -> None:
    of = {"population": 5, "genome": {**_FULL, **_STILL, **change}}
    one = algorithm(**of)
    genome = one.ask()[0]
    genome.mutate(one.config.genome_config)
    assert genome.mutations == genes
    genome.mutate(one.config.genome_config)
    assert (genome.mutations > genes) == bool(genes)


def test_each_generation_is_told_of_and_the_first_and_an_elite_are_as_they_were() -> None:
    one = algorithm(**LIVELY)
    known: set[Any] = set()
    some = 0
    for generation in range(6):
        genomes = one.ask()
        keys = [genome.key for genome in genomes]
        step(one, xor)
        told = one.summary()["mutations"]
        assert [row["place"] for row in told] == list(range(len(genomes)))
        for key, row in zip(keys, told, strict=True):
            if generation == 0 or key in known:
                assert row["genes"] == 0
            some += row["genes"] > 0
        assert generation == 0 or known & {*keys}  # an elite lives on
        known |= {*keys}
    assert some > 50
