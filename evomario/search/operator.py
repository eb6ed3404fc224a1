"""Operators as an algorithm uses them: chosen by name, their parameters as of now.

An operator has DEAP's signature: `select(individuals, k)`, `mate(one, other)`,
`mutate(individual)`; ours adds `initialise(individual)`. It changes in place what it is given, and
returns a tuple of it. What it may know of an individual are its attributes, see `Individual`.
One that keeps something between generations is a class whose parameters are attributes of the
same names; `told(improved)`, `state()` and `load(state)` are called if it has them.

At registration it can say that it `needs={"paths"}`, and give a `check(genome, **parameters)`
that raises `Unfit` where they do not go together.
"""

from functools import partial
from typing import Annotated, Any

from pydantic import Field

from evomario import registry
from evomario.registry import Chosen

from .individual import Genome
from .schedules import Schedule, scheduled, value

Probability = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=1, le=1_000_000)]


class Mating(Chosen):
    """What a config says of any crossover."""

    cxpb: Probability = Field(default=0.5, description="probability that a pair is mated")


class Mutating(Chosen):
    """What a config says of any mutation."""

    mutpb: Probability = Field(default=1.0, description="probability that a child is mutated")


registry.define("select", widen=scheduled)
registry.define("initialise", widen=scheduled)
registry.define("mate", Mating, scheduled)
registry.define("mutate", Mutating, scheduled)


class Operator:
    """A chosen operator; call it as DEAP calls one.

    Attributes:
        probability: of being applied: its `cxpb` or `mutpb` now, 1 where it has neither.
        needs: what it must know of individuals beside their genes and how many were used.
    """

    def __init__(self, kind: str, chosen: Chosen) -> None:
        self._entry = registry.entry(kind, chosen.type)
        self._chosen = chosen
        self._own = registry.parameters(kind, chosen)
        self._keeps = isinstance(self._entry.target, type)
        self.needs: frozenset[str] = frozenset(self._entry.traits.get("needs", ()))
        self._call = self._entry.target(**self._at(0.0)) if self._keeps else None
        self.at(0.0)

    def at(self, spent: float) -> None:
        """Set scheduled parameters by the used share of the budget."""
        chance = getattr(self._chosen, "cxpb", getattr(self._chosen, "mutpb", 1.0))
        self.probability: float = value(chance, spent)
        if not self._keeps:
            self._call = partial(self._entry.target, **self._at(spent))
            return
        for name, parameter in self._own.items():
            if isinstance(parameter, Schedule):
                setattr(self._call, name, parameter.at(spent))

    def check(self, genome: Genome) -> None:
        """See whether its parameters go with a genome.

        Raises:
            Unfit: they do not.
        """
        check = self._entry.traits.get("check")
        if check:
            check(genome, **self._own)

    def __call__(self, *arguments: Any) -> Any:
        """Apply it."""
        assert self._call is not None
        return self._call(*arguments)

    def told(self, improved: bool) -> None:
        """A generation was judged: has the best improved?"""
        self._if_it_has("told", improved)

    def state(self) -> Any:
        """What it keeps, as JSON takes it; None if nothing."""
        return self._if_it_has("state")

    def load(self, state: Any) -> None:
        """Go on from a state."""
        if state is not None:
            self._if_it_has("load", state)

    def _at(self, spent: float) -> dict[str, Any]:
        return {name: value(parameter, spent) for name, parameter in self._own.items()}

    def _if_it_has(self, method: str, *arguments: Any) -> Any:
        found = getattr(self._call, method, None) if self._keeps else None
        return found(*arguments) if found else None
