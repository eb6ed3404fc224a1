import numpy as np

from evomario.mario import Game
from evomario.mario.compiled import CompiledEngine
from evomario.mario.levels import find_level
from evomario.report.level.stitch import BAR, GAP, HEIGHT, Canvas, has_gaps, row_of, see

RIGHT, JUMP = 128, 1


def world(columns: int) -> np.ndarray:
    """A picture of which each pixel is told from any other."""
    y, x = np.mgrid[:HEIGHT, :columns]
    return np.stack([y, x & 255, 100 + (x >> 8)], axis=-1).astype(np.uint8)


def test_a_known_level_comes_out_exactly() -> None:
    level, canvas = world(700), Canvas()
    for left in (0, 3, 100, 90, 250, 444):
        canvas.add(7, left, level[:, left : left + 256])
    (strip,) = canvas.strips()
    assert (strip.area, strip.left, strip.right) == (0, 0, 700)
    assert np.array_equal(strip.picture, level) and not has_gaps([strip])


def test_a_column_stays_as_it_was_first_seen() -> None:
    canvas = Canvas()
    canvas.add(7, 10, np.full((HEIGHT, 4, 3), 1, np.uint8))
    canvas.add(7, 12, np.full((HEIGHT, 4, 3), 2, np.uint8))
    (strip,) = canvas.strips()
    assert strip.left == 10 and strip.picture[0, :, 0].tolist() == [1, 1, 1, 1, 2, 2]


def test_areas_are_apart_and_numbered_as_they_are_entered() -> None:
    canvas = Canvas()
    canvas.add(9, 0, world(256))
    canvas.enter(3)  # nothing is seen of it
    canvas.add(5, 512, world(256)[:, :16])
    canvas.add(9, 300, world(556)[:, 300:])
    first, second = canvas.strips()
    assert [(each.area, each.left, each.right) for each in (first, second)] == [
        (0, 0, 556), (2, 512, 528)
    ]  # fmt: skip
    assert (first.picture[:, 256:300] == GAP).all() and has_gaps([first])
    assert np.array_equal(first.picture[:, 300:], world(556)[:, 300:])


def test_the_start_of_a_level_is_seen_as_the_game_shows_it_but_for_what_moves() -> None:
    seen = see("1-1", 1, np.full(400, RIGHT, np.uint8))  # into the first enemy
    (strip,) = seen.strips
    game = Game("1-1")
    game.reset()
    shown = game.screen()[BAR:]
    different = (strip.picture[:, :256] != shown).any(axis=-1)
    rows, columns = np.nonzero(different)
    assert 50 < len(rows) < 256  # Mario, and nothing else
    x, y = 40, row_of(np.array(79))
    assert x <= columns.min() and columns.max() < x + 16
    assert y - 8 <= rows.min() and rows.max() <= y + 8


def test_a_level_looks_the_same_whoever_passes() -> None:
    walker = see("1-1", 1, np.full(250, RIGHT, np.uint8))
    jumper = see("1-1", 1, np.array(([RIGHT] * 20 + [RIGHT | JUMP] * 20) * 8, np.uint8))
    (first,), (second,) = walker.strips, jumper.strips
    width = min(first.right, second.right)
    assert width > 300
    unlike = (first.picture[:, :width] != second.picture[:, :width]).any(axis=-1)
    blocks = np.zeros_like(unlike)
    blocks[64:128, 256:] = True  # question marks glitter
    assert not (unlike & ~blocks).any()


def test_the_way_is_that_of_the_game() -> None:
    moves = np.full(100, RIGHT, np.uint8)
    way = see("1-1", 1, moves).way
    game = Game("1-1")
    game.reset()
    info = [game.step(RIGHT) for _ in moves]
    assert way[0].tolist() == [0, 40, 79]
    assert way[1:, 1].tolist() == [each["x_pos"] for each in info]
    assert way[1:, 2].tolist() == [each["y_pos"] for each in info]


def test_scenery_is_the_picture_without_its_sprites() -> None:
    engine = CompiledEngine(find_level("1-1"), 1)
    for _ in range(60):
        engine.step(RIGHT)
    screen, scenery = engine.screen(), engine.scenery()
    assert np.array_equal(screen[:BAR], scenery[:BAR])
    assert (screen != scenery).any() and engine.left >= 0
    assert np.array_equal(engine.screen(), screen)  # nothing is changed by it
