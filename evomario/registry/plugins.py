"""Plug-ins: code of other people's that registers what configs can then name.

An installed package names modules as entry points of the group `evomario.plugins`. They are found
without being imported, and imported when a name is asked for that is not registered, or when all
of a kind is to be listed. A file comes by `--plugin FILE`. No config can bring code.

One that cannot be imported is told of, with its own error, and skipped whole.
"""

import hashlib
import importlib
import importlib.util
import sys
import warnings
from collections.abc import Callable
from functools import partial
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from evomario.errors import UserError, raised

from .entries import drop, known, loading
from .items import Entry, Plugin

GROUP = "evomario.plugins"
#: Importing it registers what is built in, which comes first: plug-ins add to it. Named as plug-ins
#: are, and not imported from here: this room knows of no other.
BUILT_IN = "evomario.report.sections"

_loaded: dict[str, Plugin] = {}  # by place
_open = True  # whether installed plug-ins are still to be loaded


class PluginWarning(UserWarning):
    """A plug-in cannot be used."""


def installed() -> list[Plugin]:
    """The installed plug-ins, by name; nothing is imported for it."""
    return [_plugin(each) for each in _entry_points()]


def _entry_points() -> list[EntryPoint]:
    return sorted(entry_points(group=GROUP), key=lambda each: (each.name, each.value))


def _plugin(found: EntryPoint) -> Plugin:
    package = (found.dist.name, found.dist.version) if found.dist else ("", "")
    return Plugin(found.name, found.value, *package)


def given() -> list[Plugin]:
    """The plug-ins that were loaded from files."""
    return [each for each in _loaded.values() if each.sha256]


def plugin_of(entry: Entry) -> Plugin | None:
    """What brought something, also where Python imported it before it was asked for by name."""
    found = (each for each in installed() if each.brings(entry.target.__module__))
    return entry.plugin or next(found, None)


def brought(plugin: Plugin) -> list[Entry]:
    """What a plug-in that is loaded has registered, by kind and name."""
    return [
        each for each in known()
        if each.plugin == plugin or plugin.brings(each.target.__module__)
    ]  # fmt: skip


def load_installed() -> bool:
    """Load the installed plug-ins, once a process; whether that has registered anything."""
    global _open
    if not _open:
        return False
    _open = False
    importlib.import_module(BUILT_IN)
    before = len(known())
    for found in _entry_points():
        plugin = _plugin(found)
        if plugin.place not in _loaded:
            _load(plugin, found.load)
    return len(known()) > before


def load_file(path: Path) -> Plugin:
    """Load a plug-in from a file; one that has changed since it was loaded is loaded anew.

    Raises:
        UserError: the file cannot be read, or is not named as Python's are.
    """
    importlib.import_module(BUILT_IN)
    place = path.resolve()
    if path.suffix != ".py":
        raise UserError(f"--plugin {path}: expected a Python file, its name ending in .py")
    try:
        digest = hashlib.sha256(place.read_bytes()).hexdigest()
    except OSError as error:
        raise UserError(f"--plugin {path}: {(error.strerror or str(error)).lower()}") from None
    plugin = Plugin(path.stem, str(place), sha256=digest)
    before = _loaded.get(plugin.place)
    if before != plugin:
        if before:
            drop(before)
        _load(plugin, partial(_run, plugin))
    return plugin


def _run(plugin: Plugin) -> None:
    """Run a file as a module, known by a name of its own."""
    name = f"evomario_plugin_{plugin.name}_{hashlib.sha256(plugin.place.encode()).hexdigest()[:8]}"
    spec = importlib.util.spec_from_file_location(name, plugin.place)
    assert spec and spec.loader  # there is a loader for what ends in .py
    sys.modules[name] = module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise


def _load(plugin: Plugin, work: Callable[[], object]) -> None:
    _loaded[plugin.place] = plugin
    try:
        with loading(plugin):
            work()
    except (Exception, SystemExit) as error:
        warnings.warn(f"{plugin} is skipped: {raised(error)}", PluginWarning, stacklevel=4)
