"""The sections of a comparison: runs of one kind of task, in tables of their own."""

from collections.abc import Callable, Sequence
from math import isnan
from typing import NamedTuple

from evomario.errors import UserError, unknown

from ..table import Table
from .contrasts import FIRST_FINISH, Measure, by, contrast_table
from .finishing import cost_table, finish_table
from .groups import Group, groups_of, level_of, levels_of
from .methods import Method
from .read import Run
from .same import check_same
from .scores import distance_table, fitness_table, hypervolume_table, progress_table
from .trials import held_out_table, held_out_together, noise_table
from .values import best_fitness, different_fitness, hypervolume, objectives


class Section(NamedTuple):
    """A part of a comparison, with its own heading.

    Attributes:
        name: of its files, `[a-z_]+`.
        title: the heading.
        about: what it supports, in a sentence.
        methods: what is compared, with the runs of this section alone.
        against: the method that the others are contrasted with.
        tables: of it.
        notes: what its reader has to know.
        fitness: whether all of its runs have the same fitness.
        in_training: whether it tells of training too, not of trials alone.
    """

    name: str
    title: str
    about: str
    methods: tuple[Method, ...]
    against: str
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()
    fitness: bool = True
    in_training: bool = True

    @property
    def runs(self) -> list[Run]:
        """All runs of it."""
        return [run for method in self.methods for run in method.runs]


def sections_of(methods: Sequence[Method], against: str = "") -> list[Section]:
    """The sections that methods give, each of runs with one task but for levels, and one budget.

    Args:
        methods: what is compared.
        against: the label of the method that the others are contrasted with; default: the first.

    Raises:
        UserError: tasks or budgets differ within a section; or there is no such method.
    """
    names = [method.label for method in methods]
    if against and against not in names:
        raise UserError(f"--against: {unknown('method', against, names)}")
    quiet = _having(methods, lambda run: not run.noisy)
    noisy = _having(methods, lambda run: run.noisy)
    return [*_of_one_task(quiet, against, False), *_of_one_task(noisy, against, True)]


def _of_one_task(methods: list[Method], against: str, noisy: bool) -> list[Section]:
    """The sections of runs with noise, or of those without any."""
    if not methods:
        return []
    check_same([run for method in methods for run in method.runs])
    found = [(_noisy if noisy else _deterministic)(methods, _base(methods, against))]
    if tried := _having(methods, lambda run: bool(run.task.test)):
        found.append(_held_out(tried, _base(tried, against), noisy))
    return found


def _base(methods: list[Method], against: str) -> str:
    """What the others are contrasted with: the one asked for, where it has runs, or the first."""
    names = [method.label for method in methods]
    return against if against in names else names[0]


def _having(methods: Sequence[Method], wanted: Callable[[Run], bool]) -> list[Method]:
    """The methods with those of their runs that are wanted; those without any are left out."""
    found = [each._replace(runs=tuple(filter(wanted, each.runs))) for each in methods]
    return [each for each in found if each.runs]


def _deterministic(methods: list[Method], against: str) -> Section:
    groups = groups_of(methods)
    runs = [run for method in methods for run in method.runs]
    differing = different_fitness(runs)
    measures = [_quality(runs, bool(differing)), FIRST_FINISH]
    tables = [finish_table(groups), cost_table(groups), *_scores(groups, runs, bool(differing))]
    return Section(
        "deterministic", "Deterministic: no noise",
        "Each episode repeats exactly, so these tables tell how well methods search for one way "
        "through a level, not whether what they find can play.",
        tuple(methods), against, (*tables, *_contrasts(groups, against, measures)),
        (*_fitness_note(differing), *_balance(methods)), not differing,
    )  # fmt: skip


def _noisy(methods: list[Method], against: str) -> Section:
    groups = groups_of(methods)
    differing = different_fitness([run for method in methods for run in method.runs])
    measures = [by("unseen noise", lambda run: run.share_finished(held_out=False)), FIRST_FINISH]
    tables = [noise_table(groups), finish_table(groups), cost_table(groups)]
    return Section(
        "noisy", "Noisy: buttons stick, or the start is late",
        "Champions are judged by noise that they never met, so these tables tell whether what was "
        "found can play the levels that it was trained on.",
        tuple(methods), against, (*tables, *_contrasts(groups, against, measures)),
        (*_fitness_note(differing), *_balance(methods),
         "Finishes in training are of the luckiest individual; solved and unseen noise are not."),
        not differing,
    )  # fmt: skip


def _held_out(methods: list[Method], against: str, noisy: bool) -> Section:
    measures = [by("levels held out", lambda run: run.share_finished(held_out=True))]
    found = _contrasts(groups_of(methods), against, measures)
    tables = [*held_out_together(methods), held_out_table(methods)]
    how = "noisy" if noisy else "deterministic"
    return Section(
        f"held_out_{how}", f"Held out: levels that were not trained on ({how})",
        "Champions play levels that training never showed them, so these tables tell whether what "
        "was found carries over to other levels.",
        tuple(methods), against, (*tables, *found), _balance(methods),
        in_training=False,
    )  # fmt: skip


def _scores(groups: list[Group], runs: list[Run], differing: bool) -> list[Table]:
    """Tables of fitness, where it is the same for all runs, and of progress."""
    found = [] if differing else [fitness_table(groups)]
    ways_known = not all(isnan(run.progress) for run in runs)
    if ways_known and (differing or objectives(runs[0]) != [("progress", False)]):
        found.append(progress_table(groups))
    found.append(distance_table(groups))
    if not differing and _have_hypervolume(runs):
        found.append(hypervolume_table(groups))
    return found


def _quality(runs: list[Run], differing: bool) -> Measure:
    """What tells best how good runs without noise became."""
    if differing:
        return by("progress", lambda run: run.progress)
    if _have_hypervolume(runs):
        return by("hypervolume", hypervolume)
    return by("best fitness", best_fitness)


def _have_hypervolume(runs: list[Run]) -> bool:
    return not any(isnan(hypervolume(run)) for run in runs)


def _contrasts(groups: list[Group], against: str, measures: list[Measure]) -> list[Table]:
    table = contrast_table(groups, against, measures)
    return [table] if table else []


def _fitness_note(differing: list[str]) -> tuple[str, ...]:
    if not differing:
        return ()
    keys = ", ".join(differing[:3])
    return (f"The runs differ in {keys}: fitness is not compared, only progress and finishes.",)


def _balance(methods: list[Method]) -> tuple[str, ...]:
    """What is missing where there is one method alone, or not all have runs on each level."""
    if len(methods) == 1:
        return ("One method alone: there is nothing to contrast it with.",)
    levels = levels_of(methods)
    counts = [sum(level_of(run) == at for run in each.runs) for each in methods for at in levels]
    notes = []
    if min(counts) != max(counts):
        notes.append(f"Methods have {min(counts)} to {max(counts)} runs on a level.")
    if len(levels) > 1 and not min(counts):
        notes.append("Levels on which a method has no run are not among all levels together.")
    return tuple(notes)
