"""`evomario list`: what there is."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

import typer

from evomario.errors import UserError, unknown

from .output import Json, Plugins, print_json, say

Row = dict[str, Any]

#: Lists of a kind of what is registered, each under its own name.
KINDS = {
    "algorithms": "algorithm",
    "callbacks": "callback",
    "evaluators": "evaluator",
    "handlings": "handling",
    "learners": "learner",
    "measures": "measure",
    "observations": "observation",
    "policies": "policy",
    "sections": "section",
    "stops": "stop",
}
_LISTED = {*KINDS.values(), "metric", "reduction"}


def list_(
    what: Annotated[str, typer.Argument(metavar="WHAT")] = "levels",
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Parameters too, or what a plug-in brings.")
    ] = False,
    plugin: Plugins = None,
    as_json: Json = False,
) -> None:
    """List what there is: levels, configs, experiments, plugins, and all that a config can name.

    WHAT is one of levels, configs, experiments, algorithms, learners,
    operators, handlings, metrics, measures, observations, policies,
    callbacks, stops (stop rules), sections (of a report), evaluators,
    plugins.
    """
    if what not in LISTS:
        raise UserError(unknown("list", what, LISTS))
    rows = LISTS[what]()
    if what == "plugins" and verbose:
        rows = _registering(rows)
    if as_json:
        print_json(**{what: rows})
        return
    for line in _lines(rows, verbose) or ["none"]:
        say(line)


def _lines(rows: list[Row], verbose: bool) -> list[str]:
    kinds = max((len(row.get("kind", "")) for row in rows), default=0)
    width = max((len(row["name"]) for row in rows), default=0)
    lines = []
    for row in rows:
        kind = f"{row['kind']:<{kinds}}  " if kinds else ""
        unit = f" [{row['unit']}]" if row.get("unit") else ""
        of = f" ({row['plugin']})" if row.get("plugin") else ""
        lines.append(f"{kind}{row['name']:<{width}}  {row['about']}{unit}{of}".rstrip())
        lines.extend(f"    {each}" for each in row.get("registers", ()))
        for parameter in row.get("parameters", ()) if verbose else ():
            default = f" [default: {parameter['default']}]" if parameter["default"] else ""
            lines.append(f"    {parameter['name']}: {parameter['type']}{default}")
    return lines


def _levels() -> list[Row]:
    from evomario.mario.levels import LEVELS
    from evomario.mario.routes import route_length

    titles = {"smb": "Super Mario Bros.", "lost": "The Lost Levels"}
    rows = []
    for level in LEVELS.values():
        about = f"{titles[level.rom]}, world {level.world}, stage {level.stage}"
        if not level.single:
            about = f"{titles[level.rom]} from 1-1 on, with three lives"
        length = route_length(level)
        rows.append({
            "name": level.name,
            "about": f"{about}, {length:,} pixels to go" if length else about,
            "pixels": length or None,
        })  # fmt: skip
    return rows


def _configs() -> list[Row]:
    from evomario.config import load, names

    rows = []
    for name in names():
        about, plain = "a base that others extend", load(name).plain()
        runs = "name" in plain and "stop" in plain
        if runs:  # not checked: its algorithm may be a plug-in's that is not there
            about = f"{plain['algorithm']['type']} on {', '.join(plain['task']['train'])}"
        rows.append({"name": name, "about": about, "runs": runs})
    return rows


def _experiments() -> list[Row]:
    from evomario.config import EXPERIMENTS, experiments, load

    rows = []
    for name in experiments():
        plain = load(f"{EXPERIMENTS}{name}").plain()
        on = f" on {', '.join(plain['levels'])}" if "levels" in plain else ""
        rows.append({"name": name, "about": f"{len(plain['configs'])} configs{on}"})
    return rows


def _operators() -> list[Row]:
    """All that an algorithm is put together from."""
    return _registered(lambda kind: kind not in _LISTED)


def _registered(wanted: Callable[[str], bool]) -> list[Row]:
    from evomario import registry
    from evomario.report import sections  # noqa: F401, brings all that registers

    kinds = filter(wanted, registry.kinds())
    described = [registry.describe(kind, name) for kind in kinds for name in registry.names(kind)]
    return [{**d._asdict(), "parameters": [p._asdict() for p in d.parameters]} for d in described]


def _metrics() -> list[Row]:
    """The metrics, the game's own first; and the reductions that make one of a RAM address."""
    from evomario import registry
    from evomario.mario.game_metrics import place_of
    from evomario.mario.own_metrics import unit_of

    placed = []
    for row in _registered(lambda kind: kind in ("metric", "reduction")):
        entry = registry.entry(row["kind"], row["name"])
        placed.append((place_of(entry), {**row, "unit": unit_of(entry)}))
    return [row for _, row in sorted(placed, key=lambda each: each[0])]


def _plugins() -> list[Row]:
    """Plug-ins given as files, and those installed, which are not imported for it."""
    from evomario.registry import given, installed

    rows = []
    for each in [*given(), *installed()]:
        about = each.place
        if each.package:
            about += f", of {each.package} {each.version}"
        elif each.sha256:
            about += f", sha256 {each.sha256[:12]}"
        rows.append({**each._asdict(), "about": about})
    return rows


def _registering(rows: list[Row]) -> list[Row]:
    """The same plug-ins, loaded, with what they register: kind and name."""
    from evomario import registry

    described = [each for kind in registry.kinds() for each in _registered(kind.__eq__)]
    for row in rows:
        brought = str(registry.Plugin(*(row[field] for field in registry.Plugin._fields)))
        row["registers"] = [f"{d['kind']} {d['name']}" for d in described if d["plugin"] == brought]
    return rows


LISTS: dict[str, Callable[[], list[Row]]] = {
    "levels": _levels,
    "configs": _configs,
    "experiments": _experiments,
    "operators": _operators,
    "metrics": _metrics,
    **{name: partial(_registered, kind.__eq__) for name, kind in KINDS.items()},
    "plugins": _plugins,
}
