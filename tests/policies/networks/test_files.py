import copy
import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evomario.errors import UserError
from evomario.policies.networks import ACTIVATIONS, AGGREGATIONS, Network, count_weights
from tests.policies.networks.neats import config, genome

SEEDS = st.integers(0, 2**32 - 1)
GRAPH = {
    "type": "feed_forward",
    "inputs": 2,
    "outputs": [1],
    "nodes": [
        {"activation": "tanh", "aggregation": "sum", "bias": 0.5, "response": 1.0,
         "links": [[0, 1.0], [1, -2.0]]},
        {"activation": "relu", "aggregation": "max", "bias": 0, "response": 1.0,
         "links": [[2, 0.1]]},
    ],
}  # fmt: skip
LAYERS = {
    "type": "layers", "sizes": [2, 1], "activation": "tanh", "output_activation": "identity",
    "weights": [0.5, 0.25, 1],
}  # fmt: skip


def again(network: Network) -> Network:
    return Network.from_json(json.loads(json.dumps(network.json())))


@given(SEEDS, st.integers(0, 40), st.booleans())
@settings(max_examples=60)
def test_graphs_come_back_to_the_last_bit(seed, mutations, feed_forward):
    made = config(feed_forward, ACTIVATIONS, AGGREGATIONS, stdev=0.1)
    grown = genome(made, seed, mutations)
    network = (Network.feed_forward if feed_forward else Network.recurrent)(grown, made)
    assert np.array_equal(again(network).array(), network.array())


@given(st.lists(st.floats(), min_size=11, max_size=11))
def test_weights_come_back_to_the_last_bit(weights):
    network = Network.layers([2, 2, 1, 1], np.array(weights)[: count_weights([2, 2, 1, 1])])
    there, back = network.form.weights, again(network).form.weights
    assert np.array_equal(there.view(np.int64)[there == there], back.view(np.int64)[back == back])
    assert np.array_equal(there, back, equal_nan=True)


def changed(content: dict, path: tuple, value: object) -> dict:
    found = whole = copy.deepcopy(content)
    for key in path[:-1]:
        found = found[key]
    found[path[-1]] = value
    return whole


DEEP: list = []
for _ in range(500):
    DEEP = [DEEP]


@pytest.mark.parametrize(
    ("content", "path", "value", "message"),
    [
        (GRAPH, ("type",), "recurent", "unknown network 'recurent': did you mean 'recurrent'?"),
        (GRAPH, ("type",), 3, "not a network; expected a mapping with a `type`"),
        (GRAPH, ("nodes", 0, "activation"), "tan",
         "unknown activation 'tan': did you mean 'tanh'?"),
        (GRAPH, ("nodes", 1, "aggregation"), "_sum",
         "unknown aggregation '_sum': did you mean 'sum'?"),
        (GRAPH, ("nodes", 0, "links", 0, 0), 2,
         "nodes.0.links.0 comes from slot 2; expected one from 0 to 1"),
        (GRAPH, ("nodes", 1, "links", 0, 0), 3,
         "nodes.1.links.0 comes from slot 3; expected one from 0 to 2"),
        (GRAPH, ("nodes", 0, "links", 0, 0), -1, "nodes.0.links.0.0 is -1; expected at least 0"),
        (GRAPH, ("nodes", 0, "links", 0, 0), 2**63,
         "nodes.0.links.0.0 is 9223372036854775808; expected less than 2000000"),
        (GRAPH, ("nodes", 0, "links", 0, 0), True,
         "nodes.0.links.0.0 is true; expected a whole number"),
        (GRAPH, ("nodes", 0, "links", 0), [0], "nodes.0.links.0 has too few items"),
        (GRAPH, ("nodes", 0, "links", 0, 1), "1", "nodes.0.links.0.1 is '1'; expected a number"),
        (GRAPH, ("nodes", 0, "bias"), None, "nodes.0.bias is empty; expected a number"),
        (GRAPH, ("nodes", 0, "extra"), 1,
         "unknown key 'extra'; expected one of activation, aggregation, bias, links, response"),
        (GRAPH, ("outputs", 0), 2, "outputs.0 is 2, of 2 nodes from 0"),
        (GRAPH, ("inputs",), 10**9, "inputs is 1000000000; expected at most 1000000"),
        (GRAPH, ("inputs",), 1.5, "inputs is 1.5; expected a whole number"),
        (GRAPH, ("nodes",), DEEP, "nested too deeply to be a network"),
        (LAYERS, ("sizes",), [2], "a network has 2 to 32 layers, inputs and outputs included"),
        (LAYERS, ("sizes",), [99_999, 99_999],
         "9,999,900,000 weights; expected at most 10,000,000"),
        (LAYERS, ("sizes",), [2, 2], "3 weights; expected 6 for layers of [2, 2]"),
        (LAYERS, ("sizes", 0), 0, "sizes.0 is 0; expected at least 1"),
        (LAYERS, ("weights", 0), [1.0], "weights.0 is a list; expected a number"),
        (LAYERS, ("output_activation",), "lin", "unknown activation 'lin'"),
    ],
)  # fmt: skip
def test_a_strangers_network_is_refused_in_one_line(content, path, value, message):
    with pytest.raises(UserError) as error:
        Network.from_json(changed(content, path, value), "champion.json")
    text = str(error.value)
    assert text.startswith(f"champion.json: {message}") and "\n" not in text


@pytest.mark.parametrize("content", [None, [], "x", 1, {}, [GRAPH]])
def test_what_is_no_network_at_all_is_refused(content):
    with pytest.raises(UserError, match="f: not a network; expected a mapping with a `type`"):
        Network.from_json(content, "f")


PATHS = [
    ("inputs",), ("outputs",), ("outputs", 0), ("nodes",), ("nodes", 0), ("nodes", 1, "links"),
    ("nodes", 0, "links", 1), ("nodes", 0, "links", 1, 0), ("nodes", 1, "links", 0, 1),
    ("nodes", 1, "response"), ("nodes", 1, "activation"), ("type",),
]  # fmt: skip
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3)
    | st.sampled_from([10**400, -(2**63), 2**31, "recurrent", math.inf]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner,
                                                                max_size=2),
    max_leaves=5,
)  # fmt: skip


@given(st.sampled_from(PATHS), JUNK)
@settings(max_examples=200)
def test_a_damaged_network_runs_or_is_refused(path, junk):
    try:
        network = Network.from_json(changed(GRAPH, path, junk))
    except UserError as error:
        assert "\n" not in str(error)
    else:
        assert len(network.activate(np.ones(network.size_inputs))) == network.size_outputs
