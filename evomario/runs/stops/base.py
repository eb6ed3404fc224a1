"""What a stop rule is, and all rules of a run as one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from evomario import registry
from evomario.errors import UserError
from evomario.registry import Entry

from .. import parts

if TYPE_CHECKING:  # what these know of a config takes the rules from here
    from ..parts import Part
    from ..progress import Progress


class StopRule(parts.Kept):
    """What a class registered as `stop` derives from.

    Its keyword-only arguments are what a config gives. It is asked after each generation. A
    checkpoint keeps its state as of before that, and a run that is resumed asks again.
    """

    def over(self, progress: Progress) -> str:
        """Why the run is to end now; "" if it may go on."""
        raise NotImplementedError

    def share(self, progress: Progress) -> float:
        """The used share of what the rule allows, 0 to 1: schedules of the algorithm follow it.

        It is asked as if no time had passed: `progress.seconds` and `frames_emulated` are 0, since
        a run that followed them would not repeat.
        """
        return 0.0


def _check(new: Entry) -> None:
    """See that what is registered as a stop rule is one.

    Raises:
        ValueError: it is not.
    """
    target: Any = new.target
    of_kind = isinstance(target, type) and issubclass(target, StopRule)
    if not of_kind or target.over is StopRule.over:
        raise ValueError(f"stop {new.name!r}: expected a StopRule with its own `over`")


registry.define("stop", check=_check)


class Rules:
    """The stop rules of a run.

    Attributes:
        reason: what the first of those said that want the run to end; "" if none does.
    """

    def __init__(self, rules: Sequence[Part]) -> None:
        self._rules = rules

    def look(self, progress: Progress) -> None:
        """Ask every rule, after a generation.

        Raises:
            UserError: one failed.
        """
        for each in self._rules:
            each.ask("over", progress)

    @property
    def reason(self) -> str:  # noqa: D102, see above
        return next((each.reason for each in self._rules if each.reason), "")

    def share(self, progress: Progress | None) -> float:
        """The used share of the budget, 0 to 1: the largest that any rule knows.

        Raises:
            UserError: a rule failed, or knows something that is no number.
        """
        if progress is None:
            return 0.0
        timeless = progress._replace(seconds=0.0, frames_emulated=0)
        return max((_share(each, timeless) for each in self._rules), default=0.0)

    def state(self) -> list[dict[str, Any]]:
        """What the rules keep."""
        return [each.state() for each in self._rules]

    def load(self, states: list[dict[str, Any]]) -> None:
        """Go on from a state."""
        parts.load(self._rules, states)


def _share(rule: Part, progress: Progress) -> float:
    found = rule.call("share", progress)
    if not isinstance(found, int | float) or found != found:
        raise UserError(f"{rule}: share returned {found!r}; expected a number from 0 to 1")
    return min(1.0, max(0.0, float(found)))
