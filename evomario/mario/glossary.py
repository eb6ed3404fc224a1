"""What the metrics mean, and the bounds that they keep within the limits of a task."""

from collections.abc import Iterable
from math import inf
from typing import NamedTuple

from .levels import LEVELS


class Meaning(NamedTuple):
    """A metric's unit ("" where it only counts), and one line on it."""

    unit: str
    about: str


#: Metric: what it means. All are of one episode, its lives together.
MEANINGS = {
    "distance": Meaning("pixels", "summed over the areas visited, beyond the x of entry"),
    "progress": Meaning("0 to 1", "the part of the level's known route that lies behind"),
    "x": Meaning("pixels", "Mario's last x, local to the area: a pipe can take it back"),
    "coins": Meaning("coins", "collected, over all lives"),
    "score": Meaning("points", "over all lives"),
    "time_left": Meaning("in-game seconds", "of the last life; levels start at 400 or 300"),
    "time_used": Meaning("in-game seconds", "from the level's starting clock, over all lives"),
    "moves": Meaning("moves", "button bytes given to the game"),
    "frames": Meaning("frames", "what the moves took, skipped transitions included"),
    "deaths": Meaning("lives", "lives lost"),
    "finished": Meaning("0 or 1", "1 with the flag or the axe; it may stand as a truth value"),
    "powerup": Meaning("0 to 2", "at the end: 0 small, 1 tall, 2 fire"),
    "level": Meaning("", "the furthest, counted from 1-1 as 0"),
    "jumps": Meaning("", "takeoffs"),
    "left_moves": Meaning("moves", "with left held"),
    "right_moves": Meaning("moves", "with right held"),
    "kills": Meaning("enemies", "stomped, or hit by a fireball, star, shell or block"),
    "reward": Meaning("", "gym-super-mario-bros 7.4's, clipped a move as there, summed"),
}

#: Reduction of a user's metric: what it makes of the bytes at the metric's RAM address.
REDUCED = {
    "last": "the byte at the end of the episode",
    "max": "the highest byte",
    "min": "the lowest byte",
    "rises": "the sum of all rises from move to move",
    "changes": "how often the byte was another than before",
}

_SHORT = frozenset(
    (
        "1-3", "1-4", "2-3", "2-4", "3-2", "3-3", "3-4", "4-3", "5-1", "5-3", "5-4", "6-3", "6-4",
        "7-3", "8-1", "8-3", "lost-1-4", "lost-2-4", "lost-4-4",
    )
)  # fmt: skip
_FRAMES_A_SECOND = 24  # frames of an in-game second
_MOVES_A_TRANSITION = 100  # no two skipped transitions follow one another faster

Bounds = dict[str, tuple[float, float]]


def clock(level: str) -> int:
    """The in-game time at which a level starts, as start states have it: 400 or 300."""
    return 300 if level in _SHORT else 400


def bounds(levels: Iterable[str], lives: int, moves: int) -> Bounds:
    """The lowest and the highest that each metric can come to in an episode.

    Args:
        levels: any of which is played.
        lives: tries at a level.
        moves: of an episode, at most.
    """
    played = list(levels)
    single = all(LEVELS[level].single for level in played)
    within = {name: (0.0, inf) for name in MEANINGS}
    within |= {name: (0.0, float(moves)) for name in ("moves", "jumps", "left_moves")}
    within |= {
        "right_moves": (0.0, float(moves)), "progress": (0.0, 1.0), "finished": (0.0, 1.0),
        "powerup": (0.0, 2.0), "reward": (-15.0 * moves, 15.0 * moves), "time_used": (-inf, inf),
    }  # fmt: skip
    if single:
        clocks = [clock(level) for level in played]
        used = min(lives * max(clocks), _seconds(moves))
        # Where a warp zone leads, the clock of the next level is seen for a moment.
        within["time_used"] = (float(min(clocks) - 400), float(max(used, 100)))
        within["time_left"] = (0.0, 400.0)
        within["deaths"] = (0.0, float(lives))
    return within


def _seconds(moves: int) -> int:
    """In-game seconds that so many moves can last.

    The clock stands still while the game skips, but may be due for a tick once that is over.
    """
    return moves // _FRAMES_A_SECOND + moves // _MOVES_A_TRANSITION + 1


def first_bounds(levels: Iterable[str], moves: int) -> Bounds:
    """As `bounds`, after the first move of an episode."""
    within = bounds(levels, 1, min(1, moves))
    still = ("coins", "score", "deaths", "finished", "kills", "level", "powerup")
    within |= {name: (0.0, 0.0) for name in still if name != "level"}
    within |= {"distance": (0.0, 16.0), "progress": (0.0, 0.01)}
    return within
