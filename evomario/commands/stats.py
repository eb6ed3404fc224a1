"""The command that tells what Mario did: `evomario stats`."""

from typing import Annotated, Any

import typer

from evomario.errors import UserError

from .output import Json, print_json, say

_SHOWN = 20  # individuals
_FIELDS = ("place", "fitness_0", "distance", "coins", "kills", "jumps", "left_moves",
           "right_moves", "deaths", "mutations")  # fmt: skip


def stats(
    run: Annotated[str, typer.Argument(metavar="RUN", help="A run folder, or last.")] = "last",
    generation: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Its individuals, the best first.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Tell what Mario did in a run, or in a generation of it.

    Distance, coins, kills, jumps, moves left and right, deaths, mutations.
    From Python: evomario.load_run(RUN).history, .individuals(), .totals.
    """
    import evomario
    from evomario.report.words import deed_in_words

    record = evomario.load_run(run)
    if generation is not None:
        _say_generation(record, run, generation, as_json)
        return
    if not record.totals:
        raise UserError(f"{run}: the history holds no individuals")
    last = record.generations[-1]
    counted = {name: int(last[name]) for name in ("generation", "evaluations", "frames")}
    if as_json:
        print_json(**counted, seconds=float(last["seconds"]), totals=record.totals)
        return
    say(f"{counted['generation']:,} generations, {counted['evaluations']:,} evaluations")
    say(f"{'':14}{'in all':>14}{'mean':>12}{'most':>10}")
    for name, row in record.totals.items():
        say(
            f"{deed_in_words(name):14}{row['total']:14,.0f}{row['mean']:12,.1f}{row['most']:10,.0f}"
        )
    more = "; mutations of an individual" if "mutations" in record.totals else ""
    say(f"mean and most of an episode{more}")


def _say_generation(record: Any, run: str, generation: int, as_json: bool) -> None:
    table = record.individuals(generation)
    if not len(table):
        last = int(record.generations["generation"].max(initial=0))
        raise UserError(f"{run}: no individuals of generation {generation}; expected 1 to {last}")
    best = table[(-table["fitness_0"]).argsort(kind="stable")]
    rows = [{name: row[name].item() for name in _FIELDS} for row in best]
    if as_json:
        print_json(generation=generation, individuals=rows)
        return
    say("".join(f"{_head(name):>12}" for name in _FIELDS))
    for row in rows[:_SHOWN]:
        say("".join(f"{_cell(row[name]):>12}" for name in _FIELDS))
    if len(rows) > _SHOWN:
        say(f"... and {len(rows) - _SHOWN} more")


def _head(name: str) -> str:
    from evomario.report.words import deed_in_words

    return "fitness" if name == "fitness_0" else deed_in_words(name).removeprefix("genes ")


def _cell(value: float) -> str:
    if value != value:
        return "-"
    return f"{value:,.4g}" if isinstance(value, float) and value % 1 else f"{value:,.0f}"
