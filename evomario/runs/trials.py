"""How a champion fares where it was not trained: noise that it never met, levels held out."""

from typing import NamedTuple

from evomario.evaluation.task import Task

from .players import Player

SEEDS = 100  #: episodes of a level, where there is noise


class Trial(NamedTuple):
    """What came of a champion in one level.

    Attributes:
        level: its name.
        held_out: whether it was not trained on.
        episodes: how many were played, with noise seeds that training never drew.
        finished: how many of them finished.
        progress: the mean of them, 0 to 1; None where no route is known.
    """

    level: str
    held_out: bool
    episodes: int
    finished: int
    progress: float | None


def trials(task: Task, player: Player, threads: int | None = None) -> tuple[Trial, ...]:
    """Let a champion play its task's levels, those of training and those held out.

    With noise, a hundred episodes each; without any, one, and of the levels of training none, as
    the recorded episodes tell of these.
    """
    settings = task.settings
    noisy = bool(settings.noise.noise)
    levels = [*(settings.train if noisy else ()), *settings.test]
    if not levels:
        return ()
    seeds = settings.noise.unseen(task.seed, SEEDS)
    played = task.let_play([player], levels, seeds, threads).records[:, 0]
    rows = played.reshape(len(levels), len(seeds))
    return tuple(
        Trial(level, level in settings.test, len(seeds), int(row["finished"].sum()),
              None if (mean := float(row["progress"].mean())) != mean else mean)
        for level, row in zip(levels, rows, strict=True)
    )  # fmt: skip


def most_finished(found: tuple[Trial, ...]) -> bool:
    """Whether a champion finished more than half of the episodes of each level of training."""
    return all(2 * each.finished > each.episodes for each in found if not each.held_out)
