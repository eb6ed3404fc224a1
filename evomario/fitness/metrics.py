"""The metrics that a config adds to the game's own: RAM addresses, and those of plug-ins."""

import keyword
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from pydantic import Field, ValidationError

from evomario import registry
from evomario.config import Node, Settings
from evomario.errors import UserError
from evomario.mario.game_metrics import is_the_games
from evomario.mario.metrics import METRICS, RamMetric
from evomario.mario.own_metrics import OwnMetric, too_many
from evomario.mario.state import MEMORY_LENGTH, USERS, VALUES_LENGTH

from .program import FUNCTIONS
from .ranges import metrics_of

Parts = Mapping[str, Mapping[str, Any]]
#: What no metric that is added can be called.
TAKEN = frozenset((*METRICS, *FUNCTIONS, "fitness", *keyword.kwlist))
_MOST = VALUES_LENGTH - len(METRICS)
_PLACE = ("task", "metrics")


class MetricSettings(Settings):
    """A user's metric: the byte at a RAM address, reduced over the moves of an episode."""

    address: int = Field(ge=0, le=0x7FF)
    reduce: Literal["last", "max", "min", "rises", "changes"] = "last"


class Added(NamedTuple):
    """Metrics besides the game's own, in the order of their columns.

    Attributes:
        users: bytes of RAM.
        own: those of plug-ins.
    """

    users: tuple[RamMetric, ...] = ()
    own: tuple[OwnMetric, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All metrics that expressions may use, the game's own first."""
        users, own = (each.name for each in self.users), (each.name for each in self.own)
        return (*METRICS, *users, *own)


NO_MORE = Added()


def added(node: Node, settings: Parts) -> Added:
    """The metrics that a config adds; `node` is the whole of it.

    Under `task.metrics` stand bytes of RAM and, with a `type`, metrics of plug-ins. A metric of a
    plug-in that has no parameters to be given need not stand there: an expression may name it.

    Raises:
        ConfigError: a name is taken, or no name at all; or a metric is wrong, or one too many.
    """
    users, own = [], []
    for name in settings:
        _check_name(node, name)
        part = node.at((*_PLACE, name))
        assert part is not None
        if part.child("type") is not None:
            own.append(OwnMetric.of(name, _plugins(part)))
        else:
            found = part.validate(MetricSettings)
            users.append(RamMetric(name, found.address, found.reduce))
    own += [OwnMetric.of(name, chosen) for name, chosen in _named(node, settings)]
    if len(users) > USERS or len(users) + len(own) > _MOST:
        raise node.error(_PLACE, f"too many metrics: at most {USERS} of RAM, and {_MOST} in all")
    if too_many(own):
        problem = f"the metrics of plug-ins keep more than {MEMORY_LENGTH} numbers together"
        raise node.error(_PLACE, problem)
    return Added(tuple(users), tuple(own))


def _plugins(part: Node) -> registry.Chosen:
    """The metric of a plug-in that is chosen at a node."""
    chosen = registry.read("metric", part)
    if is_the_games(registry.entry("metric", chosen.type)):
        problem = f"{chosen.type} is the game's own metric, which expressions name as it is"
        raise part.error(("type",), problem, expected="the name of a plug-in's metric")
    return chosen


def _check_name(node: Node, name: str) -> None:
    if not (name.isascii() and name.isidentifier()):
        problem = f"{name!r} is no name: expected letters, digits and _"
        raise node.error((*_PLACE, name), problem)
    if name in TAKEN:
        raise node.error((*_PLACE, name), f"{name!r} means something else already")


def _named(node: Node, settings: Parts) -> Iterator[tuple[str, registry.Chosen]]:
    """The metrics of plug-ins that expressions name, by name."""
    found: set[str] = set()
    for text in _expressions(node):
        try:
            found |= metrics_of(text)
        except UserError:
            continue  # told where it stands, when it is compiled
    for name in sorted(found - {*settings}):
        if registry.registered("metric", name):
            if is_the_games(registry.entry("metric", name)):
                continue
            try:
                yield name, registry.choose("metric", name)
            except ValidationError:
                example = f"{name}: {{type: {name}, ...}}"
                problem = f"the metric {name!r} has parameters that must be given"
                raise node.error(_PLACE, problem, expected=f"`{example}` here") from None


def _expressions(node: Node) -> Iterator[str]:
    """Whatever in a config may be an expression."""
    places: Sequence[tuple[str, ...]] = (
        ("fitness",), ("algorithm",), ("stop", "target"),
        ("task", "limits", "no_progress", "metric"),
    )  # fmt: skip
    pending = [node.at(place) for place in places]
    while pending:
        each = pending.pop()
        if each is None:
            continue
        if isinstance(each.value, dict):
            pending += each.value.values()
        elif isinstance(each.value, list):
            pending += each.value
        elif isinstance(each.value, str):
            yield each.value
