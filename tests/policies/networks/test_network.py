import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from neat import nn

from evomario.errors import UserError
from evomario.policies.networks import (
    ACTIVATIONS,
    AGGREGATIONS,
    Batch,
    Graph,
    Network,
    Unit,
    count_weights,
)
from evomario.policies.networks.kernel import activate_batch
from tests.policies.networks.neats import config, genome, same, total

SEEDS = st.integers(0, 2**32 - 1)
MUTATIONS = st.integers(0, 60)
BOUNDED = ("sigmoid", "tanh", "sin", "gauss", "clamped", "relu", "hat", "softplus", "abs")


def rows(seed: int, steps: int, inputs: int, wild: bool) -> np.ndarray:
    random = np.random.default_rng(seed)
    values = random.normal(size=(steps, inputs)) * (10.0 ** random.integers(-2, 4))
    if wild:
        odd = random.choice([np.inf, -np.inf, np.nan, 0.0, 1e300, -1e-310], values.shape)
        values = np.where(random.random(values.shape) < 0.1, odd, values)
    return values


def follow(ours: Network, theirs, inputs: np.ndarray) -> None:
    """Both give the same, step by step."""
    for row in inputs:
        assert same(ours.activate(row), theirs.activate(row.tolist()))


@given(SEEDS, MUTATIONS, st.booleans(), st.booleans())
@settings(max_examples=150)
def test_feed_forward_networks_are_those_of_neat_python(seed, mutations, acyclic, wild):
    """Also of genomes with circles, which neat-python leaves at 0."""
    made = config(acyclic, ACTIVATIONS, AGGREGATIONS)
    grown = genome(made, seed, mutations)
    theirs = nn.FeedForwardNetwork.create(grown, made)
    total(theirs, made.genome_config.aggregation_defs)
    follow(Network.feed_forward(grown, made), theirs, rows(seed, 5, 4, wild))


@given(SEEDS, MUTATIONS, st.booleans())
@settings(max_examples=150)
def test_recurrent_networks_are_those_of_neat_python(seed, mutations, wild):
    made = config(False, ACTIVATIONS, AGGREGATIONS, hidden=2, initial="partial_nodirect 0.7")
    grown = genome(made, seed, mutations)
    theirs = nn.RecurrentNetwork.create(grown, made)
    total(theirs, made.genome_config.aggregation_defs)
    ours, inputs = Network.recurrent(grown, made), rows(seed, 12, 4, wild)
    follow(ours, theirs, inputs)
    ours.reset()
    theirs.reset()
    follow(ours, theirs, inputs)


@pytest.mark.parametrize("feed_forward", [True, False])
@given(SEEDS, MUTATIONS)
@settings(max_examples=60)
def test_bounded_networks_equal_an_untouched_neat_python(feed_forward, seed, mutations):
    made = config(feed_forward, BOUNDED, AGGREGATIONS, most=3.0)
    grown = genome(made, seed, mutations)
    kind = nn.FeedForwardNetwork if feed_forward else nn.RecurrentNetwork
    ours = (Network.feed_forward if feed_forward else Network.recurrent)(grown, made)
    for row in np.random.default_rng(seed).normal(size=(5, 4)):
        theirs = kind.create(grown, made).activate(row.tolist())
        assert np.abs(ours.activate(row) - theirs).max() <= 1e-12
        ours.reset()


def test_sizes_that_the_caller_needs():
    made = config(False, ACTIVATIONS, AGGREGATIONS, hidden=2, initial="full_direct")
    grown = genome(made, 1, 0)
    network = Network.recurrent(grown, made)
    assert (network.size_inputs, network.size_outputs) == (4, 3)
    assert network.size_state == 8 * 5
    assert network.size_scratch == 8 * (4 + 5 + 7)  # inputs, nodes, and links into an output
    assert Network.feed_forward(grown, made).size_state == 0


def run(networks: list[Network], inputs: np.ndarray, states: np.ndarray) -> np.ndarray:
    """Let networks take steps in one call, and see that they keep to their memory."""
    batch = Batch.of(networks)
    words = batch.size_scratch // 8
    scratch = np.full(words + 4, 77.0)
    outputs = np.zeros((len(networks), inputs.shape[1], networks[0].size_outputs))
    activate_batch(batch.tables, batch.places, inputs, states, scratch, outputs)
    assert (scratch[words:] == 77).all()
    return outputs


def zoo(count: int) -> list[Network]:
    made = config(False, ACTIVATIONS, ("median", "sum"), hidden=2, initial="full_direct")
    found = []
    for seed in range(count):
        grown, weights = genome(made, seed, 20), np.random.default_rng(seed).normal(size=1000)
        sizes = (4, seed + 1, 3)
        found += [
            Network.recurrent(grown, made),
            Network.feed_forward(grown, made),
            Network.layers(sizes, weights[: count_weights(sizes)]),
        ]
    return found


def test_a_batch_is_each_of_its_networks_alone():
    networks = zoo(20)
    inputs = np.random.default_rng(0).normal(size=(len(networks), 6, 4))
    size = Batch.of(networks).size_state // 8
    together = run(networks, inputs, np.zeros((len(networks), size)))
    for network, steps, outputs in zip(networks, inputs, together, strict=True):
        alone = np.array([network.activate(row) for row in steps])
        assert np.array_equal(alone, outputs, equal_nan=True)
    for i, network in enumerate(networks):
        states = np.full((1, network.size_state // 8 + 3), 77.0)
        states[0, :-3] = 0
        assert np.array_equal(run([network], inputs[i : i + 1], states)[0], together[i], True)
        assert (states[0, -3:] == 77).all()


def test_a_saved_state_goes_on_where_it_was():
    network = zoo(5)[-3]
    inputs = np.random.default_rng(0).normal(size=(1, 10, 4))
    states = np.zeros((1, network.size_state // 8))
    whole = run([network], inputs, states.copy())
    first = run([network], inputs[:, :5], states)
    saved = states.copy()
    run([network], inputs[:, 5:], states)
    assert (states != saved).any()
    assert np.array_equal(run([network], inputs[:, 5:], saved), whole[:, 5:])
    assert np.array_equal(first, whole[:, :5])


def test_values_are_those_of_inputs_and_nodes():
    units = [Unit("identity", "sum", 1.0, 1.0, [(0, 2.0)]), Unit("identity", "sum", 0.0, 1.0, [])]
    for recurrent in (False, True):
        network = Network(Graph(recurrent, 1, [0], units))
        assert network.activate([3.0]) == [7.0]
        assert network.values.tolist() == [3.0, 7.0, 0.0]
    layers = Network.layers([1, 2, 1], [1.0, 2.0, 0.5, 0.0, 1.0, 1.0, 9.0], "identity")
    assert layers.activate([3.0]) == [18.5]
    assert layers.values.tolist() == [3.0, 3.5, 6.0, 18.5]


def test_layers_are_the_graph_of_all_their_links():
    sizes, weights = (5, 19, 3), np.random.default_rng(2).normal(size=count_weights((5, 19, 3)))
    first, second = weights[: 6 * 19].reshape(6, 19), weights[6 * 19 :].reshape(20, 3)
    hidden = [
        Unit("sigmoid", "sum", first[5, j], 1.0, [(i, first[i, j]) for i in range(5)])
        for j in range(19)
    ]
    last = [
        Unit("hat", "sum", second[19, j], 1.0, [(5 + i, second[i, j]) for i in range(19)])
        for j in range(3)
    ]
    graph = Network(Graph(False, 5, [19, 20, 21], hidden + last))
    layers = Network.layers(sizes, weights, "sigmoid", "hat")
    for row in np.random.default_rng(3).normal(size=(20, 5)):
        assert layers.activate(row).tolist() == graph.activate(row).tolist()
        assert np.allclose(
            layers.values[5:24], 1 / (1 + np.exp(-5 * (row @ first[:5] + first[5]))), atol=1e-12
        )


@pytest.mark.parametrize(
    ("sizes", "count", "activation", "message"),
    [
        ([3, 2], 7, "tanh", "7 weights; expected 8 for layers of [3, 2]"),
        ([3], 0, "tanh", "a network has 2 to 32 layers, inputs and outputs included"),
        ([3, 0, 2], 4, "tanh", "a layer has 1 to 100,000 values"),
        ([100_000, 100_000], 4, "tanh", "10,000,100,000 weights; expected at most 10,000,000"),
        ([3, 2], 8, "tan", "unknown activation 'tan': did you mean 'tanh'?"),
    ],
)
def test_layers_that_cannot_be_are_refused(sizes, count, activation, message):
    with pytest.raises(UserError) as error:
        Network.layers(sizes, np.zeros(count), activation)
    assert str(error.value) == message


def test_functions_of_the_users_own_are_refused():
    made = config.__wrapped__(initial="full_direct")
    grown = genome(made, 0, 0)
    grown.nodes[0].activation = "tahn"
    with pytest.raises(UserError, match="unknown activation 'tahn': did you mean 'tanh'"):
        Network.feed_forward(grown, made)
    grown.nodes[0].activation, grown.nodes[0].aggregation = "tanh", "maxab"
    with pytest.raises(UserError, match="unknown aggregation 'maxab': did you mean 'maxabs'"):
        Network.recurrent(grown, made)
    grown.nodes[0].aggregation = "sum"
    made.genome_config.add_activation("tanh", lambda z: z)
    with pytest.raises(UserError, match="'tanh' is a function of the user's own"):
        Network.feed_forward(grown, made)


def test_inputs_must_be_as_many_as_the_network_has():
    with pytest.raises(UserError, match=r"inputs of shape \(3,\); expected 4 numbers"):
        zoo(1)[0].activate([0.0, 0.0, 0.0])
