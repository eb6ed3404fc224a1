"""The command that continues runs on other levels: `evomario transfer`."""

from pathlib import Path
from typing import Annotated

import typer

from evomario.errors import UserError

from .experiment import conducted, told_of_failures
from .output import Json, Plugins, Rom, Set, print_json, prose, say, use_rom, warn

DEFAULT = Path("transfers")


def transfer(
    runs: Annotated[list[str], typer.Argument(metavar="RUN...", help="Run folders, or last.")],
    levels: Annotated[str, typer.Option(metavar="LEVELS", help="Where to: 1-2,1-3.")],
    frames: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Budget of each run. (default: what RUN took)"),
    ] = None,
    seeds: Annotated[int, typer.Option(metavar="N", min=1, help="Runs of each start.")] = 3,
    set_: Set = None,
    output: Annotated[
        Path | None, typer.Option(metavar="DIR", help="(default: transfers/RUN)")
    ] = None,
    jobs: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Runs at once. (default: one a core)")
    ] = None,
    rom: Rom = None,
    plugin: Plugins = None,
    as_json: Json = False,
) -> None:
    """Continue what runs have found on other levels, beside a fresh start on the same budget.

    Their champions are tried there as they are; then their populations,
    networks or models go on. The same command goes on where it stopped.
    """
    from evomario.experiments.transfer import found, plan_transfer, tables
    from evomario.experiments.transfer.write import write
    from evomario.report.formats import as_text

    use_rom(rom)
    names = [level.strip() for level in levels.split(",") if level.strip()]
    if not names:
        raise UserError("--levels: expected levels with commas between them, such as 1-2,1-3")
    planned = plan_transfer(runs, names, seeds, frames, set_ or [])
    folder, done = conducted(planned.plan, output, DEFAULT, jobs, as_json)
    if told_of_failures(planned.plan, done):
        warn(f"{folder.path}: no tables without all runs; the same command tries them again")
        raise typer.Exit(1)
    results = found(planned, folder)
    made = tables(results)
    files = write(results, made, folder.path)
    if as_json:
        print_json(folder=str(folder.path), files=[str(path) for path in files],
                   **{table.name: list(table.rows) for table in made})  # fmt: skip
        return
    for table in made:
        say(f"\n{table.title}\n{as_text(table)}")
        prose(table.about, *(f"note: {note}" for note in table.notes))
    say(f"\n{folder.path}/transfer.png, and the tables as CSV, Markdown and LaTeX beside it")
