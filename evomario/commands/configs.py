"""The commands on configs: `evomario validate`, `evomario new`, `evomario schema`."""

import json
from pathlib import Path
from typing import Annotated

import typer

from .output import Config, Json, Plugins, Set, print_json, say, warn


def validate(
    config: Config, set_: Set = None, plugin: Plugins = None, as_json: Json = False
) -> None:
    """Check a config, without running it, and warn of traps in it."""
    from evomario.runs import load_config
    from evomario.runs.traps import traps

    loaded = load_config(config, set_ or [])
    settings, found = loaded.settings, traps(loaded)
    if as_json:
        kind = settings.algorithm.type
        print_json(valid=True, name=settings.name, algorithm=kind, warnings=found)
        return
    levels = ", ".join(settings.task.train)
    say(f"{config}: valid: {settings.name}, {settings.algorithm.type} on {levels}")
    for each in found:
        warn(each)


def new(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="To be written: my-run.yaml.")],
    source: Annotated[
        str | None,
        typer.Option("--from", metavar="CONFIG", help="Copy this. (default: ga/1-1, explained)"),
    ] = None,
    plugin: Plugins = None,
    as_json: Json = False,
) -> None:
    """Write a config to start from, each of its keys explained; or a copy of another config."""
    from evomario.runs.new import DEFAULT, write_new

    path = file if file.suffix else file.with_suffix(".yaml")
    name = write_new(path, source)
    if as_json:
        print_json(config=str(path), name=name, source=source or DEFAULT)
    else:
        say(f"{path}: written; start it with: evomario run {path}")


def schema(plugin: Plugins = None, as_json: Json = False) -> None:
    """Print a JSON Schema of configs, with which editors complete and check them."""
    from evomario.runs.schema import config_schema

    found = config_schema()
    typer.echo(json.dumps(found) if as_json else json.dumps(found, indent=2))
