"""What plays for a genome of a user's own neat-python code: kernels' network, or the user's."""

from collections.abc import Callable
from typing import Any, NamedTuple

import neat

from evomario.errors import UserError
from evomario.policies.networks import Network
from evomario.policies.networks.genomes import known
from evomario.policies.own import Own
from evomario.policies.watching import Actor


class Players(NamedTuple):
    """Makes what plays for a genome.

    Attributes:
        inputs: how many it takes.
        outputs: how many it gives.
        make: `make(genome, config)`, the user's function for it; None: as `network` does.
    """

    inputs: int
    outputs: int
    make: Callable[[Any, Any], Any] | None = None

    def __call__(self, key: Any, genome: Any, config: Any) -> Actor:
        """The player of a genome with an id: a `Network`, or what acts in Python.

        Raises:
            UserError: there is none, or of another size. Exception: the user's own, with a note.
        """
        who, make = f"genome {key}", self.make or network
        if self.make is None:
            self._check_config(config)
        own = Own(lambda: make(genome, config), self.outputs, who)
        if not isinstance(own.network, Network):
            return own
        sizes = own.network.size_inputs, own.network.size_outputs
        if sizes != (self.inputs, self.outputs):
            found = f"{who}: a network of {sizes[0]} inputs and {sizes[1]} outputs"
            raise UserError(f"{found}: expected {self.inputs} and {self.outputs}")
        return own.network

    def _check_config(self, config: Any) -> None:
        """See that a configuration, where it tells of inputs and outputs, has these."""
        keys = getattr(config, "genome_config", None)
        found = [getattr(keys, f"num_{each}", getattr(self, each)) for each in self._fields[:2]]
        if found != [self.inputs, self.outputs]:
            problem = f"the neat.Config has num_inputs = {found[0]} and num_outputs = {found[1]}"
            raise UserError(f"{problem}: expected {self.inputs} and {self.outputs}")


def network(genome: Any, config: Any) -> Any:
    """The network of a genome: itself where it has `activate`; else kernels', or neat-python's.

    neat-python's own are for configurations with functions that kernels do not know.

    Raises:
        UserError: it has no `activate`, and is no `neat.DefaultGenome` of default nodes.
    """
    if callable(getattr(genome, "activate", None)):
        return genome
    keys = config.genome_config
    plain = isinstance(genome, neat.DefaultGenome)
    if not plain or not issubclass(keys.node_gene_type, neat.DefaultNodeGene):
        problem = f"{type(genome).__name__} has no activate(inputs)"
        raise UserError(f"{problem}: expected one, or fitness_function(..., network=...)")
    if known(config):
        return Network.grown(genome, config)
    kind = neat.nn.FeedForwardNetwork if keys.feed_forward else neat.nn.RecurrentNetwork
    return kind.create(genome, config)
