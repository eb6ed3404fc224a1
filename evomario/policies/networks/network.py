"""The network that acts: one class, whatever it was made from."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from evomario.errors import UserError

from . import files, genomes, kernel
from .graph import Graph
from .layers import Layers

_HERE = np.zeros(1, np.int64)


class Network:
    """A network, as a description and as the table that kernels evaluate.

    Args:
        form: what it is.

    Attributes:
        form: what it is.
        size_inputs: how many float64s it takes.
        size_outputs: how many float64s it gives.
        size_state: bytes of what it keeps from step to step; 0 if it keeps nothing. All of them 0
            is the state to begin with.
        size_scratch: bytes that a kernel needs while it runs.

    Raises:
        UserError: no kernel can run it.
    """

    def __init__(self, form: Graph | Layers) -> None:
        form.check()
        self.form = form
        self._table = form.array()
        fields = (kernel.INPUTS, kernel.OUTPUTS, kernel.STATE, kernel.SCRATCH)
        self.size_inputs, self.size_outputs, self.size_state, self.size_scratch = (
            int(self._table[field // 8]) for field in fields
        )
        self._state = np.zeros((1, self.size_state // 8))
        self._scratch = np.zeros(self.size_scratch // 8)

    @classmethod
    def feed_forward(cls, genome: Any, config: Any) -> "Network":
        """A `neat.DefaultGenome` as `neat.nn.FeedForwardNetwork.create` understands it.

        Args:
            genome: the genome.
            config: its `neat.Config`.

        Raises:
            UserError: it has functions that are not neat-python's.
        """
        return cls(genomes.feed_forward(genome, config))

    @classmethod
    def recurrent(cls, genome: Any, config: Any) -> "Network":
        """A `neat.DefaultGenome` as `neat.nn.RecurrentNetwork.create` understands it.

        Args:
            genome: the genome.
            config: its `neat.Config`.

        Raises:
            UserError: it has functions that are not neat-python's.
        """
        return cls(genomes.recurrent(genome, config))

    @classmethod
    def grown(cls, genome: Any, config: Any) -> "Network":
        """A `neat.DefaultGenome` as its `neat.Config` says: feed-forward or recurrent.

        Raises:
            UserError: it has functions that are not neat-python's.
        """
        make = cls.feed_forward if config.genome_config.feed_forward else cls.recurrent
        return make(genome, config)

    @classmethod
    def layers(
        cls, sizes: Sequence[int], weights: Any, activation: str = "tanh",
        output_activation: str = "identity",
    ) -> "Network":  # fmt: skip
        """Full layers of fixed sizes.

        Args:
            sizes: of the inputs, the hidden layers, and the outputs.
            weights: `float64[count_weights(sizes)]`; see `Layers`.
            activation: of the hidden layers.
            output_activation: of the last.

        Raises:
            UserError: there is no such activation, or the sizes and the weights do not go together.
        """
        flat = np.array(weights, np.float64)
        return cls(Layers(tuple(sizes), activation, output_activation, flat))

    def array(self) -> np.ndarray:
        """The network as kernels take it, `int64[n]`."""
        return self._table

    def activate(self, inputs: Any) -> np.ndarray:
        """Take one step, from `float64[size_inputs]` to `float64[size_outputs]`.

        Raises:
            UserError: there are too few inputs, or too many.
        """
        row = np.ascontiguousarray(inputs, np.float64)
        if row.shape != (self.size_inputs,):
            raise UserError(f"inputs of shape {row.shape}; expected {self.size_inputs} numbers")
        outputs = np.empty((1, 1, self.size_outputs))
        kernel.activate_batch(
            self._table, _HERE, row.reshape(1, 1, -1), self._state, self._scratch, outputs
        )
        return outputs[0, 0]

    @property
    def values(self) -> np.ndarray:
        """The values of inputs and nodes after the last step, `float64[slots]`.

        Slots are those of `Unit.links`; of layers, the inputs and then each layer's values.
        """
        if not self.size_state:
            return self._scratch[: self._table[kernel.FREE // 8] // 8].copy()
        return np.concatenate([self._scratch[: self.size_inputs], self._state[0]])

    def reset(self) -> None:
        """Forget all steps."""
        self._state[:] = 0
        self._scratch[:] = 0

    def json(self) -> dict[str, Any]:
        """The network as JSON takes it, every float exact."""
        return files.to_json(self.form)

    @classmethod
    def from_json(cls, content: Any, source: str = "network") -> "Network":
        """A network from what `json` gave, which may come from a stranger.

        Args:
            content: what was read.
            source: where it was read, for the error.

        Raises:
            UserError: it is no network, or none that a kernel can run.
        """
        return cls(files.from_json(content, source))


class Batch(NamedTuple):
    """Many networks end to end, as kernels take them.

    Attributes:
        tables: `int64[n]`.
        places: `int64[networks]`, the byte of `tables` at which each begins.
        size_state: bytes that hold any one's state.
        size_scratch: bytes of scratch that do for any one.
    """

    tables: np.ndarray
    places: np.ndarray
    size_state: int
    size_scratch: int

    @classmethod
    def of(cls, networks: Sequence[Network]) -> "Batch":
        """Networks, in their order."""
        tables = [network.array() for network in networks]
        places = np.cumsum([0, *(8 * len(table) for table in tables[:-1])])
        return cls(
            np.concatenate(tables), places, max(network.size_state for network in networks),
            max(network.size_scratch for network in networks),
        )  # fmt: skip
