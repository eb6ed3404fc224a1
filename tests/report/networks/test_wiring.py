import numpy as np

from evomario.policies.networks import Network
from evomario.report.networks.wiring import Wiring, wiring
from tests.report.networks.made import graph, unit


def links(wired: Wiring) -> list[tuple[int, int, float]]:
    return list(zip(*(each.tolist() for each in wired[2:5]), strict=True))


def test_only_links_that_lead_on_to_an_output_are_there() -> None:
    """Node 3 leads nowhere; node 4 leads to the output 5, over a link that weighs something."""
    network = graph(
        3, [2], unit((0, 1.0)), unit((1, 2.0), (0, 0.0)), unit((4, -1.5), (2, 0.5), response=2.0)
    )
    wired = wiring(network.form)
    assert links(wired) == [(1, 4, 2.0), (4, 5, -3.0), (2, 5, 1.0)]
    assert wired.depths.tolist() == [0, 0, 0, -1, 1, 2]
    assert wired.hidden.tolist() == [4] and wired.outputs.tolist() == [5]


def test_depth_is_the_longest_way_and_outputs_are_the_deepest() -> None:
    network = graph(
        1,
        [0, 3],
        unit((0, 1.0)),
        unit((0, 1.0)),
        unit((0, 1.0), (2, 1.0)),
        unit((3, 1.0), (0, 1.0)),
    )
    assert wiring(network.form).depths.tolist() == [0, 3, 1, 2, 3]


def test_recurrent_networks_may_go_in_circles() -> None:
    network = graph(
        1, [0], unit((1, 1.0), (3, 1.0)), unit((0, 1.0), (2, 2.0)), unit((2, 1.0)), recurrent=True
    )
    wired = wiring(network.form)
    assert wired.depths.tolist() == [0, 3, 1, 2]
    assert (1, 1, 1.0) in links(wired) and len(links(wired)) == 5


def test_layers_have_the_weights_that_a_step_takes() -> None:
    rng = np.random.default_rng(0)
    weights = rng.normal(size=3 * 4 + 4 + 4 * 2 + 2)
    network = Network.layers([3, 4, 2], weights, "identity", "identity")
    wired = wiring(network.form)
    assert wired.depths.tolist() == [0] * 3 + [1] * 4 + [2] * 2
    inputs = rng.normal(size=3)
    network.activate(inputs)
    values = network.values
    came = np.bincount(wired.targets, wired.weights * values[wired.sources], len(values))
    biases = np.concatenate([np.zeros(3), weights[12:16], weights[24:]])
    np.testing.assert_allclose((came + biases)[3:], values[3:])


def test_the_strongest_into_each_depth() -> None:
    network = graph(2, [1], unit((0, 0.1), (1, -0.2)), unit((2, 5.0), (0, -6.0), (1, 4.0)))
    wired = wiring(network.form)
    assert wired.strongest(9).tolist() == [0, 1, 4, 2, 3]
    assert wired.strongest(1).tolist() == [1, 3]
    assert wired.strongest(1, np.array([3.0, 1, 1, 1, 2])).tolist() == [4, 0]


def test_a_network_without_links_is_wired_too() -> None:
    wired = wiring(graph(2, [0], unit()).form)
    assert links(wired) == [] and wired.strongest(3).tolist() == []
    assert wired.depths.tolist() == [0, 0, 1]
