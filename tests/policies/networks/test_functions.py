import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from neat.activations import ActivationFunctionSet
from neat.aggregations import AggregationFunctionSet

from evomario.policies.networks import ACTIVATIONS, AGGREGATIONS, Graph, Network, Unit
from tests.policies.networks.neats import add, endless, mean, median, same

OF_NEAT = ActivationFunctionSet(), AggregationFunctionSet()
EDGES = [0.0, -0.0, 1e-7, 3.4, 12.0, 24.0, 60.0, 1e103, 1e155, 5e-324, 1e-310, math.inf, math.nan]
VALUES = st.floats() | st.floats(-20, 20) | st.sampled_from([*EDGES, *(-edge for edge in EDGES)])


def one(activation: str, aggregation: str, values: list[float]) -> float:
    links = [(i, 1.0) for i in range(len(values))]
    unit = Unit(activation, aggregation, 0.0, 1.0, links)
    return float(Network(Graph(False, len(values), [0], [unit])).activate(values)[0])


def test_the_names_are_those_of_neat_python():
    """A canary: another neat-python may have more, or others."""
    assert tuple(OF_NEAT[0].functions) == ACTIVATIONS
    assert tuple(OF_NEAT[1].functions) == AGGREGATIONS


@pytest.mark.parametrize("name", ACTIVATIONS)
@given(value=VALUES)
@settings(max_examples=60)
def test_activations_are_those_of_neat_python(name, value):
    theirs = endless(OF_NEAT[0].get(name))(value)
    assert same([one(name, "max", [value])], [0.0 + theirs])


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_at_their_edges(name):
    values = [*EDGES, *(-edge for edge in EDGES)]
    theirs = map(endless(OF_NEAT[0].get(name)), values)
    assert same([one(name, "max", [value]) for value in values], [*theirs])


@pytest.mark.parametrize("name", AGGREGATIONS)
@given(values=st.lists(VALUES, max_size=9) | st.lists(st.floats(-1e6, 1e6), max_size=200))
@settings(max_examples=60)
def test_aggregations_are_those_of_neat_python(name, values):
    own = OF_NEAT[1].get(name)
    theirs = {
        "median": lambda x: median(own, x), "sum": add, "mean": mean,
    }.get(name, own)(values)  # fmt: skip
    assert same([one("identity", name, values)], [theirs])


def test_where_python_gives_up_the_kernel_is_infinite():
    for name, power in (("square", 2), ("cube", 3)):
        with pytest.raises(OverflowError):
            OF_NEAT[0].get(name)(-1e200)
        assert one(name, "sum", [-1e200]) == math.inf * (-1) ** power


def test_a_median_with_nan_in_it_is_nan_wherever_it_stands():
    for values in ([math.nan, 1.0, 2.0], [2.0, math.nan, 1.0], [1.0, 3.0, 2.0, math.nan]):
        assert math.isnan(one("identity", "median", values))
