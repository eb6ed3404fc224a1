"""What every metric keeps."""

from typing import Any, ClassVar

import numpy as np

from evomario import registry
from evomario.emulator.foreign import tried
from evomario.mario.own_metrics import RAM, OwnMetric, measured
from evomario.mario.state import MEMORY_LENGTH


class MetricContract:
    """Laws of a metric, which looks at RAM of zeros, of 255s, and at random RAM.

    Attributes:
        name: what it is registered under.
        parameters: as a config gives them.
    """

    name: ClassVar[str]
    parameters: ClassVar[dict[str, Any]] = {}

    def test_it_is_finite(self) -> None:
        """After each move it is a finite number, whatever the RAM."""
        for what, rams in _episodes().items():
            bad = np.flatnonzero(~np.isfinite(self._values(rams)))
            assert not len(bad), f"not finite after move {bad[:1]} of {what}"

    def test_the_same_game_gives_the_same(self) -> None:
        """It depends on RAM and its memory only, not on chance nor on episodes before."""
        for what, rams in _episodes().items():
            one, other = self._values(rams), self._values(rams)
            assert np.array_equal(one, other, equal_nan=True), f"other numbers for the same {what}"

    def test_it_only_looks(self) -> None:
        """The RAM stays as it was, before the move and after it."""
        for what, rams in _episodes().items():
            before = rams.copy()
            self._values(rams)
            assert np.array_equal(rams, before), f"it writes to {what}"

    def test_it_keeps_to_its_memory(self) -> None:
        """Its memory has room in an episode's state, and no number beyond it is asked for."""
        size = len(self._metric().memory)
        assert size <= MEMORY_LENGTH, f"{size} numbers of memory, of {MEMORY_LENGTH} that there are"
        for rams in _episodes().values():
            self._values(rams)  # compiled code tells of an index that is out of bounds

    def _metric(self) -> OwnMetric:
        return OwnMetric.of(self.name, registry.choose("metric", self.name, **self.parameters))

    def _values(self, rams: np.ndarray) -> np.ndarray:
        """The metric after each move of an episode, `float64[moves]`.

        Raises:
            UserError: numba cannot compile it, or it fails.
        """
        metric = self._metric()
        address, memory = metric.run()[0], np.array(metric.memory)
        what = f"metric {self.name!r}"
        with tried(what):  # the start, whose memory does not last
            measured(address, rams[0], rams[0], memory.copy())
        found = np.empty(len(rams) - 1)
        for i in range(len(found)):
            with tried(what):
                found[i] = measured(address, rams[i + 1], rams[i], memory)
        return found


def _episodes() -> dict[str, np.ndarray]:
    """RAM after each move, `uint8[moves, 2048]`, by what it is."""
    draw = np.random.default_rng(0)
    random = draw.integers(256, size=(60, RAM), dtype=np.uint8)
    stepped = np.full((60, RAM), 128, np.uint8)
    stepped[:] += np.arange(60, dtype=np.uint8)[:, None]  # every byte rises
    return {
        "RAM of zeros": np.zeros((20, RAM), np.uint8),
        "RAM of 255s": np.full((20, RAM), 255, np.uint8),
        "random RAM": random,
        "rising RAM": stepped,
    }
