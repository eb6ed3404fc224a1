"""The commands on plug-ins: `evomario plugin new` and `evomario plugin check`."""

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evomario.errors import UserError, unknown

from .output import Json, print_json, say, warn

if TYPE_CHECKING:  # what follows is imported when a command needs it
    from evomario.registry import Entry, Plugin
    from evomario.testing.checking import Checked

app = typer.Typer(no_args_is_help=True, help="Write a plug-in to start from, or check one.")


@app.command()
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Of the package: mario-swap.")],
    kind: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND",
            help="operator, metric, measure, observation or algorithm; may be given again. "
            "(default: operator)",
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Its folder. (default: NAME)")
    ] = None,
    as_json: Json = False,
) -> None:
    """Write a package of a plug-in that works, with tests and a config, to change as you like."""
    from evomario.runs.files import whole_folder

    from .skeleton.package import checked

    package, folder = checked(name, kind or ["operator"]), output or Path(name)
    with whole_folder(folder) as partial:
        written = package.write(partial)
    if as_json:
        registers = [package.registered(each) for each in package.kinds]
        kinds = list(package.kinds)
        print_json(folder=str(folder), files=written, kinds=kinds, registers=registers)
    else:
        say(f"{folder}: written; test it with: cd {folder} && pip install -e . && pytest")


@app.command()
def check(
    plugin: Annotated[
        str, typer.Argument(metavar="FILE|NAME", help="A Python file, or an installed plug-in.")
    ],
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Give a parameter: mutate.swap.times=3."),
    ] = None,
    as_json: Json = False,
) -> None:
    """See whether all that a plug-in registers keeps the laws of its kind."""
    from evomario.testing.checking import check as checked

    found, entries = _loaded(plugin)
    results = checked(entries, set_ or [])
    failed = sum(len(each.broken) for each in results)
    if as_json:
        print_json(plugin=found._asdict(), broken=failed, checked=[r._asdict() for r in results])
    else:
        for each in results:
            _tell(each)
        laws = sum(len(each.laws) for each in results)
        end = f"{failed} broken" if failed else "all kept"
        say(f"{plugin}: {len(results)} registered, {laws} laws, {end}")
    if failed:
        raise typer.Exit(1)


def _tell(result: "Checked") -> None:
    """Print a line of something registered, or one of each law that it breaks."""
    who = f"{result.kind} {result.name}"
    for law, problem in result.broken.items():
        say(f"{who}: broken: {law}: {' '.join(problem.split())}")
    if not result.laws:
        say(f"{who}: its kind has no contract")
    elif not result.broken:
        say(f"{who}: {len(result.laws)} laws kept")


def _loaded(named: str) -> "tuple[Plugin, list[Entry]]":
    """A plug-in, and what it registers.

    Raises:
        UserError: there is no such plug-in, it fails, or it registers nothing.
    """
    from evomario.registry import PluginWarning, brought

    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        plugin = _plugin(named)
        entries = brought(plugin)
    for each in said:
        text = str(each.message)
        if issubclass(each.category, PluginWarning) and text.startswith(str(plugin)):
            raise UserError(text.replace("is skipped", "cannot be loaded", 1))
        warn(text)
    if not entries:
        raise UserError(f"{plugin} registers nothing")
    return plugin, entries


def _plugin(named: str) -> "Plugin":
    """The plug-in of a file, or the installed one of a name, loaded."""
    from evomario.registry import installed, load_file, load_installed

    known = {each.name: each for each in installed()}
    if named in known:
        load_installed()
        return known[named]
    if not named.endswith(".py") and not Path(named).exists():
        raise UserError(f"{unknown('plug-in', named, known)}; a file's name ends in .py")
    try:
        return load_file(Path(named))
    except UserError as error:
        raise UserError(str(error).removeprefix("--plugin ")) from None
