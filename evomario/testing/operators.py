"""What every select, mate, mutate and initialise keeps."""

import json
from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from evomario import registry
from evomario.config.reader import compose
from evomario.errors import UserError
from evomario.policies import Actions
from evomario.search import ConstrainedFitness, Genome, Individual, Operator, Randomness

from .chance import poisoned

_SEEDS = range(20)
_PATH = np.array([[1, 24 * i, 100] for i in range(1, 9)], np.uint16)


class OperatorContract:
    """Laws of an operator on action sequences.

    Attributes:
        kind: select, mate, mutate or initialise.
        name: what it is registered under.
        parameters: as a config gives them.
        buttons: what a gene chooses from, `uint8[values]`.
        length: genes of an individual, at least 8.
    """

    kind: ClassVar[str]
    name: ClassVar[str]
    parameters: ClassVar[dict[str, Any]] = {}
    buttons: ClassVar[tuple[int, ...]] = (0, 128, 129, 130, 131)
    length: ClassVar[int] = 64

    def test_children_are_individuals(self) -> None:
        """What is returned is what was given, changed in place; or, of a selection, among it."""
        for seed in _SEEDS:
            given = self._given(seed)
            found = self._applied(self._operator(), given, seed)
            if self.kind == "select":
                known = {id(one) for one in given}
                assert len(found) == len(given), f"{len(found)} selected, not {len(given)}"
                assert all(id(one) in known for one in found), "it selects what it was not given"
            else:
                assert isinstance(found, tuple), f"it returns a {type(found).__name__}, no tuple"
                same = [id(one) for one in found] == [id(one) for one in given]
                assert same, "it does not return just what it was given, in its order"

    def test_children_have_genes(self) -> None:
        """They are no longer than the genome, not empty, and each gene is one of its values."""
        for seed in _SEEDS:
            for one in self._applied(self._operator(), self._given(seed), seed):
                assert 1 <= len(one) <= one.genome.length, f"{len(one)} genes, not 1 to the length"
                assert max(one) < one.genome.values, f"gene {max(one)} of {one.genome.values}"
                assert isinstance(one.used, int), f"used is a {type(one.used).__name__}"
                assert 0 <= one.used <= len(one), f"used is {one.used} of {len(one)} genes"

    def test_parents_stay_as_they_were(self) -> None:
        """Parents are copied before: what copies share with them is not written to."""
        for seed in _SEEDS:
            parents = self._given(seed)
            before = [one.state() for one in parents]
            copies = parents if self.kind == "select" else [one.copy() for one in parents]
            order = [id(one) for one in copies]
            self._applied(self._operator(), copies, seed)
            assert [one.state() for one in parents] == before, "it changes the parents"
            assert [id(one) for one in copies] == order, "it changes the list that it was given"

    def test_the_same_seed_gives_the_same_children(self) -> None:
        """All chance comes from Python's `random`, which is the run's own while it is called."""
        for seed in _SEEDS:
            one, other = (self._bred(self._operator(), seed, poison) for poison in (1, 2))
            assert one == other, "the same seed gives other children"

    def test_a_state_goes_on_exactly(self) -> None:
        """What it keeps from generation to generation comes back from a checkpoint."""
        for told in ([], [True], [False] * 5, [True, False, False]):
            one, other = self._operator(), self._operator()
            for seed, improved in enumerate(told):
                self._bred(one, seed)
                one.told(improved)
            other.load(json.loads(json.dumps(one.state())))
            for seed in _SEEDS:
                assert self._bred(one, seed) == self._bred(other, seed), (
                    f"after told({told}) it does not go on from its state"
                )
                one.told(False)
                other.told(False)

    def test_wrong_parameters_are_told_at_their_place(self) -> None:
        """A parameter that is unknown or of a wrong type is an error at its line."""
        own = registry.entry(self.kind, self.name).fields()
        for parameter in (*own, "no_such_parameter"):
            given = {"type": self.name, **self.parameters, parameter: [["no"]]}
            assert self._refusal(given), f"parameter {parameter!r} takes [[no]]"
            assert parameter in self._refusal(given), f"the error does not name {parameter!r}"

    def _refusal(self, given: dict[str, Any]) -> str:
        """What a config is told of these parameters; "" if they are taken."""
        try:
            registry.read(self.kind, compose(json.dumps(given), "config.yaml"))
        except UserError as error:
            return str(error)
        return ""

    def _operator(self) -> Operator:
        chosen = registry.choose(self.kind, self.name, **self.parameters)
        made = Operator(self.kind, chosen)
        made.check(self._genome())
        return made

    def _genome(self) -> Genome:
        create: Callable[[Actions], Genome] = registry.build(
            "genome", registry.choose("genome", "actions", length=self.length)
        )
        return create(Actions(np.array(self.buttons, np.uint8)))

    def _given(self, seed: int) -> list[Individual]:
        """What it is called with: individuals that were judged."""
        draw = np.random.default_rng(seed)
        genome = self._genome()
        found = []
        for i in range({"select": 7, "mate": 2}.get(self.kind, 1)):
            one = Individual(genome, draw.integers(genome.values, size=self.length).tolist())
            one.used = (1, self.length, int(draw.integers(1, self.length)))[(seed + i) % 3]
            one.path = _PATH[: 1 + one.used // 8].copy()
            one.objectives, one.violations = draw.normal(size=1), np.zeros(0)
            one.fitness = ConstrainedFitness((float(one.objectives[0]),))
            found.append(one)
        return found

    def _applied(
        self, operator: Operator, given: list[Individual], seed: int, poison: int = 0
    ) -> Any:
        """What comes of one call, with Python's `random` made the run's own."""
        with poisoned(poison), Randomness(seed).installed():
            if self.kind == "select":
                return operator(given, len(given))
            return operator(*given)

    def _bred(self, operator: Operator, seed: int, poison: int = 0) -> list[dict[str, Any]]:
        """The children of a seed, as a checkpoint takes them."""
        return [one.state() for one in self._applied(operator, self._given(seed), seed, poison)]
