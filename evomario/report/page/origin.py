"""What a run came from: its config, the versions and ROMs it was played with, how to repeat it."""

import shlex
from typing import Any

from evomario.mario.levels import find_level
from evomario.runs import Champion, RunFolder
from evomario.runs.champion import made_with
from evomario.runs.plugins import plugins_of

from ..record import Record
from .shell import details, escape, section, table, verbatim

_LONGEST = 100_000  # characters of a config that are shown


def origin(record: Record) -> str:
    """The part of a run's page on where it came from."""
    run = record.run
    return section(
        "Where it came from",
        "<p>This repeats the run, to the last digest:</p>",
        verbatim(command(run)),
        _digest(record),
        "<p>This plays its champion on gym-super-mario-bros:</p>",
        verbatim(f"evomario play {shlex.quote(str(run.path))} --engine gym"),
        _started(run),
        details("The config, resolved", verbatim(config_text(run))),
        _versions(record.champion, run),
    )


def command(run: RunFolder) -> str:
    """What repeats a run."""
    files = [each.place for each in plugins_of(run) if each.sha256]
    more = "".join(f" --plugin {shlex.quote(place)}" for place in files)
    begun = " --from RUN" if run.start.exists() else ""
    return f"evomario run {shlex.quote(str(run.config))}{begun}{more} --output again"


def config_text(run: RunFolder) -> str:
    """The resolved config of a run, if it is not too long."""
    try:
        text = run.config.read_text("utf-8")
    except (OSError, ValueError):
        return "cannot be read"
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}\n... see {run.config.name}"


def _digest(record: Record) -> str:
    last = record.generations[-1]
    return (
        f"<p>The digest of generation {last['generation']:,}, the last, begins with "
        f"<code>{escape(str(last['digest'])[:16])}</code>.</p>"
    )


def _started(run: RunFolder) -> str:
    if not run.start.exists():
        return ""
    return (
        "<p>It began with what another run had found, the RUN of <code>--from</code>; what it "
        f"took from there is kept in <code>{escape(run.start.name)}</code>.</p>"
    )


def _versions(champion: Champion | None, run: RunFolder) -> str:
    """Versions of packages and plug-ins, and the ROMs that were played."""
    versions, roms = made_with(run.champion) if champion else ({}, {})
    rows: list[tuple[Any, ...]] = [*versions.items()]
    for each in plugins_of(run):
        what = f"sha256 {each.sha256}" if each.sha256 else each.version
        rows.append((f"plug-in {each.name}", what))
    levels = {each.level for each in champion.recordings} if champion else set()
    for rom in sorted({find_level(level).rom for level in levels}):
        rows.append((f"ROM {rom}", f"sha256 {roms.get(rom, 'unknown')}"))
    return table(["made with", "version"], rows) if rows else ""
