"""What every callback keeps."""

from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from evomario import registry
from evomario.runs import Callback, Progress, Running
from evomario.runs.checkpoint import copied

from .alike import is_same
from .chance import poisoned
from .pretended import Pretended, apart, check_left, improves, pretended, state_of

_APART = 3  # generations between those after which a run is cut


class _Heard(NamedTuple):
    """What comes of a generation: what a callback says, and what it keeps then."""

    reason: Any
    state: Any


class CallbackContract:
    """Laws of a callback, which is told of a run that nobody plays.

    Better champions come in generations 1, 3, 6, 10, 15 and 21, and a checkpoint after every third.

    Attributes:
        name: what it is registered under.
        parameters: as a config gives them.
        generations: of the run, unless the callback ends it before.
    """

    name: ClassVar[str]
    parameters: ClassVar[dict[str, Any]] = {}
    generations: ClassVar[int] = 12

    def test_it_says_why_a_run_is_to_end_or_nothing(self) -> None:
        """`generation` returns a text, or None."""
        with pretended() as run:
            for each in self._told(run, self._made()):
                of_kind = each.reason is None or isinstance(each.reason, str)
                assert of_kind, f"generation returns {each.reason!r}, neither a text nor None"

    def test_a_state_goes_on_exactly(self) -> None:
        """From a checkpoint it goes on as it would have, though it has heard more before.

        Its state is what a checkpoint takes, and giving it changes nothing.
        """
        for several in (False, True):
            with pretended(several) as run:
                whole = self._told(run, self._made())
            for done in range(1, len(whole), _APART):
                with pretended(several) as run:
                    one = self._made()
                    state = self._told(run, one, until=done)[-1].state
                    self._told(run, one, done, min(done + 2, len(whole)), start=False)
                    again = self._told(run, self._loaded(state), done)
                    assert is_same(again, whole[done:]), (
                        f"it does not go on from its state after generation {done}"
                    )

    def test_the_same_run_gives_the_same(self) -> None:
        """It draws nothing by chance: the global random generators are left as they were."""
        found = []
        for poison in (1, 2):
            with pretended() as run, poisoned(poison):
                found.append(self._told(run, self._made()))
        assert is_same(*found), "told the same it says or keeps something else"

    def test_it_only_looks(self) -> None:
        """The progress, the champion and the config stay as they were."""
        for several in (False, True):
            with pretended(several, _Watched) as run:
                assert isinstance(run, _Watched)
                self._told(run, self._made())
                run.check()  # after the end

    def test_files_are_left_in_the_run_folder_and_are_its_own(self) -> None:
        """Nothing beside that folder, nor among temporary files; what the run wrote stays."""
        with pretended() as run:
            heard = self._told(run, self._made())
            check_left(run.folder.path)
            found = run.own()
        with pretended() as run:
            self._told(run, _Silent(heard))
            wanted = run.own()
        changed = [name for name in wanted if found.get(name) != wanted[name]]
        assert not changed, f"it changes {changed[0]}, which is the run's"

    def test_it_waits_for_the_start(self) -> None:
        """Made, as whenever a config is checked, it leaves files and chance alone."""
        with apart() as path, poisoned(1):
            self._made()
            check_left(path)

    def _made(self) -> Any:
        chosen = registry.choose("callback", self.name, **self.parameters)
        return registry.build("callback", chosen)

    def _loaded(self, state: Any) -> Any:
        """Another one that goes on from a state."""
        one = self._made()
        if state is not None:
            one.load(copied(state))  # which it may keep
        return one

    def _told(
        self, run: Pretended, one: Any, since: int = 0, until: int = 0, start: bool = True
    ) -> list[_Heard]:
        """Tell it of generations, to the end of the run or to one before; what it says of each."""
        found: list[_Heard] = []
        if since and start:
            run.go_on(run.progress(since))
        if start:
            one.start(run.at(run.progress(since) if since else None))
        for generation in range(since + 1, (until or self.generations) + 1):
            progress = run.progress(generation)
            run.advance(progress)
            now = run.at(progress)
            if improves(generation):
                one.improvement(now, progress)
            reason = one.generation(now, progress)
            found.append(_Heard(reason, state_of(one)))
            over = bool(reason) or generation == self.generations
            if over or generation % 3 == 0:
                one.checkpoint(now, progress)
                run.save(progress)
            if over:
                one.end(now, run.result(progress, str(reason or "")))
                break
        return found


class _Silent(Callback):
    """Says what another one has said, and does nothing."""

    def __init__(self, heard: list[_Heard]) -> None:
        self._reasons = [each.reason for each in heard]

    def generation(self, run: Running, progress: Progress) -> str | None:
        """Say it."""
        reason: str | None = self._reasons[progress.generation - 1]
        return reason


class _Watched(Pretended):
    """A run that compares what it has shown with what that is a while later."""

    def __init__(self, path: Path, several: bool) -> None:
        super().__init__(path, several)
        self._progress: Progress | None = None
        self._before = self.shown(None)

    def advance(self, progress: Progress) -> None:
        """See that all is as it was, and go on."""
        self.check()
        super().advance(progress)

    def at(self, progress: Progress | None) -> Running:
        """The run as callbacks see it, remembered."""
        self._progress, self._before = progress, self.shown(progress)
        return super().at(progress)

    def check(self) -> None:
        """See that what was shown last is as it was.

        Raises:
            AssertionError: it is not.
        """
        for what, now in self.shown(self._progress).items():
            assert is_same(now, self._before[what]), f"it changes the {what}"
