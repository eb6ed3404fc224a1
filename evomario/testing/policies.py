"""What every policy whose weights are evolved keeps."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, cast

import numpy as np

from evomario import registry
from evomario.policies.watching import Actor, PolicySettings
from evomario.policies.weighted import Weighted

from .chance import poisoned

_SEEDS = range(5)
_STEPS = 12


class PolicyContract:
    """Laws of a policy, which answers random inputs with random weights.

    Attributes:
        name: what it is registered under.
        parameters: as a config gives them.
        space: how many inputs it sees, and how many outputs it must give.
    """

    name: ClassVar[str]
    parameters: ClassVar[dict[str, Any]] = {}
    space: ClassVar[tuple[int, int]] = (120, 5)

    def test_the_number_of_weights_is_fixed(self) -> None:
        """It is a whole number, at least 1, and the same whenever it is asked for."""
        one = self._policy()
        counts = {one.count, self._policy().count}
        for weights in self._weights(one):
            self._played(one.network(weights), _seen(0, self.space[0]))
            counts.add(self._policy().count)
        assert len(counts) == 1, f"it has {sorted(counts)} weights by turns"

    def test_outputs_are_as_many_as_asked_for_and_finite(self) -> None:
        """Whatever the inputs, zeros and large ones too, and whatever the weights."""
        one = self._policy()
        for seed, weights in enumerate(self._weights(one)):
            for seen in (_seen(seed, self.space[0]), np.zeros((1, self.space[0]))):
                found = self._played(one.network(weights), seen)
                assert np.isfinite(found).all(), f"it gives {found[~np.isfinite(found)][0]}"

    def test_the_same_weights_and_inputs_give_the_same(self) -> None:
        """Nothing else counts, and the global generators are left alone."""
        for seed in _SEEDS:
            seen, found = _seen(seed, self.space[0]), []
            for poison in (1, 2):
                one = self._policy()
                with poisoned(poison):
                    player = one.network([*self._weights(one)][seed])
                    found.append(self._played(player, seen))
            assert np.array_equal(found[0], found[1]), (
                "the same weights and inputs give other outputs"
            )

    def test_a_reset_forgets(self) -> None:
        """After `reset()`, where it has one, it answers as at first."""
        one = self._policy()
        for seed, weights in enumerate(self._weights(one)):
            made, seen = one.make(weights), _seen(seed, self.space[0])
            if callable(reset := getattr(made, "reset", None)):
                reset()
                first = self._played(made, seen)
                reset()
                again = self._played(made, seen)
                assert np.array_equal(first, again), "after reset() it remembers what was before"

    def test_players_share_nothing(self) -> None:
        """Two that play by turns answer as each does alone, with the same weights or others."""
        one = self._policy()
        first, second = [*self._weights(one)][:2]
        for weights in ((first, first), (first, second)):
            seen = [_seen(seed, self.space[0]) for seed in (0, 1)]
            alone = [self._played(one.network(w), s) for w, s in zip(weights, seen, strict=True)]
            pair = [one.network(each) for each in weights]
            turns = np.stack([
                [player.activate(rows[step]) for player, rows in zip(pair, seen, strict=True)]
                for step in range(_STEPS)
            ], axis=1)  # fmt: skip
            for apart, together in zip(alone, turns, strict=True):
                assert np.array_equal(apart, together), "a player changes what another answers"

    def test_it_only_looks(self) -> None:
        """Inputs and weights stay as they were."""
        one = self._policy()
        for seed, weights in enumerate(self._weights(one)):
            seen, before = _seen(seed, self.space[0]), weights.copy()
            kept = seen.copy()
            made = one.make(weights)
            for row in seen:
                made.activate(row)
            assert np.array_equal(seen, kept), "it writes to its inputs"
            assert np.array_equal(weights, before), "it writes to its weights"

    def _policy(self) -> Weighted:
        chosen = registry.choose("policy", self.name, **self.parameters)
        return Weighted(cast(PolicySettings, chosen), self.space)

    def _weights(self, one: Weighted) -> Iterator[np.ndarray]:
        for seed in _SEEDS:
            yield np.random.default_rng(seed).normal(0, 1 + seed, one.count)

    def _played(self, player: Actor, seen: Sequence[np.ndarray] | np.ndarray) -> np.ndarray:
        """What it answers, step after step, `float64[steps, outputs]`."""
        return np.stack([np.array(player.activate(row), np.float64) for row in seen])


def _seen(seed: int, inputs: int) -> np.ndarray:
    """What is seen, step after step, `float64[steps, inputs]`: as tiles have it, and larger."""
    draw = np.random.default_rng(seed)
    rows = draw.choice([-1.0, 0.0, 0.0, 1.0], (_STEPS, inputs))
    rows[-1] *= 1000
    return rows
