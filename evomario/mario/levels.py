"""The levels: 32 of Super Mario Bros., 16 of The Lost Levels, and the whole game from 1-1 on."""

from typing import NamedTuple

from evomario.errors import UserError, unknown


class Level(NamedTuple):
    """A level: its name, its ROM ("smb" or "lost"), and world, stage and area from 1.

    The whole game has world, stage and area 0.
    """

    name: str
    rom: str
    world: int
    stage: int
    area: int

    @property
    def single(self) -> bool:
        """Whether this is one level, not the whole game."""
        return self.world > 0


# In these worlds the second stage begins with a short area of its own.
_WITH_ENTRANCE = {"smb": (1, 2, 4, 7), "lost": (1, 3)}


def _level(prefix: str, rom: str, world: int, stage: int) -> Level:
    area = stage + (stage >= 2 and world in _WITH_ENTRANCE[rom])
    return Level(f"{prefix}{world}-{stage}", rom, world, stage, area)


#: Name: level, in order of play.
LEVELS = {
    level.name: level
    for level in (
        *(_level("", "smb", w, s) for w in range(1, 9) for s in range(1, 5)),
        *(_level("lost-", "lost", w, s) for w in range(1, 5) for s in range(1, 5)),
        Level("game", "smb", 0, 0, 0),
    )
}


def find_level(name: str) -> Level:
    """The level of that name.

    Raises:
        UserError: there is none.
    """
    if name not in LEVELS:
        raise UserError(unknown("level", name, LEVELS))
    return LEVELS[name]
