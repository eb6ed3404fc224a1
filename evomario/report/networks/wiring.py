"""What a network looks like: which links can matter, and how deep each node lies."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from evomario.policies.networks import Graph, Layers


class Wiring(NamedTuple):
    """The links of a network from which a way leads on to an output.

    Slots are those of `Network.values`: the inputs, then the nodes.

    Attributes:
        inputs: how many of the slots are inputs.
        outputs: `int64[m]`, the slots of the outputs, in order.
        sources: `int64[n]`, the slot at which each link begins.
        targets: `int64[n]`, the slot at which it ends.
        weights: `float64[n]`, times the response of the node at its end; none is 0.
        depths: `int64[slots]`: 0 for inputs, for outputs the largest of all, in between the hidden
            nodes: by the longest way from an input, in a recurrent network by the shortest. -1 for
            nodes from which no way leads to an output.
    """

    inputs: int
    outputs: np.ndarray
    sources: np.ndarray
    targets: np.ndarray
    weights: np.ndarray
    depths: np.ndarray

    @property
    def hidden(self) -> np.ndarray:
        """The slots of the hidden nodes that matter, `int64[h]`."""
        return np.flatnonzero((self.depths > 0) & (self.depths < self.depths.max()))

    def strongest(self, most: int, strengths: np.ndarray | None = None) -> np.ndarray:
        """The strongest links into each depth, `int64[k]`, the weakest of all first.

        Args:
            most: so many into a depth.
            strengths: `float64[n]`; default: how much they weigh.
        """
        strengths = np.abs(self.weights) if strengths is None else strengths
        order = np.argsort(-strengths, kind="stable")
        depths = self.depths[self.targets[order]]
        kept = [order[depths == depth][:most] for depth in np.unique(depths)]
        found = np.concatenate([np.empty(0, np.int64), *kept])
        return found[np.argsort(strengths[found], kind="stable")]


def wiring(form: Graph | Layers) -> Wiring:
    """The wiring of a network."""
    return _layers(form) if isinstance(form, Layers) else _graph(form)


def _layers(form: Layers) -> Wiring:
    starts = np.cumsum([0, *form.sizes])
    sources, targets, weights, place = [], [], [], 0
    for layer, (a, b) in enumerate(pairwise(form.sizes)):
        sources.append(np.repeat(starts[layer] + np.arange(a), b))
        targets.append(np.tile(starts[layer + 1] + np.arange(b), a))
        weights.append(form.weights[place : place + a * b])
        place += a * b + b
    slots = np.arange(starts[-1])
    depths = np.repeat(np.arange(len(form.sizes)), form.sizes)
    ends = np.concatenate(sources), np.concatenate(targets), np.concatenate(weights)
    return _mattering(form.inputs, slots[starts[-2] :], *ends, depths)


def _graph(form: Graph) -> Wiring:
    links = [
        (source, form.inputs + node, weight * unit.response)
        for node, unit in enumerate(form.nodes)
        for source, weight in unit.links
    ]
    table = np.array(links, np.float64).reshape(-1, 3)
    sources, targets = table[:, 0].astype(np.int64), table[:, 1].astype(np.int64)
    outputs = form.inputs + np.array(form.outputs, np.int64)
    depths = _depths(form, sources, targets)
    hidden = np.ones(len(depths), bool)
    hidden[outputs] = False
    depths[outputs] = max(0, depths[hidden].max(initial=0)) + 1
    return _mattering(form.inputs, outputs, sources, targets, table[:, 2], depths)


def _depths(form: Graph, sources: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """How far each slot is from the inputs, outputs as any other node."""
    count = form.inputs + len(form.nodes)
    if not form.recurrent:
        depths = np.zeros(count, np.int64)
        for node, unit in enumerate(form.nodes, form.inputs):
            depths[node] = 1 + max((depths[source] for source, _ in unit.links), default=0)
        return depths
    depths = np.full(count, -1)
    depths[: form.inputs], at = 0, 0
    while True:
        found = targets[depths[sources] == at]
        found = found[depths[found] < 0]
        if not len(found):
            break
        at += 1
        depths[found] = at
    depths[depths < 0] = 1
    return depths


def _mattering(
    inputs: int, outputs: np.ndarray, sources: np.ndarray, targets: np.ndarray,
    weights: np.ndarray, depths: np.ndarray,
) -> Wiring:  # fmt: skip
    """The wiring without what can change no output."""
    there = weights != 0
    sources, targets, weights = sources[there], targets[there], weights[there]
    matters = np.zeros(len(depths), bool)
    matters[outputs] = True
    while (found := matters[targets] & ~matters[sources]).any():
        matters[sources[found]] = True
    shown = matters[targets]
    depths = np.where(matters | (np.arange(len(depths)) < inputs), depths, -1)
    return Wiring(inputs, outputs, sources[shown], targets[shown], weights[shown], depths)
