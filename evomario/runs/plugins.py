"""Which plug-ins a run uses: kept in its folder, so that whoever goes on with it can be told."""

import json
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from evomario import registry
from evomario.errors import UserError
from evomario.registry import Entry, Plugin, PluginWarning

from .files import write_text
from .folder import RunFolder
from .settings import RunConfig, load_config

_FORMAT = 1
_LARGEST = 1 << 20  # bytes of a plugins.json
_DIGITS = 12  # of a sha256 that is told


class MissingPlugin(UserError):
    """A run needs a plug-in that is not there."""


def load_run(folder: RunFolder, overrides: Sequence[str] = ()) -> RunConfig:
    """The config of a run, once the plug-ins that it uses are there.

    Raises:
        MissingPlugin: one is missing. UserError: as of `load_config`.
    """
    _check(folder)
    return load_config(str(folder.config), overrides)


def used(config: RunConfig) -> Iterator[tuple[Plugin, Entry]]:
    """What a config chooses of plug-ins, and of which."""
    handling = config.node.at(("fitness", "handling", "type"))
    chosen = [*registry.chosen(config.settings)]
    chosen += [registry.entry("metric", own.chosen.type) for own in config.task.fitness.more.own]
    if handling is not None:
        chosen.append(registry.entry("handling", str(handling.value)))
    for each in chosen:
        plugin = registry.plugin_of(each)
        if plugin is not None:
            yield plugin, each


def record(config: RunConfig, folder: RunFolder) -> None:
    """Keep which plug-ins a run uses, after those that it used before; nothing if none."""
    kept = _read(folder.plugins)
    for plugin, entry in used(config):
        found = {**plugin._asdict(), "registers": [entry.kind, entry.name]}
        if found not in kept:
            kept.append(found)
    if kept:
        write_text(
            folder.plugins, json.dumps({"format": _FORMAT, "plugins": kept}, indent=1) + "\n"
        )


def plugins_of(folder: RunFolder) -> list[Plugin]:
    """The plug-ins that a run has used, each once.

    Raises:
        UserError: what is kept of them cannot be read.
    """
    kept = (Plugin(*(each[field] for field in Plugin._fields)) for each in _read(folder.plugins))
    return list(dict.fromkeys(kept))


def _read(path: Path) -> list[dict[str, Any]]:
    """What was kept; nothing where there is no file."""
    try:
        if path.stat().st_size > _LARGEST:
            raise ValueError("too large")
        content = json.loads(path.read_text("utf-8"))
        if content["format"] != _FORMAT:
            raise ValueError(f"format {content['format']}, expected {_FORMAT}")
        return [_one(each) for each in content["plugins"]]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise UserError(f"{path}: cannot read which plug-ins were used: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UserError(f"{path}: not a list of plug-ins: {error}") from None


def _one(content: Any) -> dict[str, Any]:
    kind, name = content["registers"]
    plugin = Plugin(*(content[field] for field in Plugin._fields))
    if not all(isinstance(each, str) for each in (*plugin, kind, name)):
        raise ValueError("texts expected")
    return {**plugin._asdict(), "registers": [kind, name]}


def _check(folder: RunFolder) -> None:
    """See that what a run used last is there; warn where it is not as it was.

    Raises:
        MissingPlugin: something is missing.
    """
    last = {tuple(each["registers"]): each for each in _read(folder.plugins)}
    missing, said = [], set()
    for (kind, name), each in last.items():
        before = Plugin(*(each[field] for field in Plugin._fields))
        if name not in registry.names(kind):
            way = "by --plugin FILE" if before.sha256 else "to be installed"
            missing.append(f"{kind} {name!r} of {_told(before)}, {way}")
            continue
        now = registry.plugin_of(registry.entry(kind, name))
        if now is None or now[2:] != before[2:]:
            said.add(f"{folder.path} was made with {_told(before)}; there is now {_told(now)}")
    if missing:
        raise MissingPlugin(f"{folder.path} needs {' and '.join(missing)}")
    for text in sorted(said):
        warnings.warn(text, PluginWarning, stacklevel=4)


def _told(plugin: Plugin | None) -> str:
    if plugin is None:
        return "what is registered without a plug-in"
    return f"{plugin}, sha256 {plugin.sha256[:_DIGITS]}" if plugin.sha256 else str(plugin)
