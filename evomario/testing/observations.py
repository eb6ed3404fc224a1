"""What every observation keeps."""

from math import prod
from typing import Any, ClassVar

import numpy as np

from evomario import registry
from evomario.emulator.machine import SCREEN
from evomario.mario.observations import Observation
from evomario.mario.observations.camera import still
from evomario.mario.observations.kernel import observe_batch

_RAM = 2048


class ObservationContract:
    """Laws of a part of an observation, which looks at RAM of zeros, of 255s, and at random RAM.

    Attributes:
        name: what it is registered under.
        parameters: as a config gives them.
    """

    name: ClassVar[str]
    parameters: ClassVar[dict[str, Any]] = {}

    def test_each_input_has_a_label(self) -> None:
        """A block has a label of its own for each of its inputs."""
        seen = self._observation()
        assert seen.size > 0, "it has no inputs"
        for name, shape, labels in seen.blocks:
            wanted = f"block {name!r} of shape {shape}"
            assert len(labels) == prod(shape), f"{wanted} has {len(labels)} labels"
            assert len(set(labels)) == len(labels), f"{wanted} has the same label twice"

    def test_every_input_is_filled(self) -> None:
        """Each input is written to, whatever the RAM: what was there before does not show."""
        seen, rams = self._observation(), _rams()
        one, other = (_seen(seen, rams, before) for before in (7.25, -3.5))
        left = np.flatnonzero((one != other).any(axis=0) & np.isfinite(one).all(axis=0))
        assert not len(left), f"not always filled: {[seen.labels[i] for i in left]}"

    def test_every_input_is_finite(self) -> None:
        """No input is nan or infinite."""
        seen = self._observation()
        bad = np.flatnonzero(~np.isfinite(_seen(seen, _rams(), 0.0)).all(axis=0))
        assert not len(bad), f"not always finite: {[seen.labels[i] for i in bad]}"

    def test_the_same_shows_the_same(self) -> None:
        """What is seen depends on RAM and picture only, not on what was seen before."""
        seen, rams = self._observation(), _rams()
        one, other = _seen(seen, rams, 0.0), _seen(seen, rams[::-1].copy(), 0.0)[::-1]
        assert np.array_equal(one, other, equal_nan=True), "the same RAM shows something else"

    def test_it_only_looks(self) -> None:
        """The RAM stays as it was."""
        rams = _rams()
        before = rams.copy()
        _seen(self._observation(), rams, 0.0)
        assert np.array_equal(rams, before), "it writes to the RAM"

    def _observation(self) -> Observation:
        return Observation.of(registry.choose("observation", self.name, **self.parameters))


def _rams() -> np.ndarray:
    """RAM of zeros, of 255s, and random, `uint8[n, 2048]`."""
    draw = np.random.default_rng(0)
    random = draw.integers(256, size=(60, _RAM), dtype=np.uint8)
    ends = [np.full(_RAM, byte, np.uint8) for byte in (0, 255)]
    return np.concatenate([np.stack(ends), random])


def _seen(observation: Observation, rams: np.ndarray, before: float) -> np.ndarray:
    """What each RAM shows, `float64[n, inputs]`, in rows that were full of something before."""
    out = np.full((len(rams), observation.size), before)
    picture = np.zeros((*SCREEN, 3), np.uint8)
    more = (still(picture),) if observation.needs_picture else ()
    observe_batch(rams, observation.table(), out, *more)
    return out
