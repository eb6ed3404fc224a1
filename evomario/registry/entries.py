"""What is registered now."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, ParamSpec, TypeVar, cast

from evomario.errors import unknown

from .items import Chosen, Entry, Plugin

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T", bound=Callable[..., Any])


@dataclass(frozen=True)
class Kind:
    """What is special about a kind, see `define`."""

    common: type[Chosen] = Chosen
    widen: Callable[[Any], Any] = lambda annotation: annotation
    check: Callable[[Entry], None] = lambda entry: None
    beside: str = ""


_kinds: dict[str, Kind] = {}
_entries: dict[str, dict[str, Entry]] = {}
_forgettable: list[Callable[[], None]] = []
_loading: list[Plugin] = []  # the plug-in that registers now, if one does


def until_more(make: Callable[P, R]) -> Callable[P, R]:
    """Keep what a function makes, until more is registered."""
    kept = cache(make)
    _forgettable.append(kept.cache_clear)
    return cast(Callable[P, R], kept)


def forget() -> None:
    """Forget all that was made of what was registered so far."""
    for each in _forgettable:
        each()


def define(
    kind: str,
    common: type[Chosen] = Chosen,
    widen: Callable[[Any], Any] = lambda annotation: annotation,
    check: Callable[[Entry], None] = lambda entry: None,
    beside: str = "",
) -> None:
    """Say what is special about a kind; one of which nothing is special needs no definition.

    Args:
        kind: its name.
        common: what a config gives for any of the kind, beside the implementation's own.
        widen: makes of a parameter's annotation what a config may give for it.
        check: raises ValueError at the registration of what is none of the kind.
        beside: another kind, which configs choose in the same place: a name belongs to one of them.
    """
    _kinds[kind] = Kind(common, widen, check, beside)
    forget()


def special(kind: str) -> Kind:
    """What was defined of a kind."""
    return _kinds.get(kind, Kind())


def register(
    kind: str,
    name: str | None = None,
    *,
    settings: type[Chosen] | None = None,
    types: Mapping[str, Any] | None = None,
    about: str = "",
    **traits: Any,
) -> Callable[[T], T]:
    """Register a function or class, by its own name if no other is given. See `Entry`.

    Raises:
        ValueError: the name is taken, or a parameter has no type; or a plug-in names a kind that
            nothing asks for.
    """

    def add(target: T) -> T:
        called = name or target.__name__
        line = about or (inspect.getdoc(target) or "").partition("\n")[0]
        plugin = _loading[-1] if _loading else None
        entry = Entry(kind, called, target, settings, types or {}, line, traits, plugin)
        _check(entry)
        _entries.setdefault(kind, {})[called] = entry
        forget()
        return target

    return add


def _check(new: Entry) -> None:
    asked = {*_kinds, *_entries}
    if new.plugin and new.kind not in asked:
        raise ValueError(unknown("kind", new.kind, sorted(asked)))
    beside = {special(new.kind).beside, *(k for k, of in _kinds.items() if of.beside == new.kind)}
    for kind in (new.kind, *sorted(beside)):
        there = _entries.get(kind, {}).get(new.name)
        if not there:
            continue
        ours = there.target.__module__.startswith("evomario.")
        by = f", by {there.plugin}" if there.plugin else ", as it is built in" if ours else ""
        raise ValueError(f"{kind} {new.name!r} is registered already{by}")
    new.fields()
    special(new.kind).check(new)


@contextmanager
def loading(plugin: Plugin) -> Iterator[None]:
    """What is registered inside comes from a plug-in; if that fails, nothing of it stays."""
    before = {kind: {**registered} for kind, registered in _entries.items()}
    _loading.append(plugin)
    try:
        yield
    except BaseException:
        _entries.clear()
        _entries.update(before)
        forget()
        raise
    finally:
        _loading.pop()


def drop(plugin: Plugin) -> None:
    """Forget all that a plug-in registered."""
    for registered in _entries.values():
        for name in [name for name, each in registered.items() if each.plugin == plugin]:
            del registered[name]
    forget()


def known() -> list[Entry]:
    """All that is registered now, by kind and name."""
    return [
        _entries[kind][name]
        for kind in sorted(_entries) for name in sorted(_entries[kind], key=str.lower)
    ]  # fmt: skip


def known_names(kind: str) -> list[str]:
    """The names of a kind that are registered now, in alphabetical order."""
    return sorted(_entries.get(kind, {}), key=str.lower)


def known_entry(kind: str, name: str) -> Entry | None:
    """What is registered under a name now, if anything is."""
    return _entries.get(kind, {}).get(name)
