"""The levels' known routes: where Mario passes on his way from the start to the flag or axe.

A part of a route is an area, as RAM names it (`track.area_key`), and the x at which its part begins
and ends. Optional rooms are left out, and so are warp zones, which do not finish a level. Some
levels play in the same areas; 1-2, 2-2, 4-2 and 7-2 end in the last screens of 1-1's.

All of it follows from the objects of an area (a flagpole, axe or pipe in column c of 16 pixels) and
from the area that its enemy list says a pipe leads to, which the tests read from the ROMs. How an
x follows from them was measured, by random play with an invincible, flying Mario that came to the
end of every level, as the smallest x ever shown by the move that

- grabs the flagpole: 16c - 7, always;
- touches the axe: 16c - 12;
- enters a pipe sideways: 16c - 13; one that Mario stands on: 16c + 4 (it takes him up to 16c + 12).

Where a part begins is the x shown by the first move after the pipe. A wrong path in the mazes of
4-4, 7-4 and 8-4 has the same x as the right one, until it leads back by four screens. The Lost
Levels' 3-4 is built as a maze too, but this ROM checks no path there. lost-4-1 can also be finished
by its pipe, which leads to a flooded copy of lost-1-1, as the ROM lacks the room that it is meant
for; the route is the way above ground.
"""

import re
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from .levels import Level

# Level: area x-x, ...
_ROUTES = """
1-1: A690 40-3161
1-2: AC37 40-2643, A690 2872-3161
1-3: A6F5 40-2425
1-4: A1B1 40-2244
2-1: A7CF 40-3193
2-2: AE47 40-3011, A690 2872-3161
2-3: A74A 40-3593
2-4: A291 40-2244
3-1: A61B 40-3193
3-2: AC04 40-3337
3-3: A46D 40-2409
3-4: A304 40-2244
4-1: A539 40-3593
4-2: ACDA 40-2979, A690 2872-3161
4-3: A891 40-2345
4-4: A212 40-2756
5-1: A83D 40-3177
5-2: AA94 40-3193
5-3: A6F5 40-2425
5-4: A291 40-2244
6-1: A95D 40-2969
6-2: A58C 40-3449
6-3: A8F8 40-2665
6-4: A1B1 40-2244
7-1: AB80 40-2857
7-2: AE47 40-3011, A690 2872-3161
7-3: A74A 40-3593
7-4: A371 40-3268
8-1: AA01 40-6009
8-2: AB07 40-3449
8-3: A4D0 40-3417
8-4: A3FC 40-1300, A3FC 1848-2436, A3FC 3128-3652, AEC2 56-1075, A3FC 4152-4804
lost-1-1: 9F68 40-3001
lost-1-2: A37F 40-2707, A602 312-697
lost-1-3: 9FC3 40-2697
lost-1-4: 9D72 40-2244
lost-2-1: A012 40-3705
lost-2-2: A08B 40-4185
lost-2-3: A108 40-2825
lost-2-4: 9DD1 40-2244
lost-3-1: A167 40-2969
lost-3-2: A4C6 40-3011, A602 312-697
lost-3-3: A1E6 40-2969
lost-3-4: 9E5C 40-2756
lost-4-1: A245 40-3177
lost-4-2: A2BC 40-3289
lost-4-3: A31D 40-2953
lost-4-4: 9EF3 40-3268
"""


class Part(NamedTuple):
    """A stretch of a route: an area, and the x at which the stretch begins and ends."""

    area: int
    begin: int
    end: int


@lru_cache(maxsize=1)
def _parts() -> dict[str, tuple[Part, ...]]:
    routes = {}
    for line in _ROUTES.strip().splitlines():
        name, stretches = line.split(": ")
        routes[name] = tuple(
            Part(int(area, 16), int(begin), int(end))
            for area, begin, end in re.findall(r"(\w+) (\d+)-(\d+)", stretches)
        )
    return routes


def parts(level: Level) -> tuple[Part, ...]:
    """The parts of a level's route, in order; none for the whole game."""
    return _parts()[level.name] if level.single else ()


@lru_cache(maxsize=64)
def route(level: Level) -> np.ndarray:
    """A level's route as kernels take it: `int64[2 + 4 * parts]`, read-only, shared.

    It holds the number of parts and the length in pixels, then for each part the area, the x at
    which it begins and ends, and the length of the parts before it. The whole game has no parts.
    """
    table, length = [], 0
    for part in parts(level):
        table += [*part, length]
        length += part.end - part.begin
    array = np.array([len(parts(level)), length, *table], np.int64)
    array.flags.writeable = False
    return array


def route_length(level: Level) -> int:
    """The length of a level's route in pixels; 0 for the whole game."""
    return int(route(level)[1])
