"""The table of routes against the ROMs that it was taken from, and against the game."""

import re
from functools import lru_cache

import numpy as np
import pytest

from evomario.emulator.rom import read_rom
from evomario.mario import ram, roms
from evomario.mario.game import Game
from evomario.mario.levels import LEVELS
from evomario.mario.routes import parts, route, route_length
from evomario.mario.starts import start

SINGLE = [level for level in LEVELS.values() if level.single]
PIPED = [level for level in SINGLE if len(parts(level)) > 1]
FLAGPOLE, AXE = 0x41, 0x42
ENEMY_DATA = 0xE9
Y_ON_SCREEN, Y_SPEED, STAR = 0xCE, 0x9F, 0x79F
RIGHT_B = 0x82

by_name = pytest.mark.parametrize("level", SINGLE, ids=lambda level: level.name)


class Rom:
    """A game's program, by CPU address, and what it says about areas."""

    def __init__(self, game):
        self.prg = read_rom(roms.find_rom(game)).prg
        self.layouts = self._table(0xE7)
        self.lists = self._table(0xE9)

    def __getitem__(self, address):
        return self.prg[address - 0x8000]

    def _table(self, pointer):
        """Where the low and the high bytes lie that a pointer to the current area is taken from.

        The code reads `LDA low,Y; STA pointer; LDA high,Y; STA pointer + 1`.
        """
        pattern = b"\xb9(..)\x85%c\xb9(..)\x85%c" % (pointer, pointer + 1)
        (found,) = re.findall(pattern, self.prg, re.DOTALL)
        return tuple(int.from_bytes(address, "little") for address in found)

    def look_up(self, tables, number):
        """A pointer for an area by its number: its type in bits 5 and 6, and its index."""
        low, high = tables
        index = self[low - 4 + (number >> 5 & 3)] + (number & 31)
        return self[low + index] | self[high + index] << 8

    def layout(self, number):
        """The key of an area: where its objects lie, after a header of two bytes."""
        return self.look_up(self.layouts, number) + 2

    def objects(self, layout):
        """Column, row and kind of each object of an area."""
        page = 0
        while self[layout] != 0xFD:
            place, kind = self[layout], self[layout + 1]
            column, row = place >> 4, place & 15
            if row == 13 and not kind & 64:
                page = kind & 31
            else:
                page += kind >> 7
                yield 16 * page + column, row, kind & 127
            layout += 2

    def exits(self, enemies, world):
        """Area number and page to which the pipes of an area lead in a world, from 0."""
        while self[enemies] != 0xFF:
            command = self[enemies] & 15 == 14
            if command and self[enemies + 2] >> 5 == world:
                yield self[enemies + 1] & 127, self[enemies + 2] & 31
            enemies += 3 if command else 2


@lru_cache
def rom(game):
    return Rom(game)


def pair(state, address):
    return int(state[address]) | int(state[address + 1]) << 8


def test_every_level_has_a_route():
    assert all(parts(level) for level in SINGLE)
    assert route(LEVELS["game"]).tolist() == [0, 0]
    assert route_length(LEVELS["game"]) == 0


def test_the_array_is_what_track_place_reads():
    array = route(LEVELS["1-2"])
    assert array.dtype == np.int64 and array.flags.c_contiguous and not array.flags.writeable
    assert array is route(LEVELS["1-2"])
    assert array.tolist() == [2, 2892, 0xAC37, 40, 2643, 0, 0xA690, 2872, 3161, 2603]


@by_name
def test_lengths_add_up(level):
    assert route_length(level) == sum(part.end - part.begin for part in parts(level))
    before = route(level)[2:].reshape(-1, 4)[:, 3]
    assert before[0] == 0 and (np.diff(before) > 0).all() and before[-1] < route_length(level)


@by_name
def test_a_route_begins_where_the_level_does(level):
    state, _ = start(level)
    x = 256 * int(state[ram.PAGE]) + int(state[ram.X_ON_PAGE])
    assert parts(level)[0][:2] == (pair(state, ram.AREA_DATA), x)


@by_name
def test_a_route_ends_at_the_flagpole_or_the_axe(level):
    last = parts(level)[-1]
    marks = [
        (column, kind)
        for column, row, kind in rom(level.rom).objects(last.area)
        if row == 13 and kind in (FLAGPOLE, AXE)
    ]
    ((column, kind),) = marks
    assert kind == (AXE if level.stage == 4 else FLAGPOLE)
    assert last.end == 16 * column - (12 if kind == AXE else 7)


def is_pipe(row, kind, sideways):
    """Whether an object is a pipe that can be entered."""
    if sideways:
        return (row == 15 and kind >> 4 == 4) or (row < 12 and kind == 9)
    return row < 12 and kind >> 4 == 7 and bool(kind & 8)


@pytest.mark.parametrize("level", PIPED, ids=lambda level: level.name)
def test_parts_are_joined_by_pipes(level):
    """A part ends at a pipe, and its area has an exit to where the next part begins."""
    game = rom(level.rom)
    enemies = pair(start(level)[0], ENEMY_DATA)
    for part, following in zip(parts(level), parts(level)[1:], strict=False):
        ends = {
            16 * column + (-13 if sideways else 4)
            for column, row, kind in game.objects(part.area)
            for sideways in (False, True)
            if is_pipe(row, kind, sideways)
        }
        assert part.end in ends
        exits = {
            (game.layout(number), page): number
            for number, page in game.exits(enemies, level.world - 1)
        }
        number = exits[following.area, following.begin // 256]
        enemies = game.look_up(game.lists, number)


CLIMB = range(40, 180, 20)
#: Level: the heights to fly at; where Mario gets no further, he tries the next one.
HEIGHTS = {
    "1-1": (40,), "1-4": (96,), "2-2": CLIMB, "3-2": (40,), "4-2": CLIMB, "8-3": (40,),
    "lost-1-1": (40,), "lost-3-2": CLIMB,
}  # fmt: skip


def poke(game, values):
    """Write bytes into a game's RAM."""
    saved = game.save()
    data = bytearray(saved.data)
    for address, value in values.items():
        data[address] = value
    game.load(saved._replace(data=bytes(data)))


def fly(game, route):
    """Move right, in the air, unhurt, but on foot before a pipe: area and x after each move."""
    heights = HEIGHTS[game.level.name]
    on_foot = {part.area: part.end - 30 for part in route[:-1]}
    area, x, tries, furthest, since = route[0].area, 0, 0, 0, 0
    for move in range(4000):
        values = {STAR: 8, ram.TIME + 2: 9}
        if x < on_foot.get(area, 9999):
            values |= {Y_ON_SCREEN: heights[tries % len(heights)], Y_SPEED: 0}
        poke(game, values)
        last, x = area, game.step(RIGHT_B)["x_pos"]
        area = pair(game.ram, ram.AREA_DATA)
        yield last, x
        if game.done:
            return
        if area != last:
            tries, furthest, since = 0, 0, move
        elif x > furthest:
            furthest, since = x, move
        elif move - since > 8:
            tries, since = tries + 1, move


@pytest.mark.parametrize("name", HEIGHTS)
def test_a_flight_to_the_end_takes_the_route(name):
    level = LEVELS[name]
    game = Game(name)
    track = list(fly(game, parts(level)))
    assert game.outcome()["finished"] and game.outcome()["progress"] == 1
    areas = list(dict.fromkeys(area for area, _ in track))
    assert areas == [part.area for part in parts(level)]
    for part in parts(level):
        xs = [x for area, x in track if area == part.area]
        assert part.begin <= xs[0] <= part.begin + 1
        assert part.end <= xs[-1] <= part.end + 4
    assert level.stage == 4 or xs[-1] == part.end
