"""What a fitness does within an episode, as data: the table that tells its kernels (see score.py).

A table is a run of int64: a head (the fields below), then the user's metrics as pairs of RAM
address and reduction, the programs' places, the runs of plug-ins' metrics, and the programs. Places
count from the table's start, in bytes.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from evomario.mario.metrics import REDUCTIONS, RamMetric
from evomario.mario.own_metrics import OwnMetric

_FIELDS = (
    "EACH",
    "USERS",
    "USERS_AT",
    "HOLDS",
    "HOLDS_AT",
    "BESTS",
    "BESTS_AT",
    "WATCH_AT",
    "WATCHED",
    "OWN",
    "OWN_AT",
)
EACH, USERS, USERS_AT, HOLDS, HOLDS_AT, BESTS, BESTS_AT, WATCH_AT, WATCHED, OWN, OWN_AT = (
    8 * i for i in range(len(_FIELDS))
)


class Rules(NamedTuple):
    """What is done after moves.

    Attributes:
        users: the user's metrics.
        holds: programs of what must hold at every move.
        bests: programs of which the highest value counts, by the number of the objective.
        watch: program whose rise is progress; None for distance.
        own: the metrics of plug-ins, whose columns follow the user's.
    """

    users: Sequence[RamMetric] = ()
    holds: Sequence[np.ndarray] = ()
    bests: Sequence[tuple[int, np.ndarray]] = ()
    watch: np.ndarray | None = None
    own: Sequence[OwnMetric] = ()

    @property
    def follows_in_python(self) -> bool:
        """Whether a metric is plain Python, so that kernels alone cannot play."""
        return any(each.is_python for each in self.own)

    def table(self) -> np.ndarray:
        """The rules as the kernels take them, `int64[n]`; metrics of plug-ins are compiled for it.

        Raises:
            UserError: one cannot be compiled.
        """
        programs = [*self.holds, *(program for _, program in self.bests)]
        if self.watch is not None:
            programs.append(self.watch)
        users_at = len(_FIELDS)
        holds_at = users_at + 2 * len(self.users)
        bests_at = holds_at + len(self.holds)
        own = [number for metric in self.own for number in metric.run()]
        own_at = bests_at + 2 * len(self.bests)
        start = own_at + len(own)
        sizes = [program.size for program in programs]
        places = [8 * (start + sum(sizes[:i])) for i in range(len(programs))]
        best_places = places[len(self.holds) :]
        head = [
            self._each(), len(self.users), 8 * users_at, len(self.holds), 8 * holds_at,
            len(self.bests), 8 * bests_at, places[-1] if self.watch is not None else 0,
            self._watched(), len(self.own), 8 * own_at,
        ]  # fmt: skip
        users = [n for u in self.users for n in (u.address, REDUCTIONS.index(u.reduce))]
        bests = [n for (i, _), place in zip(self.bests, best_places, strict=False)
                 for n in (i, place)]  # fmt: skip
        code = [number for program in programs for number in program.ravel().tolist()]
        holds = places[: len(self.holds)]
        return np.array([*head, *users, *holds, *bests, *own, *code], np.int64)

    def _watched(self) -> int:
        """Which of `bests` is watched too, from 1; 0 if none is."""
        same = (i for i, (_, program) in enumerate(self.bests, 1)
                if self.watch is not None and np.array_equal(program, self.watch))  # fmt: skip
        return next(same, 0)

    def _each(self) -> bool:
        """Whether anything must be done after each move."""
        reduced = any(user.reduce != "last" for user in self.users)
        return bool(reduced or self.own or self.holds or self.bests or self.watch is not None)


NO_RULES = Rules()
