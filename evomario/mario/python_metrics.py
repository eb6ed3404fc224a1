"""Metrics in plain Python, for which no kernel can be compiled: any library, any object."""

from typing import ClassVar

import numpy as np

from evomario.errors import UserError, raised


class PythonMetric:
    """What a class registered as `metric` derives from, if it is to stay plain Python.

    It is made anew for each episode, and asked after each of its moves; its parameters are its
    constructor's keyword-only arguments. Episodes that it watches are played in Python.

    Attributes:
        unit: what it counts, "" where it only counts.
    """

    unit: ClassVar[str] = ""

    def begin(self, ram: np.ndarray) -> float:
        """The metric at an episode's start, whose RAM is `uint8[2048]`."""
        return 0.0

    def after(self, ram: np.ndarray, last: np.ndarray) -> float:
        """The metric after a move, by RAM after it and before it, `uint8[2048]` each, read-only.

        What is returned is the metric from then on. Where a level has several lives, the next one
        begins with the RAM of the level's start.
        """
        raise NotImplementedError


class Followed:
    """A metric through one episode.

    Args:
        name: in expressions.
        metric: made for the episode.
        ram: at its start, `uint8[2048]`.

    Attributes:
        value: what the metric now is.

    Raises:
        UserError: the metric fails, or is no number.
    """

    def __init__(self, name: str, metric: PythonMetric, ram: np.ndarray) -> None:
        self._name, self._metric = name, metric
        self._last = _kept(ram)
        try:
            self.value = self._number(metric.begin(self._last))
        except Exception as error:
            raise self._told(error) from error

    def follow(self, ram: np.ndarray) -> float:
        """The metric after a move, by RAM after it.

        Raises:
            UserError: the metric fails, or is no number.
        """
        now = _kept(ram)
        try:
            self.value = self._number(self._metric.after(now, self._last))
        except Exception as error:
            raise self._told(error) from error
        self._last = now
        return self.value

    def _number(self, found: object) -> float:
        if isinstance(found, bool | int | float | np.number | np.bool_):
            return float(found)
        raise UserError(f"metric {self._name!r} gave {type(found).__name__}: expected a number")

    def _told(self, error: Exception) -> UserError:
        """An error of the user's code in one line, and where it is."""
        if isinstance(error, UserError):
            return error
        return UserError(f"metric {self._name!r}: {raised(error)}")


def told(ram: np.ndarray, last: np.ndarray, memory: np.ndarray) -> float:
    """The metric as kernels measure it: what Python has put into its memory."""
    return memory[0]


def _kept(ram: np.ndarray) -> np.ndarray:
    """A copy of RAM that nobody can write to."""
    copy = np.array(ram, np.uint8)
    copy.flags.writeable = False
    return copy
