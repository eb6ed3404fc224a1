"""What commands have in common: options, and how they speak."""

import json
import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import get_terminal_size
from textwrap import fill
from typing import Annotated, Any

import typer

from evomario.errors import one_line

_WIDEST = 100  # characters of a line of prose

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Change a key: algorithm.population=50."),
]


def _readable(config: str) -> str:
    """See that a config is plain data, before anything that takes long is imported."""
    from evomario.config import load

    load(config)
    return config


def _load(files: list[Path] | None) -> list[Path] | None:
    """Load plug-ins, before a command does anything else."""
    if files:
        from evomario.registry import load_file

        for each in files:
            load_file(each)
    return files


Plugins = Annotated[
    list[Path] | None,
    typer.Option(
        "--plugin", metavar="FILE", callback=_load,
        help="Python that registers operators and more, see docs/plugins.md; may be given again.",
    ),
]  # fmt: skip
Config = Annotated[
    str,
    typer.Argument(metavar="CONFIG", callback=_readable, help="A file, or a name: ga/1-1."),
]


Rom = Annotated[
    Path | None,
    typer.Option("--rom", metavar="FILE", help="Another copy of the ROM than the installed one."),
]


def use_rom(rom: Path | None) -> None:
    """Let the whole process play another copy of the ROM, if one is given."""
    if rom is not None:
        from evomario.mario import roms

        roms.use_rom(rom)


def say(text: str, quiet: bool = False) -> None:
    """Print a line, unless told to be quiet."""
    if not quiet:
        typer.echo(text)


def prose(*sentences: str) -> None:
    """Print sentences in lines that fit the terminal."""
    width = min(_WIDEST, get_terminal_size().columns)
    for each in sentences:
        typer.echo(fill(each, width))


def print_json(**values: Any) -> None:
    """Print one JSON object; a number that is not finite, which JSON has not, becomes null."""
    typer.echo(json.dumps(_finite(values), allow_nan=False))


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def warn(text: str) -> None:
    """Print a warning, one line on stderr."""
    typer.echo(f"evomario: warning: {one_line(text)}", err=True)


@contextmanager
def plain_warnings() -> Iterator[None]:
    """Print Python's warnings as ours, each text once."""
    said: set[str] = set()

    def show(message: Warning | str, *_: Any, **__: Any) -> None:
        if str(message) not in said:
            said.add(str(message))
            warn(str(message))

    with warnings.catch_warnings():
        warnings.showwarning = show
        yield
