"""The command that runs many configs over levels and seeds: `evomario experiment`."""

from pathlib import Path
from typing import Annotated, Any

import typer

from .output import Json, Plugins, Rom, Set, print_json, say, use_rom, warn


def experiment(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="An experiment's YAML, or a name: quick.")
    ],
    set_: Set = None,
    output: Annotated[
        Path | None, typer.Option(metavar="DIR", help="(default: experiments/NAME)")
    ] = None,
    jobs: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Runs at once. (default: one a core)")
    ] = None,
    plan: Annotated[bool, typer.Option("--plan", help="Say what there is to run; do not.")] = False,
    rom: Rom = None,
    plugin: Plugins = None,
    as_json: Json = False,
) -> None:
    """Run configs over levels and seeds on one budget, several at once.

    The same command goes on where it stopped, however that was. How many
    run at once changes no result. What came of it is shown by: evomario
    compare DIR.
    """
    from evomario.experiments import load_experiment

    use_rom(rom)
    loaded = load_experiment(file, set_ or [])
    if plan:
        _say_plan(loaded, as_json)
        return
    folder, found = conducted(loaded, output, None, jobs, as_json)
    failed = told_of_failures(loaded, found)
    pairs = list(zip(loaded.runs, found, strict=True))
    if as_json:
        print_json(folder=str(folder.path), done=len(pairs) - failed, failed=failed,
                   runs=[_row(*each) for each in pairs])  # fmt: skip
    else:
        say(f"{len(pairs) - failed} of {len(pairs)} runs done: {folder.path}")
        say(f"compare them: evomario compare {folder.path}")
    if failed:
        raise typer.Exit(1)


def conducted(
    plan: Any, output: Path | None, default: Path | None, jobs: int | None, quiet: bool
) -> Any:
    """Run a plan, and show how it goes: its folder, and what became of each run."""
    from evomario.evaluation.threads import cores
    from evomario.experiments import conduct
    from evomario.experiments.display import Shown, display
    from evomario.experiments.folder import DEFAULT, at_work

    at_once = jobs or cores()
    with at_work(plan, output, default or DEFAULT) as folder:
        say(f"{plan.name}: {len(plan.runs)} runs: {folder.path}", quiet)
        with display(Shown(plan, folder, at_once), quiet) as told:
            return folder, conduct(plan, folder, at_once, told)


def told_of_failures(plan: Any, found: Any) -> int:
    """Warn of what runs have warned of, and of those that failed; how many did."""
    failed = 0
    for planned, done in zip(plan.runs, found, strict=True):
        for text in done.warnings:
            warn(f"{planned.name}: {text}")
        if done.error:
            warn(f"{planned.name} failed: {done.error}")
            failed += 1
    return failed


def _say_plan(loaded: Any, as_json: bool) -> None:
    if as_json:
        rows = [{key: getattr(each, key) for key in ("name", "method", "level", "seed", "frames")}
                for each in loaded.runs]  # fmt: skip
        print_json(name=loaded.name, runs=rows)
        return
    for each in loaded.runs:
        say(f"{each.name}" + (f": {each.frames:,.0f} frames at most" if each.frames else ""))
    say(f"{len(loaded.runs)} runs")


def _row(planned: Any, done: Any) -> dict[str, Any]:
    names = {key: getattr(planned, key) for key in ("name", "method", "level", "seed")}
    return {**names, **done._asdict()}
