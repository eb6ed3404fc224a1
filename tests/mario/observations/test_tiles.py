import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evomario.mario import Game
from evomario.mario.observations import Observation
from evomario.mario.observations.tiles import Tiles
from tests.mario.both import FILES, level_of, moves_of

from .twin import Twin

FILE = {file.stem: file for file in FILES}
KINDS = [*range(0x37), 0x00, 0x03, 0x06, 0x0D, 0x15, 0x1B, 0x1F, 0x24, 0x28, 0x2B, 0x2C, 0x2D, 0x33]
# by what they show
SEEN = ["1-1", "1-2", "1-3", "1-4", "2-2", "3-3", "4-1", "5-4", "8-3", "8-4", "lost-2-2"]


def played(name, at=None):
    """A game after the first moves of a recorded file."""
    game = Game(level_of(FILE[name]))
    game.reset()
    for buttons in moves_of(FILE[name])[:at]:
        game.step(buttons)
    return game


def tiles(game, **parameters):
    part = Tiles(**parameters)
    return Observation([part])(game).reshape(part.height, part.width).astype(int).tolist()


def random_ram(seed):
    """RAM of which nothing is sure, with something in most slots, near Mario."""
    source = np.random.default_rng(seed)
    ram = source.integers(0, 256, 2048).astype(np.uint8)
    ram[0x0F:0x14] = source.choice([0, 1, 1, 1, 0x81], 5)
    ram[0x16:0x1B] = source.choice(KINDS, 5)
    ram[0x1E:0x23] = source.choice([0, 0, 1, 2, 4, 5, 0x20, 0x84, 0xC4], 5)
    ram[0x49A:0x49F] = source.choice([4, 5, 6], 5)
    page = source.choice([0, 1, 7, 254, 255])
    for start, count in ((0x6D, 6), (0x7A, 9)):
        ram[start : start + count] = page + source.integers(-1, 2, count)
    for start, count in ((0xB5, 6), (0xC2, 9)):
        ram[start : start + count] = source.choice([0, 1, 1, 1, 1, 2, 255], count)
    ram[0x725], ram[0x726] = page + source.integers(0, 3), source.integers(0, 16)
    blocks = ram[0x500:0x6A0]
    blocks[source.random(len(blocks)) < 0.6] = 0
    return ram


@settings(max_examples=300)
@given(
    seed=st.integers(0, 1 << 32),
    width=st.integers(1, 32),
    height=st.integers(1, 32),
    left=st.integers(-31, 31),
    top=st.integers(-31, 31),
    options=st.tuples(*[st.booleans()] * 6),
)
def test_the_window_is_the_twins(seed, width, height, left, top, options):
    window = dict(width=width, height=height, left=left, top=top)
    seen = dict(zip(("platforms", "hidden"), options[:2], strict=True))
    of_mario = dict(zip(("speed", "powerup", "on_ground", "within_tile"), options[2:], strict=True))
    observation = Observation([Tiles(**window, **seen, **of_mario)])
    ram = random_ram(seed)
    row, twin = observation.see(ram), Twin(ram)
    assert row[: width * height].tolist() == twin.tiles(**window, **seen).ravel().tolist()
    assert row[width * height :].tolist() == twin.of_mario(**of_mario)


@pytest.mark.parametrize("level", SEEN)
def test_a_recorded_episode_is_the_twins(level):
    file = FILE[f"finish-{level}"]
    game = Game(level_of(file))
    game.reset()
    window = dict(width=20, height=14, left=-9, top=-9)
    observation = Observation([Tiles(**window)])
    for i, buttons in enumerate(moves_of(file)):
        if i % 20 == 0:
            expected = Twin(game.ram).tiles(**window)
            assert observation(game).tolist() == expected.ravel().tolist()
        game.step(buttons)


def test_the_first_goomba_is_seen():
    """Picture by picture: ground, a question block, and a goomba that comes nearer."""
    game = played("goomba-1-1", 100)
    window = dict(width=9, height=6, left=-2, top=-3)
    assert tiles(game, **window)[4:] == [[1] * 9] * 2
    seen = []
    while not game.done:
        row = tiles(game, **window)[3]
        seen += [row.index(-1)] if -1 in row else []
        game.step(moves_of(FILE["goomba-1-1"])[-1])
    assert seen == sorted(seen, reverse=True) and seen[0] == 8 and seen[-1] <= 3


def test_a_squashed_goomba_is_not():
    file = FILE["finish-1-2"]
    game = Game("1-2")
    game.reset()
    squashed = 0
    for buttons in moves_of(file)[:120]:
        game.step(buttons)
        slots = [s for s in range(5) if game.ram[0x0F + s]]
        if slots and all(game.ram[0x16 + s] == 6 and game.ram[0x1E + s] == 4 for s in slots):
            squashed += 1
            assert -1 not in np.array(tiles(game, width=32, height=20, left=-16, top=-10))
    assert squashed > 0


@pytest.mark.parametrize("level", ["1-3", "2-3", "3-3", "4-3", "1-4", "4-2"])
def test_what_carries_mario_is_solid(level):
    """Whenever he stands, something under his feet is solid: ground, block, bridge or platform."""
    file = FILE[f"finish-{level}"]
    game = Game(level)
    game.reset()
    observation = Observation([Tiles(width=3, height=1, left=-1, top=1)])
    stood, on_platforms = 0, 0
    for buttons in moves_of(file):
        stands = game.ram[0x0E] == 8 and game.ram[0x1D] == 0 and game.ram[0x9F] == 0
        if stands and game.ram[0xB5] == 1:
            stood += 1
            assert 1 in observation(game), stood
            blocks = Tiles(width=3, height=1, left=-1, top=1, platforms=False)
            on_platforms += 1 not in Observation([blocks])(game)
        game.step(buttons)
    assert stood > 100
    assert on_platforms > 0 or level not in ("1-3", "3-3", "4-3")


@pytest.mark.parametrize("level", ["1-4", "5-4"])
def test_firebars_are_where_they_are_drawn(level):
    """The game's own list of sprites, at 0x200, against the cells that are shown to hurt."""
    file = FILE[f"finish-{level}"]
    game = Game(level)
    game.reset()
    drawn = 0
    for i, buttons in enumerate(moves_of(file)[:600]):
        game.step(buttons)
        if i % 5 or all(game.ram[0x16 + s] not in range(0x1B, 0x20) for s in range(5)):
            continue
        edge = 256 * int(game.ram[0x71A]) + int(game.ram[0x71C])
        dangers, twin = Twin(game.ram).dangers(), Twin(game.ram)
        for y, tile, _, x in game.ram[0x200:0x300].reshape(64, 4).astype(int).tolist():
            if tile in (0x64, 0x65) and y < 0xF0:
                column, row = (edge + x + 4) // 16, (y + 4 - 32) // 16
                assert (column, row) in dangers or twin.solid(column, row, False)
                drawn += 1
    assert drawn > 100


def test_hidden_blocks_are_free_unless_asked_for():
    game = played("1up-1-1", 400)
    window = dict(width=32, height=32, left=-16, top=-16)
    free, shown = np.array(tiles(game, **window)), np.array(tiles(game, **window, hidden=True))
    assert (free != shown).sum() == (game.ram[0x500:0x6A0] == 0x60).sum() == 1
    assert shown[free != shown].tolist() == [1]


def test_beyond_what_the_game_has_made_nothing_is_seen():
    game = played("finish-1-1", 300)
    seen = np.array(tiles(game, width=32, height=3, left=0, top=0))
    made = 16 * int(game.ram[0x725]) + int(game.ram[0x726])
    ahead = made - (256 * int(game.ram[0x6D]) + int(game.ram[0x86]) + 8) // 16
    assert not seen[:, ahead:].any()
    assert ahead > 8


def test_mario_himself():
    game = played("flower-1-1")
    part = Tiles(width=1, height=1, speed=True, powerup=True, on_ground=True, within_tile=True)
    observation = Observation([part])
    values = dict(zip(observation.labels, observation(game).tolist(), strict=True))
    assert values["powerup"] == 1.0
    assert -1 <= values["speed_x"] <= 1 and 0 <= values["within_tile_x"] < 1
    game.reset()
    values = dict(zip(observation.labels, observation(game).tolist(), strict=True))
    assert (values["powerup"], values["on_ground"], values["speed_x"]) == (0, 1, 0)
    for _ in range(10):
        game.step(129)
    values = dict(zip(observation.labels, observation(game).tolist(), strict=True))
    assert values["on_ground"] == 0 and values["speed_x"] > 0 > values["speed_y"]
