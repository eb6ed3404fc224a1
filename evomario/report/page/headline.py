"""What is to be known of a run first: its figures, and how its champion fared."""

from collections.abc import Sequence
from typing import Any

from evomario.runs import Champion
from evomario.runs.champion import read_front

from ..record import Record
from ..style import brief
from ..words import deed_in_words, episode_in_words, trial_in_words
from .shell import Fact, escape, facts, table

_ROWS = 60  # of a table, at most
_SENTENCES = 8


def headline(record: Record) -> str:
    """A run's figures."""
    last = record.generations[-1]
    seconds = float(last["seconds"])
    champion = record.champion
    return facts([
        *(_of_champion(champion, record) if champion else ()),
        Fact("generations", f"{last['generation']:,}"),
        Fact("evaluations", f"{last['evaluations']:,}"),
        Fact("frames", f"{last['frames']:,}"),
        Fact("of these emulated", f"{last['frames_emulated']:,}"),
        Fact("seconds", f"{seconds:,.1f}"),
        Fact("frames a second", f"{last['frames'] / max(seconds, 1e-9):,.0f}"),
    ])  # fmt: skip


def _of_champion(champion: Champion, record: Record) -> list[Fact]:
    episodes = champion.recordings
    finished = sum(bool(each.outcome["finished"]) for each in episodes)
    tone = "good" if champion.solved else "bad"
    far = [each.outcome["progress"] for each in episodes if each.outcome["progress"] is not None]
    known = [
        Fact("solved", "yes" if champion.solved else "no", tone),
        Fact("episodes finished", f"{finished:,} of {len(episodes):,}"),
    ]
    if len(far) == len(episodes) and all(text != "progress" for _, text in record.objectives):
        known.append(Fact("of the way", f"{sum(far) / len(far):.0%}"))
    for (_, expression), value in zip(record.objectives, champion.objectives, strict=False):
        known.append(Fact(brief(expression, 40), "-" if value is None else f"{value:,.6g}"))
    if champion.violation:
        known.append(Fact("violation", f"{champion.violation:,.4g}", "bad"))
    return known


def champion_in_words(champion: Champion) -> str:
    """How a champion's episodes went."""
    said = [episode_in_words(each) for each in champion.recordings[:_SENTENCES]]
    said += [trial_in_words(each) for each in champion.trials[:_SENTENCES]]
    return "".join(f"<p>{escape(each)}</p>" for each in said)


def episodes(champion: Champion) -> str:
    """A table of a champion's episodes: of one, a row a figure; of several, a row an episode."""
    names = ("reason", "progress", "moves", "frames", "coins", "score", "time_left", "kills",
             "jumps", "deaths")  # fmt: skip
    headings = [name.replace("_", " ") for name in names]
    rows = [[_told(each.outcome, name) for name in names] for each in champion.recordings[:_ROWS]]
    if len(rows) == 1:
        return table([champion.recordings[0].level, ""], zip(headings, rows[0], strict=True))
    levels = (each.level for each in champion.recordings)
    return table(
        ["level", *headings], ([level, *row] for level, row in zip(levels, rows, strict=True))
    )


def _told(outcome: dict[str, Any], name: str) -> object:
    value = outcome[name]
    if name == "reason":
        return str(value or "moves ran out").replace("_", " ")
    return f"{value:.1%}" if name == "progress" and value is not None else value


def deeds(record: Record) -> str:
    """A table of what all individuals did, where the history has kept them."""
    rows = [
        (deed_in_words(name), int(row["total"]), round(row["mean"], 1), int(row["most"]))
        for name, row in record.totals.items()
    ]
    if not rows:
        return ""
    genes = "; of genes, an individual's" if "mutations" in record.totals else ""
    about = f"Mean and most are an episode's{genes}."
    return table(["", "in all", "mean", "most"], rows) + f"<p>{about}</p>"


def front(record: Record) -> str:
    """A table of the front's members, where there is one."""
    if not record.run.front.exists():
        return ""
    members = read_front(record.run.front)
    headings = ["member", *(f"{verb} {brief(text, 60)}" for verb, text in record.objectives)]
    rows: list[Sequence[object]] = [
        (number, *one.objectives) for number, one in enumerate(members[:_ROWS], 1)
    ]
    if any(len(row) != len(headings) for row in rows):
        return ""
    said = f"<p>Of {len(members):,}, the first {_ROWS}:</p>" if len(members) > _ROWS else ""
    return said + table(headings, rows)
