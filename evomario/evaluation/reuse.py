"""No frame is played twice: states of episodes, kept under what was pressed to get there.

A sequence of moves begins at the furthest state known of its own beginning. An episode that ended
is known as a whole: whoever presses the same buttons up to its end gets that end, unplayed. What
is kept, and what is dropped for room, changes no result, only how much is emulated.
"""

import threading
from collections import OrderedDict
from typing import NamedTuple

import numpy as np

from evomario.emulator.layout import ROW
from evomario.mario.state import EPISODE, LIMIT, STATE

from .prefixes import EVERY, Prefixes

MEMORY = 512  #: MB, unless told otherwise
_ROW = STATE + 512  # bytes that a state takes, with its address and its share of a path
_NEWEST = 4  # states that an episode keeps of each spacing
_FRESH = 4  # one in so many of the states passed over stays as fresh as the one begun with
_PATH = 8  # moves between two points of a path


def schedule(marks: int, room: int) -> np.ndarray:
    """The place of each mark's state among those that an episode keeps, `int64[marks]`.

    A later state takes the place of an earlier one. Kept are the newest few of the odd marks, of
    those that two divides once, twice and so on: the gap between two of them grows with the
    distance from the episode's end, near which most variation sits. Empty without enough room.
    """
    spacings = (marks // (_NEWEST + 1)).bit_length() + 1
    newest = min(_NEWEST, room // spacings)
    if newest < 1:
        return np.zeros(0, np.int64)
    numbers = np.arange(1, marks + 1)
    spacing = np.minimum(np.log2(numbers & -numbers).astype(np.int64), spacings - 1)
    turn = numbers >> np.where(spacing == spacings - 1, spacing, spacing + 1)
    return spacing * newest + turn % newest


class Visit(NamedTuple):
    """A batch on its way.

    Attributes:
        prefixes: the addresses of its sequences' beginnings.
        twins: for each sequence, the first that is the same.
        begun: the move that each begins at, `int64[n]`.
        places: as `schedule` gives them.
        rows: where each episode keeps its states, `int64[n, places + 1]`, the last one its end.
        slots: the row for each mark, `int64[n, marks]`.
    """

    prefixes: Prefixes
    twins: list[int]
    begun: np.ndarray
    places: np.ndarray
    rows: np.ndarray
    slots: np.ndarray


class Reuse:
    """States known, the least recently used dropped first.

    Attributes:
        memory: MB that it takes at most; fewer while there is less to keep.
        states: `uint8[rows, STATE]`, where they lie.
        lock: held from `begin` to `end`.
    """

    def __init__(self, memory: int = MEMORY) -> None:
        self.memory = memory
        self.lock = threading.Lock()
        self._room = (memory << 20) // _ROW
        self.states = np.empty((self._room, STATE), np.uint8)  # no page is taken before it is used
        self._paths: dict[int, np.ndarray] = {}
        self._known: OrderedDict[bytes, int] = OrderedDict()
        self._free: list[int] = []
        self._touched = 0  # rows that have ever been in use
        self._furthest = 0

    def __len__(self) -> int:
        return len(self._known)

    def __reduce__(self) -> tuple[type["Reuse"], tuple[int]]:
        return Reuse, (self.memory,)  # a copy begins empty

    def begin(self, prefixes: Prefixes, states: np.ndarray, paths: np.ndarray) -> Visit:
        """Put each episode as far ahead as is known.

        `states` (`uint8[n, STATE]`) and `paths` (`uint16[n, points, 3]`) are written. A sequence
        that is in the batch twice is marked as ended, and gets its end from `end`.
        """
        count = len(states)
        fields = states[:, ROW:].view(EPISODE)[:, 0]
        first: dict[bytes, int] = {}
        twins = [
            first.setdefault(prefixes.address(i, length), i)
            for i, length in enumerate(prefixes.lengths.tolist())
        ]
        for i, twin in enumerate(twins):
            if i != twin:
                fields["REASON"][i] = LIMIT
            elif (row := self._find(prefixes, i)) is not None:
                states[i] = self.states[row]
                points = int(fields["MOVES"][i]) // _PATH
                paths[i, :points] = self._paths[row][:points]
        places = schedule(prefixes.marks, self._room // 2 // count - 1)
        rows = self._reserve(count, int(places.max(initial=-1)) + 2)
        begun = fields["MOVES"].copy()
        return Visit(prefixes, twins, begun, places, rows, np.ascontiguousarray(rows[:, places]))

    def end(self, visit: Visit, states: np.ndarray, paths: np.ndarray) -> None:
        """Keep what has been played, and give sequences that are the same the same end."""
        fields = states[:, ROW:].view(EPISODE)[:, 0]
        moves = fields["MOVES"].tolist()
        reserved = visit.rows.shape[0] * visit.rows.shape[1]
        taken: set[int] = set()
        for i, twin in enumerate(visit.twins):
            if i != twin:
                states[i], paths[i] = states[twin], paths[twin]
            elif moves[i] > visit.begun[i] and reserved:
                path = paths[i, : moves[i] // _PATH].copy()
                self._keep(visit, i, moves[i], path, taken)
                self._keep_end(visit, i, states[i], moves[i], path, taken)
        if reserved:
            rest = [row for row in self._free[-reserved:] if row not in taken]
            self._free[-reserved:] = rest

    def _find(self, prefixes: Prefixes, sequence: int) -> int | None:
        """The row of the furthest state known of a sequence, which is then the freshest."""
        known, length = self._known, int(prefixes.lengths[sequence])
        number = prefixes.last_known(sequence, self._furthest, known)
        for passed in (number, *range(number - number % _FRESH, 0, -_FRESH)):
            if (address := prefixes.mark(sequence, passed)) in known:
                known.move_to_end(address)
        for moves in range(min(length, (number + 1) * EVERY - 1), number * EVERY - 1, -1):
            if (address := prefixes.address(sequence, moves)) in known:
                known.move_to_end(address)
                return known[address]
        return None

    def _reserve(self, count: int, each: int) -> np.ndarray:
        """Free rows, `int64[count, each]`, still listed as free; none where there is no room."""
        if each == 1 or 2 * count * each > self._room:
            return np.zeros((count, 0), np.int64)
        need = count * each
        while len(self._free) < need:
            self._free.append(self._free_row())
        return np.array(self._free[-need:], np.int64).reshape(count, each)

    def _free_row(self) -> int:
        """A row never used, or else that of the state used least recently."""
        if self._touched < self._room:
            self._touched += 1
            return self._touched - 1
        _, row = self._known.popitem(last=False)
        del self._paths[row]
        return row

    def _keep(self, visit: Visit, i: int, moves: int, path: np.ndarray, taken: set[int]) -> None:
        """List the states that an episode has left in its rows."""
        first, last = int(visit.begun[i]) // EVERY, moves // EVERY
        left = np.zeros(visit.rows.shape[1], np.int64)
        left[visit.places[first:last]] = np.arange(first + 1, last + 1)
        for place in left.nonzero()[0].tolist():
            address = visit.prefixes.mark(i, int(left[place]))
            self._list(address, int(visit.rows[i, place]), path, taken)
        self._furthest = max(self._furthest, last)

    def _keep_end(
        self, visit: Visit, i: int, state: np.ndarray, moves: int, path: np.ndarray, taken: set[int]
    ) -> None:
        """List how an episode ended. What a limit ended may go on: the kernel looks again."""
        row = int(visit.rows[i, -1])
        self.states[row] = state
        fields = self.states[row, ROW:].view(EPISODE)[0]
        if fields["REASON"] == LIMIT and not fields["STUCK"]:
            fields["REASON"] = 0
        self._list(visit.prefixes.address(i, moves), row, path, taken)

    def _list(self, address: bytes, row: int, path: np.ndarray, taken: set[int]) -> None:
        if address in self._known:
            self._known.move_to_end(address)
            return
        self._known[address] = row
        self._paths[row] = path
        taken.add(row)
