"""How constraints are handled: ways to put individuals in order, by name."""

import inspect
from typing import Any

from evomario.errors import UserError, unknown
from evomario.registry import register

from .base import Handling, total_violations
from .dominance import ConstrainedDominance, dominates
from .epsilon import EpsilonConstrained
from .feasibility import FeasibilityRules
from .penalties import AdaptivePenalty, StaticPenalty
from .stochastic import StochasticRanking

_KINDS: tuple[type[Handling], ...] = (
    FeasibilityRules, StaticPenalty, AdaptivePenalty, EpsilonConstrained, StochasticRanking,
    ConstrainedDominance,
)  # fmt: skip
#: Name in a config: what it stands for.
HANDLINGS = {kind.name: kind for kind in _KINDS}

for _kind in _KINDS:
    _own = {} if _kind.__init__ is object.__init__ else inspect.get_annotations(_kind.__init__)
    # Parameters that a config can give: a source of chance is none.
    _types = {key: found for key, found in _own.items() if found in (int, float)}
    register("handling", _kind.name, types=_types)(_kind)


def handling(name: str, objectives: int = 1, **parameters: Any) -> Handling:
    """The handling of a name, fit for so many objectives.

    Raises:
        UserError: an unknown name or parameter, a value that makes no sense, or a handling that
            cannot order by so many objectives.
    """
    if name not in HANDLINGS:
        raise UserError(unknown("handling", name, HANDLINGS))
    kind = HANDLINGS[name]
    known = [] if kind.__init__ is object.__init__ else [*inspect.signature(kind).parameters]
    for parameter in parameters:
        if parameter not in known:
            raise UserError(unknown(f"parameter of {name}", parameter, known))
    made = kind(**parameters)
    made.check(objectives)
    return made


__all__ = [
    "HANDLINGS",
    "AdaptivePenalty",
    "ConstrainedDominance",
    "EpsilonConstrained",
    "FeasibilityRules",
    "Handling",
    "StaticPenalty",
    "StochasticRanking",
    "dominates",
    "handling",
    "total_violations",
]
