"""The registry as it was, for tests that load plug-ins."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from evomario import registry
from evomario.registry import entries, plugins


@contextmanager
def unchanged(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let what is registered inside be forgotten; no plug-in is loaded before."""
    registry.load_installed()  # once a process: what these register is to stay
    before = {kind: {**named} for kind, named in entries._entries.items()}
    monkeypatch.setattr(plugins, "_loaded", {})
    monkeypatch.setattr(plugins, "_open", False)
    yield
    entries._entries.clear()
    entries._entries.update(before)
    entries.forget()
