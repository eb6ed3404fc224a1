import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evomario.errors import UserError
from evomario.search.neat import genome_bytes, genome_state, load_genome
from tests.search.neat.toys import KINDS, algorithm, digest, xor

GROWN = algorithm(4, **KINDS["lively"])
digest(GROWN, 6)
GENOMES = GROWN.ask()


@settings(max_examples=30)
@given(st.sampled_from(GENOMES))
def test_a_genome_goes_through_json_exactly(genome: Any) -> None:
    again = load_genome(json.loads(json.dumps(genome_state(genome))), GROWN.config)
    assert genome_bytes(again) == genome_bytes(genome)
    assert list(again.nodes) == list(genome.nodes)
    assert list(again.connections) == list(genome.connections)
    assert xor(GROWN, again) == xor(GROWN, genome)


def changed(**parts: Any) -> dict[str, Any]:
    return {**genome_state(GENOMES[0]), **parts}


NODE = genome_state(GENOMES[0])["nodes"][0]
LINK = genome_state(GENOMES[0])["connections"][0]
DEEP: Any = []
for _ in range(100_000):
    DEEP = [DEEP]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "not a genome"),
        ([], "not a genome"),
        ({}, "key: Field required"),
        (changed(more=1), "more: Extra inputs"),
        (changed(key="1"), "key: Input should be a valid integer"),
        (changed(key=2**70), "key: "),
        (changed(nodes=[]), "there is no node 0, which is an output"),
        (changed(nodes=[NODE, NODE]), "a node is there twice"),
        (changed(connections=[LINK, LINK]), "a connection is there twice"),
        (changed(connections=[[-9, 0, 1, 0.5, True]]), "from -9 to 0, which are not both there"),
        (changed(connections=[[-1, 77, 1, 0.5, True]]), "from -1 to 77"),
        (changed(connections=[[-1, 0, 1, float("nan"), True]]), "finite number"),
        (changed(connections=[[-1, 0, 1, 0.5]]), "connections.0.4"),
        (changed(nodes=[[*NODE[:4], "sine", "sum"]]), "nodes.0.4"),
        (changed(nodes=DEEP), "not a genome"),
        (changed(nodes=object()), "not plain JSON"),
    ],
)
def test_what_is_no_genome_is_refused_in_one_line(content: Any, message: str) -> None:
    with pytest.raises(UserError) as caught:
        load_genome(content, GROWN.config, "champion.json")
    assert str(caught.value).startswith("champion.json: ") and message in str(caught.value)
    assert "\n" not in str(caught.value)
