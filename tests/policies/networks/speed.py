"""How long networks take, beside neat-python: `python -m tests.policies.networks.speed`."""

import time
from collections.abc import Callable
from typing import Any

import neat
import numpy as np

from evomario.policies.networks import Batch, Network, count_weights
from evomario.policies.networks.kernel import activate_batch
from tests.policies.networks.neats import config, seeded

STEPS, ROUNDS = 1000, 30


def grown(feed_forward: bool) -> tuple[neat.DefaultGenome, neat.Config]:
    """A genome of 90 inputs, 5 outputs, 10 hidden nodes and about 150 enabled links."""
    made = config(feed_forward, inputs=90, outputs=5, initial="partial_direct 0.31")
    with seeded(0):
        genome = neat.DefaultGenome(0)
        genome.configure_new(made.genome_config)
        for _ in range(10):
            genome.mutate_add_node(made.genome_config)
    return genome, made


def best(work: Callable[[], Any]) -> float:
    """The least time of several, in microseconds a step."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times) / STEPS * 1e6


def kernel(network: Network) -> float:
    """Time of a step in the kernel."""
    batch = Batch.of([network])
    inputs = np.random.default_rng(0).normal(size=(1, STEPS, network.size_inputs))
    outputs = np.empty((1, STEPS, network.size_outputs))
    states, scratch = np.zeros((1, batch.size_state // 8)), np.zeros(batch.size_scratch // 8)
    activate_batch.load()
    return best(
        lambda: activate_batch(batch.tables, batch.places, inputs, states, scratch, outputs)
    )


def python(network: Any, inputs: int) -> float:
    """Time of a step of neat-python's."""
    rows = np.random.default_rng(0).normal(size=(STEPS, inputs)).tolist()
    return best(lambda: [network.activate(row) for row in rows])


def main() -> None:
    """Print a line for each network."""
    for name, feed_forward, own, theirs in (
        ("feed-forward", True, Network.feed_forward, neat.nn.FeedForwardNetwork),
        ("recurrent", False, Network.recurrent, neat.nn.RecurrentNetwork),
    ):
        genome, made = grown(feed_forward)
        links = sum(gene.enabled for gene in genome.connections.values())
        network = own(genome, made)
        ours, other = kernel(network), python(theirs.create(genome, made), 90)
        start = time.perf_counter()
        for _ in range(100):
            own(genome, made).array()
        table = (time.perf_counter() - start) * 1e4
        size = f"{links} links, {len(genome.nodes) - 5} hidden"
        beside = f"neat-python {other:.1f} us, {other / ours:.0f} times; made in {table:.0f} us"
        print(f"{name} 90-5, {size}: {ours:.3f} us, {beside}")
    for sizes in ([170, 32, 6], [960, 32, 7]):
        weights = np.random.default_rng(0).normal(size=count_weights(sizes)) * 0.1
        for activation in ("tanh", "relu"):
            network = Network.layers(sizes, weights, activation)
            print(f"layers {'-'.join(map(str, sizes))} {activation}: {kernel(network):.3f} us")


if __name__ == "__main__":
    main()
