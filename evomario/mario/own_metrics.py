"""Metrics of a plug-in's own: a numba function that looks at RAM after every move of an episode.

It takes the console's RAM after the move and as it was before it, `uint8[2048]` each, and a memory
of its own, `float64[n]`, in which it may count; it returns what the metric now is. How the moves of
an episode become one number is its own affair. Where a level has several lives, the next one begins
with the RAM of the level's start, and the memory goes on.

At an episode's start it is asked once, with the same RAM twice; the memory is put back after that.
"""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, NamedTuple

import numpy as np
from numba import njit

from evomario import registry
from evomario.emulator.compiling import entry
from evomario.emulator.foreign import address_of_foreign, bytes_at, floats_at, number_of, tried
from evomario.emulator.memory import bits, copy, load64, store_float
from evomario.registry import Chosen, Entry

from .metrics import GameMetric
from .python_metrics import PythonMetric, told
from .state import MEMORY, MEMORY_LENGTH

RAM = 2048  #: bytes
_SIGNATURE = "float64(uint8[::1], uint8[::1], float64[::1])"
_HEAD = 16  # bytes of a metric's run before its memory: its function, and the length of the memory
_PLAIN = (0.0, 0.0, 0.0, 0.0)


class Metric:
    """What a class registered as `metric` derives from, whose parameters are its constructor's.

    Attributes:
        unit: what it counts, "" where it only counts.
        memory: what the function's memory begins with, at most MEMORY_LENGTH numbers; parameters
            that the function needs are put there.
    """

    unit: ClassVar[str] = ""
    memory: Sequence[float] = _PLAIN

    @staticmethod
    def measure(ram: np.ndarray, last: np.ndarray, memory: np.ndarray) -> float:
        """The metric after a move; compiled by numba."""
        raise NotImplementedError


class OwnMetric(NamedTuple):
    """A metric of a plug-in's, chosen and with its parameters.

    Attributes:
        name: in expressions.
        chosen: what was chosen.
        function: what is called.
        memory: what its memory begins with.
    """

    name: str
    chosen: Chosen
    function: Callable
    memory: tuple[float, ...]

    @classmethod
    def of(cls, name: str, chosen: Chosen) -> "OwnMetric":
        """The metric that was chosen, under a name."""
        found, made = registry.entry("metric", chosen.type), registry.build("metric", chosen)
        if isinstance(made, PythonMetric):
            return cls(name, chosen, told, (0.0,))
        if isinstance(made, Metric):
            return cls(name, chosen, made.measure, tuple(map(float, made.memory)))
        return cls(name, chosen, found.target, tuple(found.traits.get("memory", _PLAIN)))

    @property
    def is_python(self) -> bool:
        """Whether it is plain Python, which must be followed: see python_metrics.py."""
        return self.function is told

    def made(self) -> PythonMetric:
        """What follows an episode, of a metric in plain Python."""
        made: PythonMetric = registry.build("metric", self.chosen)
        return made

    def run(self) -> list[int]:
        """It as the kernels take it: a run of int64. It is compiled for that.

        Raises:
            UserError: numba cannot compile it, or it fails.
        """
        what = f"metric {self.chosen.type!r}"
        address = address_of_foreign(self.function, _SIGNATURE, what)
        for byte in (0, 255):
            ram = np.full(RAM, byte, np.uint8)
            with tried(what):
                measured(address, ram, ram, np.array(self.memory))
        return [address, len(self.memory), *bits(self.memory)]


@entry("float64(int64, uint8[::1], uint8[::1], float64[::1])")
def measured(function, ram, last, memory):
    """What the metric whose function lies at an address makes of a move; as kernels ask it."""
    return number_of(function, ram, last, memory)


def unit_of(metric: Entry) -> str:
    """The unit of a registered metric."""
    return str(metric.traits.get("unit", getattr(metric.target, "unit", "")))


def _check(new: Entry) -> None:
    """See that what is registered as a metric is one.

    Raises:
        ValueError: it is not.
    """
    target: Any = new.target
    if isinstance(target, GameMetric):
        return
    if isinstance(target, type):
        python = issubclass(target, PythonMetric) and target.after is not PythonMetric.after
        if not python and (not issubclass(target, Metric) or target.measure is Metric.measure):
            expected = "a Metric with its own `measure`, or a PythonMetric with its own `after`"
            raise ValueError(f"metric {new.name!r}: expected {expected}")
    elif new.fields():
        raise ValueError(f"metric {new.name!r}: with parameters it must be a class, a Metric")


registry.define("metric", check=_check)


@njit
def begin_own(state, runs, count, places):
    """Start `count` metrics, whose runs lie at an address; `places` is where their values go."""
    run, memory = runs, state + MEMORY
    for i in range(count):
        size = load64(run + 8)
        copy(memory, run + _HEAD, 8 * size)
        ram = bytes_at(state, RAM)
        value = number_of(load64(run), ram, ram, floats_at(memory, size))
        store_float(places + 8 * i, value)
        copy(memory, run + _HEAD, 8 * size)
        memory += 8 * size
        run += _HEAD + 8 * size


@njit
def measure_own(state, runs, count, places, last):
    """Take metrics after a move; `last` is the address of RAM before it."""
    run, memory = runs, state + MEMORY
    for i in range(count):
        size = load64(run + 8)
        value = number_of(
            load64(run), bytes_at(state, RAM), bytes_at(last, RAM), floats_at(memory, size)
        )
        store_float(places + 8 * i, value)
        memory += 8 * size
        run += _HEAD + 8 * size


def too_many(metrics: Sequence[OwnMetric]) -> bool:
    """Whether metrics need more memory than a state has."""
    return sum(len(each.memory) for each in metrics) > MEMORY_LENGTH
