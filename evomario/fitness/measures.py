"""Measures: what an individual did, in a few numbers, for searches that look for difference.

A measure is an expression over metrics, or what is registered as kind `measure`: a function, or a
class whose instances are called, of an `Evaluation`. It gives a number an individual, or a row of
them: `float64[n]` or `float64[n, m]`. One that looks at paths is registered with
`needs={"paths"}`.
"""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, NamedTuple

import numpy as np
from pydantic import Field

from evomario import registry
from evomario.errors import UserError
from evomario.mario.outcome import OUTCOME
from evomario.registry import Chosen, Entry, Of, Unfit, register

from .evaluation import Evaluation
from .expression import Expression
from .language import ExpressionError

#: What a settings model takes where a config gives a measure: an expression, or `{type: NAME}`.
Measure = str | int | float | Annotated[Chosen, Of("measure")]

_AREA = 4096  # further than any x: another area is another place
_TRIED = 2  # genomes that a measure is tried on


class Measures:
    """Some measures, their values side by side.

    Each that is no expression is tried on episodes in which nothing happens.

    Args:
        items: expressions, and choices of kind `measure`.
        names: the metrics that expressions may use, as an algorithm registered with
            `metrics=True` is given them.

    Attributes:
        needs: what an evaluation must hold for them: `{"paths"}` or nothing.
        widths: how many numbers each gives of an individual with one episode.

    Raises:
        Unfit: an expression is malformed, or names an unknown metric; or something else fails, or
            gives no numbers. Its path is the item's place.
    """

    def __init__(self, items: Sequence[Any], names: Sequence[str]) -> None:
        self._parts = [_part(i, item, names) for i, item in enumerate(items)]
        self.needs = frozenset(need for part in self._parts for need in part.needs)
        self._names = names
        self.widths = self._tried(1)

    def labels(self, episodes: int) -> tuple[str, ...]:
        """What each number is called, of individuals with so many episodes.

        It is the expression, or the name of the measure; `path[0]` and so on where that gives many.

        Raises:
            Unfit: a measure fails, or gives no numbers, of episodes in which nothing happens.
        """
        found: list[str] = []
        for part, width in zip(self._parts, self._tried(episodes), strict=True):
            many = [f"{part.name}[{i}]" for i in range(width)]
            found += [part.name] if width == 1 else many
        return tuple(found)

    def _tried(self, episodes: int) -> list[int]:
        """How many numbers each gives."""
        return [
            _width(i, part, self._names, episodes) if part.foreign else 1
            for i, part in enumerate(self._parts)
        ]

    def __call__(self, evaluation: Evaluation) -> np.ndarray:
        """The measures of all that was evaluated, `float64[n, m]`.

        An expression that is not finite is nan.

        Raises:
            UserError: one gives something else than numbers for each individual.
        """
        columns = [part.columns(evaluation) for part in self._parts]
        return np.concatenate([np.zeros((len(evaluation.objectives), 0)), *columns], axis=1)


class _Part(NamedTuple):
    """A measure: what it is called, what it needs, and what gives its values.

    `foreign` is whether it is a registered one, and no expression.
    """

    name: str
    needs: frozenset[str]
    call: Callable[[Evaluation], Any]
    foreign: bool = False

    def columns(self, evaluation: Evaluation) -> np.ndarray:
        """Its values, `float64[n, m]`."""
        count, given = len(evaluation.objectives), self.call(evaluation)
        try:
            found = np.asarray(given, np.float64)
        except (TypeError, ValueError) as error:
            raise UserError(f"measure {self.name!r}: {type(error).__name__}: {error}") from error
        if found.shape[:1] != (count,) or found.ndim > 2:
            wanted = f"expected one or a row for each of {count} genomes"
            raise UserError(f"measure {self.name!r} gives numbers of shape {found.shape}: {wanted}")
        return found[:, None] if found.ndim == 1 else found


def _part(place: int, item: Any, names: Sequence[str]) -> _Part:
    if isinstance(item, Chosen):
        needs = registry.entry("measure", item.type).traits.get("needs", ())
        return _Part(item.type, frozenset(needs), registry.build("measure", item), foreign=True)
    text = str(item)
    if text not in names and registry.registered("measure", text):
        raise Unfit((place,), f"{text} is no metric, but a measure", f"{{type: {text}}}")
    try:
        expression = Expression(text, names)
    except ExpressionError as error:
        raise Unfit((place,), str(error)) from None
    return _Part(text, frozenset(), lambda evaluation: expression(evaluation.totals))


def _width(place: int, part: _Part, names: Sequence[str], episodes: int) -> int:
    """How many numbers a measure gives of an individual."""
    try:
        with np.errstate(all="ignore"):
            return part.columns(_uneventful(len(names), part.needs, episodes)).shape[1]
    except UserError as error:
        raise Unfit((place,), str(error)) from None
    except Exception as error:  # a stranger's code: whatever it raises
        raise Unfit((place,), f"measure {part.name!r}: {type(error).__name__}: {error}") from error


def _uneventful(metrics: int, needs: frozenset[str], episodes: int) -> Evaluation:
    """The evaluation of genomes with some episodes each, in which nothing happened."""
    nothing = np.zeros((_TRIED, 0))
    path = np.zeros((1, 3), np.uint16)
    return Evaluation(
        np.zeros((_TRIED, 1)), nothing, nothing, np.zeros((_TRIED, episodes), OUTCOME),
        metrics=np.zeros((_TRIED, episodes, metrics)),
        totals=np.zeros((_TRIED, metrics)),
        paths=[[path.copy()] * episodes for _ in range(_TRIED)] if "paths" in needs else None,
        pressed=[[np.zeros(1, np.uint8)] * episodes for _ in range(_TRIED)],
    )  # fmt: skip


def _check(new: Entry) -> None:
    """See that what is registered as a measure can be one.

    Raises:
        ValueError: it cannot.
    """
    target: Any = new.target
    if isinstance(target, type) and not any("__call__" in vars(each) for each in target.__mro__):
        raise ValueError(f"measure {new.name!r}: expected a class with __call__(evaluation)")
    unknown = {*new.traits.get("needs", ())} - {"paths"}
    if unknown:
        raise ValueError(f"measure {new.name!r} needs {sorted(unknown)}: there are only paths")


registry.define("measure", check=_check)


@register("measure", needs={"paths"})
def path(evaluation: Evaluation, *, points: Annotated[int, Field(ge=1, le=1000)] = 8) -> np.ndarray:
    """Where Mario was at so many equal parts of each of his episodes."""
    return np.stack([along(each, points) for each in evaluation.paths or []])


def along(paths: Sequence[np.ndarray], points: int) -> np.ndarray:
    """Where Mario was at equal parts of each of his episodes, `float64[episodes * points * 2]`.

    Args:
        paths: `uint16[n, 3]` an episode: area, x and y.
        points: the last one is where the episode ended.
    """
    found = np.zeros((len(paths), points, 2))
    for i, each in enumerate(paths):
        if len(each):
            at = -(-np.arange(1, points + 1) * len(each) // points) - 1
            area, x, y = each[at].astype(np.float64).T
            found[i] = np.stack([area * _AREA + x, y], axis=1)
    return found.reshape(-1)
