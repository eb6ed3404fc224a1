"""Code of other people's in a run's loop: what it raises is told, what it keeps is saved."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from evomario import registry
from evomario.config import Node
from evomario.errors import UserError, one_line, quote, raised
from evomario.registry import Chosen, Unfit
from evomario.search.randomness import untouched

from .checkpoint import copied


class Kept:
    """What keeps something from generation to generation, which checkpoints hold."""

    def state(self) -> Any:
        """What it keeps, as numbers, texts, lists, dicts and arrays; None if nothing."""
        return None

    def load(self, state: Any) -> None:
        """Go on from a state."""


class Part:
    """A chosen callback or stop rule.

    Whatever it draws from the global random generators, the run finds them as they were.

    Args:
        kind: `callback` or `stop`.
        chosen: which, with its parameters.

    Attributes:
        reason: why the run is to end, as it last said; "" while it has nothing against going on.
        failed: whether it has raised something; it is called no more then.

    Raises:
        Unfit: it cannot be made of these parameters.
    """

    def __init__(self, kind: str, chosen: Chosen) -> None:
        self.kind, self.chosen, self.reason, self.failed = kind, chosen, "", False
        with self._told("made"):
            self.made: Any = registry.build(kind, chosen)

    def call(self, method: str, *arguments: Any) -> Any:
        """What a method of it returns; None once it has failed.

        Raises:
            UserError: it failed; one line says which and where.
        """
        if self.failed:
            return None
        with self._told(method):
            return getattr(self.made, method)(*arguments)

    def ask(self, method: str, *arguments: Any) -> None:
        """Call a method that may say why the run is to end."""
        reason = self.call(method, *arguments)
        if reason is not None and not isinstance(reason, str):
            raise UserError(
                f"{self}: {method} returned {quote(repr(reason))}; expected a reason to stop, as "
                'a text, or ""'
            )
        self.reason = one_line(reason or "")

    def state(self) -> dict[str, Any]:
        """All that it goes on from, as a checkpoint takes it."""
        with self._told("state"):
            kept = copied(self.made.state())
        return {**self._choice(), "state": kept, "reason": self.reason}

    def load(self, kept: dict[str, Any]) -> None:
        """Go on from a state; its reason stands only while its parameters are what they were."""
        if kept["state"] is not None:
            self.call("load", kept["state"])
        self.reason = kept["reason"] if kept.items() >= self._choice().items() else ""

    def _choice(self) -> dict[str, Any]:
        return {"type": self.chosen.type, "parameters": self.chosen.model_dump(mode="json")}

    def __str__(self) -> str:
        return f"{self.kind} {self.chosen.type!r}"

    @contextmanager
    def _told(self, doing: str) -> Iterator[None]:
        """Tell what goes wrong in one line; leave the global generators as they are."""
        try:
            with untouched():
                yield
        except UserError:
            self.failed = True
            raise
        except (Exception, SystemExit) as error:
            self.failed = True
            raise UserError(f"{self} failed in {doing}: {raised(error)}") from error


def made(kind: str, chosen: Iterable[Chosen], node: Node, *path: str | int) -> list[Part]:
    """The parts that a list of choices makes.

    Args:
        kind: of all of them.
        chosen: the choices.
        node: of the whole config.
        path: where in it the list is.

    Raises:
        ConfigError: one cannot be made, or does not go with what there is.
    """
    found = []
    for place, each in enumerate(chosen):
        try:
            found.append(Part(kind, each))
        except Unfit as error:
            raise error.located(node, *path, place) from None
        except UserError as error:
            raise node.error((*path, place), str(error)) from None
    return found


def load(parts: Iterable[Part], states: Iterable[dict[str, Any]]) -> None:
    """Let parts go on from states: the n-th of a name from the state of the n-th of that name.

    What came into the config since then begins anew.
    """
    left = list(states)
    for part in parts:
        kept = next((each for each in left if each["type"] == part.chosen.type), None)
        if kept is not None:
            left.remove(kept)
            part.load(kept)
