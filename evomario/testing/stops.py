"""What every stop rule keeps."""

import math
from typing import Any, ClassVar

from evomario import registry
from evomario.runs import Progress

from .alike import is_same
from .chance import poisoned
from .pretended import apart, check_left, state_of, told


class StopContract:
    """Laws of a stop rule, which is told of a run that nobody plays.

    The best rises in generations 1, 3, 6, 10, 15 and 21.

    Attributes:
        name: what it is registered under.
        parameters: as a config gives them.
        generations: for which it is asked, whatever it says.
    """

    name: ClassVar[str]
    parameters: ClassVar[dict[str, Any]] = {}
    generations: ClassVar[int] = 12

    def test_it_says_why_a_run_is_to_end_or_nothing(self) -> None:
        """`over` returns a text."""
        for reason, _ in self._asked(self._made()):
            assert isinstance(reason, str), f"over returns {reason!r}, which is no text"

    def test_a_share_is_a_number(self) -> None:
        """`share` returns one that is finite and not below 0, and does not change the rule."""
        one = self._made()
        for progress in self._progress():
            one.over(progress)
            before = state_of(one)
            share = one.share(progress._replace(seconds=0.0, frames_emulated=0))
            number = isinstance(share, int | float) and math.isfinite(share)
            assert number and share >= 0, f"share returns {share!r}: expected a number from 0 to 1"
            assert is_same(state_of(one), before), "asked for its share it keeps something else"

    def test_a_state_goes_on_exactly(self) -> None:
        """From the state before a generation it says of that, and of all after it, the same.

        Its state is what a checkpoint takes, and giving it changes nothing.
        """
        for several in (False, True):
            whole, one = self._asked(self._made(), several), self._made()
            for done, progress in enumerate(self._progress(several)):
                state, other = state_of(one), self._made()
                if state is not None:
                    other.load(state)
                again = self._asked(other, several, done)
                assert is_same(again, whole[done:]), (
                    f"it does not go on from its state before generation {done + 1}"
                )
                one.over(progress)

    def test_the_same_run_gives_the_same(self) -> None:
        """It draws nothing by chance: the global random generators are left as they were."""
        found = []
        for poison in (1, 2):
            with poisoned(poison):
                found.append(self._asked(self._made()))
        assert is_same(*found), "told the same it says or keeps something else"

    def test_it_only_looks(self) -> None:
        """The progress stays as it was, and no file is left."""
        with apart() as path:
            one = self._made()
            for progress in self._progress():
                before = repr(progress)
                one.over(progress)
                one.share(progress)
                assert repr(progress) == before, "it changes the progress"
            check_left(path)

    def _made(self) -> Any:
        return registry.build("stop", registry.choose("stop", self.name, **self.parameters))

    def _progress(self, several: bool = False) -> list[Progress]:
        """How far the run has come, after each generation."""
        return [told(generation, several) for generation in range(1, self.generations + 1)]

    def _asked(self, one: Any, several: bool = False, since: int = 0) -> list[tuple[Any, Any]]:
        """What it says of each generation after some, and keeps then."""
        return [(one.over(each), state_of(one)) for each in self._progress(several)[since:]]
