"""Networks as tables, and the kernels that evaluate them at an address.

A table is a run of int64, floats by their bits: a head (the fields below), then of a graph the
places of its outputs and its nodes one after the other, of layers the layers. Offsets are in bytes.
Nothing in it depends on where it lies, so that many tables can stand end to end.

Values are numbered in slots: the inputs first, then the nodes in the order of evaluation. What
comes before a node in that order a feed-forward network's node sees as of now; a recurrent
network's node sees all nodes as they stood before the step.
"""

import numpy as np
from numba import njit

from evomario.emulator.compiling import entry
from evomario.emulator.memory import copy, load64, load_float, store_float

from . import functions
from .functions import LINK
from .lanes import BLOCK, add_rows

FEED_FORWARD, RECURRENT, LAYERS = range(3)  # kinds

_FIELDS = ("KIND", "INPUTS", "OUTPUTS", "PARTS", "STATE", "SCRATCH", "FREE")
KIND, INPUTS, OUTPUTS, PARTS, STATE, SCRATCH, FREE = (8 * i for i in range(len(_FIELDS)))
BODY = 8 * len(_FIELDS)  #: where the head ends
# PARTS: nodes or layers. STATE and SCRATCH: bytes that the caller lends. FREE: where in the scratch
# a median may sort.

ACTIVATION, AGGREGATION, BIAS, RESPONSE, LINKS = (8 * i for i in range(5))  # of a node
NODE = 40  #: bytes of a node before its links
LAYER = 24  #: bytes of a layer before its weights: activation, values in, values out
# Its weights lie in blocks of LANES values out, with a row for every value in, padded with 0; the
# biases follow.


@njit
def address(array):
    """Where an array lies; signed, since numba makes a float of unsigned plus signed."""
    return np.int64(array.ctypes.data)


@njit
def activate(network, inputs, state, scratch, outputs):
    """One step of a network; all arguments are addresses, 8-byte aligned.

    `network` is that of a table as `Network.array` gives it, `inputs` and `outputs` those of
    float64s. `state` is that of the STATE bytes that a recurrent network keeps from step to step:
    all 0 at first, and as good as anything of the kind where STATE is 0. `scratch` is that of
    SCRATCH bytes, of which only this call makes use; afterwards the values of a network that is not
    recurrent lie there, slot by slot.
    """
    copy(scratch, inputs, 8 * load64(network + INPUTS))
    if load64(network + KIND) == LAYERS:
        run_layers(network, scratch, outputs)
    else:
        run_graph(network, state, scratch, outputs)


@njit
def run_graph(network, state, scratch, outputs):
    """Evaluate the nodes of a graph in their order."""
    target = scratch + 8 * load64(network + INPUTS)
    if load64(network + KIND) == RECURRENT:
        copy(target, state, load64(network + STATE))
        target = state
    count, free = load64(network + OUTPUTS), scratch + load64(network + FREE)
    node = network + BODY + 8 * count
    for i in range(load64(network + PARTS)):
        links = load64(node + LINKS)
        total = functions.aggregate(load64(node + AGGREGATION), node + NODE, links, scratch, free)
        total = load_float(node + BIAS) + load_float(node + RESPONSE) * total
        store_float(target + 8 * i, functions.activate(load64(node + ACTIVATION), total))
        node += NODE + LINK * links
    for i in range(count):
        store_float(outputs + 8 * i, load_float(target + load64(network + BODY + 8 * i)))


@njit
def run_layers(network, scratch, outputs):
    """Evaluate layers, each from the one before."""
    layer, values = network + BODY, scratch
    for _ in range(load64(network + PARTS)):
        activation, width, height = load64(layer), load64(layer + 8), load64(layer + 16)
        block, target = layer + LAYER, values + 8 * width
        for done in range(0, 8 * height, BLOCK):
            add_rows(values, block, target + done, width)
            block += BLOCK * width
        for done in range(0, 8 * height, 8):
            total = load_float(block + done) + load_float(target + done)
            store_float(target + done, functions.activate(activation, total))
        layer, values = block + 8 * height, target
    copy(outputs, values, 8 * load64(network + OUTPUTS))


@entry(
    "void(int64[::1], int64[::1], float64[:,:,::1], float64[:,::1], float64[::1], float64[:,:,::1])"
)
def activate_batch(tables, places, inputs, states, scratch, outputs):
    """Let each of many networks take some steps.

    Network i begins at byte places[i] of `tables`; it goes from inputs[i] (`float64[steps, n]`) to
    outputs[i] (`float64[steps, n]`), with states[i] as its state.
    """
    for i in range(len(places)):
        network, state = address(tables) + places[i], address(states[i])
        for step in range(inputs.shape[1]):
            activate(
                network, address(inputs[i, step]), state, address(scratch),
                address(outputs[i, step]),
            )  # fmt: skip
