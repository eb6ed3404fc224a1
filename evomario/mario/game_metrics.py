"""The game's own metrics and the reductions of bytes, in the registry as anyone's metrics are.

They are columns that kernels fill, see metrics.py: what is registered here is their names, units
and words, so that lists and names that are taken are asked for in one place.
"""

from dataclasses import dataclass
from typing import Any

from evomario import registry
from evomario.registry import Entry, register

from . import own_metrics  # noqa: F401, it says what is special about the kind `metric`
from .glossary import MEANINGS, REDUCED
from .metrics import METRICS, REDUCTIONS, GameMetric, reduced


@dataclass(frozen=True)
class Reduction:
    """A way to make a metric of a byte of RAM: its name, and its number in the kernels."""

    name: str
    number: int

    def __call__(self, value: float, last: int, byte: int) -> float:
        """A metric's next value, from the byte before a move and the byte after it."""
        return float(reduced(self.number, value, last, byte))


def is_the_games(metric: Entry) -> bool:
    """Whether a registered metric is the game's own, which an expression names as it is."""
    return isinstance(metric.target, GameMetric)


def place_of(entry: Entry) -> tuple[str, int]:
    """What lists sort metrics and reductions by: as kernels have them, and then those of others."""
    number = getattr(entry.target, "column", getattr(entry.target, "number", len(METRICS)))
    return entry.kind, number


def _only_ours(new: Entry) -> None:
    """Kernels know the reductions that there are.

    Raises:
        ValueError: it is none of them.
    """
    target: Any = new.target
    if not isinstance(target, Reduction):
        problem = "kernels know their own reductions only: register a metric, which has a memory"
        raise ValueError(f"reduction {new.name!r}: {problem}")


registry.define("reduction", check=_only_ours)
for _column, _name in enumerate(METRICS):
    _unit, _about = MEANINGS[_name]
    register("metric", _name, about=_about, unit=_unit)(GameMetric(_name, _column))
for _number, _name in enumerate(REDUCTIONS):
    register("reduction", _name, about=REDUCED[_name])(Reduction(_name, _number))
