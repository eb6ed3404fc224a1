"""The tables of a history, and which columns a task's individuals have."""

from collections.abc import Iterable
from typing import NamedTuple

from evomario.evaluation.task import Task
from evomario.mario.metrics import METRICS
from evomario.mario.outcome import OUTCOME

#: Of the tables, in `PRAGMA user_version`. Histories of format 1 say nothing there.
FORMAT = 2

GENERATIONS = """CREATE TABLE generations (
    generation INTEGER PRIMARY KEY, evaluations INTEGER, frames INTEGER, frames_emulated INTEGER,
    seconds REAL, best REAL, mean REAL, worst REAL, best_feasible REAL, feasible REAL,
    finished INTEGER, best_distance REAL, mean_distance REAL, best_coins REAL, mean_coins REAL,
    hypervolume REAL, digest TEXT
)"""
CHAMPIONS = """CREATE TABLE champions (
    generation INTEGER, episode INTEGER, level_name TEXT, fitness REAL, violation REAL, moves BLOB,
    PRIMARY KEY (generation, episode)
) WITHOUT ROWID"""
COLUMNS = "CREATE TABLE columns (name TEXT PRIMARY KEY, about TEXT)"
#: What an algorithm tells of itself, as JSON. Older histories lack it: it is made where need be.
SUMMARIES = "CREATE TABLE IF NOT EXISTS summaries (generation INTEGER PRIMARY KEY, summary TEXT)"
#: An individual's `fitness.measures`, float64. Older histories lack them, too.
MEASURES = """CREATE TABLE IF NOT EXISTS measures (
    generation INTEGER, place INTEGER, numbers BLOB, PRIMARY KEY (generation, place)
) WITHOUT ROWID"""
NOTES = "CREATE TABLE notes (generation INTEGER, note TEXT)"
#: Whose rows belong to a generation.
DATED = ("generations", "individuals", "champions", "summaries", "measures", "notes")

#: What `columns` begins the names of measures with, which are no columns of individuals.
MEASURE = "measure_"

_KEY = ("generation INTEGER", "place INTEGER", "episode INTEGER", "level_name TEXT")
_PATH = "path BLOB"
_TYPES = {"i": "INTEGER", "b": "INTEGER", "f": "REAL"}


class Layout(NamedTuple):
    """What there is to record of an individual.

    Attributes:
        levels: the level of each of its episodes.
        objectives: in words, `maximize` or `minimize` and the expression.
        constraints: what is required at the end of an episode.
        metrics: the user's.
        measures: what each of its measures is called.
    """

    levels: tuple[str, ...]
    objectives: tuple[str, ...]
    constraints: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()

    @classmethod
    def of(cls, task: Task) -> "Layout":
        """The layout of a task's individuals."""
        fitness = task.fitness
        verbs = ("maximize", "minimize")
        objectives = [(verbs[each.minimize], each.expression) for each in fitness.objectives]
        episodes = task.settings.noise.episodes
        levels = tuple(level for level in task.settings.train for _ in range(episodes))
        return cls(
            levels=levels,
            objectives=tuple(f"{verb} {expression.text}" for verb, expression in objectives),
            constraints=tuple(each.require.text for each in fitness.constraints),
            metrics=fitness.names[len(METRICS) :],
            measures=fitness.measures.labels(len(levels)),
        )

    def judged(self) -> list[str]:
        """Columns of fitness and violations, as declared."""
        objectives = [f"fitness_{i} REAL" for i in range(len(self.objectives))]
        constraints = [f"violation_{i} REAL" for i in range(len(self.constraints))]
        return [*objectives, "violation REAL", *constraints]

    def individuals(self) -> str:
        """What makes the table of individuals."""
        outcome = [f"{name} {_TYPES[OUTCOME[name].kind]}" for name in OUTCOME.names or ()]
        users = [f'"{name}" REAL' for name in self._users()]
        declared = ", ".join([*_KEY, *self.judged(), *outcome, *users, _PATH])
        return (
            f"CREATE TABLE individuals ({declared}, PRIMARY KEY (generation, place, episode)) "
            "WITHOUT ROWID"
        )

    def about(self) -> list[tuple[str, str]]:
        """What columns stand for that cannot tell by themselves."""
        named = [(f"fitness_{i}", text) for i, text in enumerate(self.objectives)]
        named += [(f"violation_{i}", text) for i, text in enumerate(self.constraints)]
        named += self.measured()
        return [*named, *zip(self._users(), self.metrics, strict=True)]

    def measured(self) -> list[tuple[str, str]]:
        """What the measures stand for, by their numbers."""
        return [(f"{MEASURE}{i}", text) for i, text in enumerate(self.measures)]

    def _users(self) -> list[str]:
        """Columns of the user's metrics: their names, an underscore longer where one is taken."""
        own = (each.split()[0] for each in (*_KEY, *self.judged(), _PATH))
        return _unlike(self.metrics, (*own, *(OUTCOME.names or ())))


def _unlike(names: Iterable[str], taken: Iterable[str]) -> list[str]:
    """Names made unlike those taken and one another; to SQL, upper and lower case are alike."""
    known, found = {name.lower() for name in taken}, []
    for name in names:
        while name.lower() in known:
            name += "_"
        known.add(name.lower())
        found.append(name)
    return found
