"""What every algorithm behind ask and tell keeps."""

import json
import tempfile
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any, ClassVar
from unittest import SkipTest

import numpy as np

from evomario import registry
from evomario.fitness import Evaluation
from evomario.mario.metrics import METRICS
from evomario.policies import Actions
from evomario.runs.checkpoint import newest_checkpoint, write_checkpoint
from evomario.search import Adapting, Best

from .alike import is_same
from .chance import poisoned
from .play import judged


class AlgorithmContract:
    """Laws of an algorithm, which plays a game of numbers.

    Attributes:
        name: what it is registered under.
        parameters: as a config gives them; small, so that the tests are quick.
        space: what its genomes are made for: what a gene can choose, or, of an algorithm that
            makes networks, the numbers of their inputs and outputs.
        generations: how long it is watched.
    """

    name: ClassVar[str]
    parameters: ClassVar[dict[str, Any]] = {}
    space: ClassVar[Any] = Actions(np.array([0, 128, 129, 130, 131], np.uint8))
    generations: ClassVar[int] = 4

    def made(self, seed: int = 0) -> Any:
        """The algorithm as a run makes it."""
        create = registry.build(
            "algorithm", registry.choose("algorithm", self.name, **self.parameters)
        )
        traits = registry.entry("algorithm", self.name).traits
        more = {"metrics": METRICS} if traits.get("metrics") else {}
        return create(self.space, seed, handling=None, **more)

    def judge(self, one: Any, genomes: Sequence[Any], constraints: int = 0) -> Evaluation:
        """What genomes are worth; the same for the same."""
        return judged(genomes, one.encoded, constraints)

    def champion(self, one: Any) -> Any:
        """The genome of what it says is the best."""
        return one.best.genome if isinstance(one.best, Best) else one.best

    def play(
        self, one: Any, generations: int, constraints: int = 0, poison: int = 0
    ) -> list[list[bytes]]:
        """The genomes of each generation, as bytes."""
        found = []
        for _ in range(generations):
            with poisoned(poison):
                genomes = one.ask()
                found.append([one.encoded(genome) for genome in genomes])
                one.tell(genomes, self.judge(one, genomes, constraints))
        return found

    def test_the_same_seed_gives_the_same_genomes(self) -> None:
        """Chance comes from the root seed and nothing else; the global generators are left."""
        first, again, other = (
            self.play(self.made(seed), self.generations, poison=poison)
            for poison, seed in enumerate((3, 3, 4))
        )
        assert first == again, "the same seed gives other genomes"
        assert first != other, "another seed gives the same genomes"

    def test_asking_again_gives_the_same(self) -> None:
        """Asking without telling changes nothing."""
        one, other = self.made(), self.made()
        for _ in range(self.generations):
            genomes, again = one.ask(), one.ask()
            assert _bytes(one, genomes) == _bytes(one, again), "asked twice it gives other genomes"
            one.tell(again, self.judge(one, again))
            self.play(other, 1)
        assert self.play(one, 1) == self.play(other, 1), "asking twice changes what follows"

    def test_a_state_goes_on_exactly(self) -> None:
        """From a checkpoint it goes on as it would have, whenever the state was taken.

        One taken between ask and tell is that before ask: what was asked for is asked for again.
        """
        for constraints in (0, 2):
            for done in range(self.generations):
                for asked in (False, True):
                    one, other = self.made(5), self.made(99)
                    self.play(one, done, constraints)
                    pending = one.ask() if asked else None
                    other.load(_stored(one))
                    if pending is not None:
                        one.tell(pending, self.judge(one, pending, constraints))
                        again = self.play(other, 1, constraints)[0]
                        assert _bytes(one, pending) == again, (
                            f"of a state between ask and tell {done} it asks for other genomes"
                        )
                    same = self.play(one, 3, constraints) == self.play(other, 3, constraints)
                    assert same, f"it does not go on from its state after tell {done}"
                    assert is_same(_stored(one), _stored(other)), "its state goes another way"

    def test_a_state_says_where_chance_stands(self) -> None:
        """`random` in it is that, as JSON takes it: digests of generations hold it."""
        one = self.made()
        for _ in range(2):
            state = one.state()
            assert "random" in state, "its state has no 'random'"
            try:
                json.dumps(state["random"])
            except TypeError as error:
                raise AssertionError(f"random of its state: {error}") from None
            self.play(one, 1)

    def test_what_it_is_told_stays_as_it_was(self) -> None:
        """`tell` writes neither to the evaluation nor to the genomes."""
        one = self.made()
        for _ in range(self.generations):
            genomes = one.ask()
            before, evaluation = _bytes(one, genomes), self.judge(one, genomes, 1)
            kept = deepcopy(evaluation)
            one.tell(genomes, evaluation)
            assert _bytes(one, genomes) == before, "tell changes genomes"
            for name, value, was in zip(evaluation._fields, evaluation, kept, strict=True):
                assert is_same(value, was), f"tell changes evaluation.{name}"

    def test_generations_are_counted(self) -> None:
        """`generation` is how often it was told; asking does not count."""
        one = self.made()
        for done in range(self.generations):
            one.ask()
            assert one.generation == done, f"generation is {one.generation} after {done} tells"
            self.play(one, 1)

    def test_the_best_is_the_best_so_far(self) -> None:
        """None before the first tell, and then the best that it was told of: it never falls back.

        Whether some, all or none of them keep the constraints, if there are any.
        """
        for constraints in range(4):
            one = self.made(7)
            assert one.best is None, "there is a best before the first tell"
            best: tuple[float, ...] | None = None
            for _ in range(self.generations):
                genomes = one.ask()
                told = self.judge(one, genomes, constraints)
                one.tell(genomes, told)
                worth = _worth(told, told.best())
                best = worth if best is None else max(best, worth)
                found = _worth(self.judge(one, [self.champion(one)], constraints), 0)
                assert found == best, f"best is worth {found}, it was told of {best}"

    def test_one_that_can_begin_with_another_does_so_anew(self) -> None:
        """With `begin_with`, see `Adapting`, what it asks for first follows from what is given.

        It is new in all else: it has no best, and no generation is behind it.
        """
        if not isinstance(self.made(), Adapting):
            raise SkipTest("it always begins anew")
        source = self.made(5)
        self.play(source, self.generations)
        given, one, again, alone = _stored(source), self.made(8), self.made(8), self.made(8)
        kept = deepcopy(given)
        for each in (one, again):
            each.begin_with(given)
        assert is_same(given, kept), "begin_with changes what it is given"
        assert one.generation == 0 and one.best is None, "it does not begin anew"
        first = self.play(one, 1)
        assert first != self.play(alone, 1), "begin_with changes nothing"
        assert first + self.play(one, 2) == self.play(again, 3), "the same start goes another way"


def _worth(evaluation: Evaluation, place: int) -> tuple[float, ...]:
    """What one of those judged is worth: more is better, and where it violates, that is all."""
    violation = float(evaluation.violations[place].sum())
    return (-violation,) if violation else (0.0, *evaluation.objectives[place].tolist())


def _bytes(one: Any, genomes: Sequence[Any]) -> list[bytes]:
    return [one.encoded(genome) for genome in genomes]


def _stored(one: Any) -> dict[str, Any]:
    """Its state after it was a checkpoint."""
    with tempfile.TemporaryDirectory() as folder:
        write_checkpoint(Path(folder), one.generation, one.state())
        state = newest_checkpoint(Path(folder))
    assert state is not None, "nothing was written"
    return state
