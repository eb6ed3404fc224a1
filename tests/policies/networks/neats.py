"""Genomes as neat-python makes them, and the networks that it makes of them."""

import math
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import neat
from neat.innovation import InnovationTracker

FLOATS = """
{name}_init_mean = 0
{name}_init_stdev = {stdev}
{name}_max_value = {most}
{name}_min_value = -{most}
{name}_mutate_power = {stdev}
{name}_mutate_rate = 0.7
{name}_replace_rate = 0.1
"""
CHOICE = """
{name}_default = {default}
{name}_mutate_rate = 0.3
{name}_options = {options}
"""
TEXT = """
[NEAT]
fitness_criterion = max
fitness_threshold = 1
pop_size = 10
reset_on_extinction = False
no_fitness_termination = True
[DefaultGenome]
num_inputs = {inputs}
num_outputs = {outputs}
num_hidden = {hidden}
feed_forward = {feed_forward}
initial_connection = {initial}
compatibility_disjoint_coefficient = 1.0
compatibility_weight_coefficient = 0.5
conn_add_prob = 0.8
conn_delete_prob = 0.3
node_add_prob = 0.5
node_delete_prob = 0.1
enabled_default = True
enabled_mutate_rate = 0.05
{genes}
[DefaultSpeciesSet]
compatibility_threshold = 3.0
[DefaultStagnation]
species_fitness_func = max
max_stagnation = 20
species_elitism = 2
[DefaultReproduction]
elitism = 2
survival_threshold = 0.2
min_species_size = 2
"""


@cache
def config(
    feed_forward: bool = True, activations: Sequence[str] = ("tanh",),
    aggregations: Sequence[str] = ("sum",), *, inputs: int = 4, outputs: int = 3, hidden: int = 0,
    initial: str = "partial_direct 0.5", stdev: float = 1.0, most: float = 30.0,
) -> neat.Config:  # fmt: skip
    genes = "".join(
        FLOATS.format(name=name, stdev=stdev, most=most) for name in ("bias", "response", "weight")
    )
    for name, options in (("activation", activations), ("aggregation", aggregations)):
        genes += CHOICE.format(name=name, default="random", options=" ".join(options))
    text = TEXT.format(inputs=inputs, outputs=outputs, hidden=hidden, feed_forward=feed_forward,
                       initial=initial, genes=genes)  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "neat.ini")
        path.write_text(text)
        made = neat.Config(neat.DefaultGenome, neat.DefaultReproduction, neat.DefaultSpeciesSet,
                           neat.DefaultStagnation, str(path))  # fmt: skip
    made.genome_config.innovation_tracker = InnovationTracker()
    return made


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    before = random.getstate()
    random.seed(seed)
    try:
        yield
    finally:
        random.setstate(before)


def genome(made: neat.Config, seed: int, mutations: int) -> neat.DefaultGenome:
    """A genome mutated many times."""
    with seeded(seed):
        grown = neat.DefaultGenome(seed)
        grown.configure_new(made.genome_config)
        for _ in range(mutations):
            grown.mutate(made.genome_config)
    return grown


def total(network: Any, aggregations: Any) -> Any:
    """neat-python's network, its functions total, and its sums in order on every Python."""
    replaced = {
        aggregations.get("median"): lambda x: median(aggregations.get("median"), x),
        **({aggregations.get("sum"): add, aggregations.get("mean"): mean}
           if sys.version_info >= (3, 12) else {}),
    }  # fmt: skip
    network.node_evals = [
        (node, endless(activation), replaced.get(aggregation, aggregation), *rest)
        for node, activation, aggregation, *rest in network.node_evals
    ]
    return network


def endless(activation: Any) -> Any:
    """An activation that is infinite where Python's `**` overflows."""

    def activate(z: float) -> float:
        try:
            return activation(z)
        except OverflowError:
            return math.copysign(math.inf, z) if activation(-2.0) < 0 else math.inf

    return activate


def median(own: Any, x: list[float]) -> float:
    return math.nan if any(map(math.isnan, x)) else own(x)


def add(x: list[float]) -> float:
    result = 0.0
    for value in x:
        result += value
    return result


def mean(x: list[float]) -> float:
    return add(x) / len(x) if x else 0.0


def same(ours: Sequence[float], theirs: Sequence[float]) -> bool:
    """Whether values are equal to 1e-12, infinities and nan exactly."""
    return len(ours) == len(theirs) and all(
        a == b or (a != a and b != b) or abs(a - b) <= 1e-12 * max(1.0, abs(b))
        for a, b in zip(map(float, ours), map(float, theirs), strict=True)
    )
