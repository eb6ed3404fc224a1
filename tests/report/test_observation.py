import numpy as np

from evomario.config.reader import compose
from evomario.mario import Game
from evomario.mario.observations import Observation
from evomario.report.observation import draw_observation

RED, BLUE = (255, 60, 60), (70, 150, 255)


def game_at(moves: int) -> Game:
    game = Game("1-1")
    game.reset()
    for _ in range(moves):
        game.step(128)
    return game


def drawn(text: str, game: Game) -> np.ndarray:
    return draw_observation(Observation.read(compose(text, "x.yaml")), game)


def has(picture: np.ndarray, colour: tuple[int, int, int]) -> bool:
    return bool((picture == colour).all(axis=2).any())


def test_tiles_are_marked_where_they_are() -> None:
    """The goomba's red cell lies over its brown pixels, blue cells over the ground."""
    game = game_at(130)
    picture = drawn("{type: tiles, width: 12}", game)
    left = picture[12:732, 12:780]
    assert has(left, RED) and has(left, BLUE)
    rows, columns = np.nonzero((left == RED).all(axis=2))
    box = game.screen()[rows.min() // 3 : rows.max() // 3, columns.min() // 3 : columns.max() // 3]
    sky = game.screen()[100, 200]
    assert (box != sky).any(axis=2).mean() > 0.4
    assert rows.max() // 3 <= 208  # where the ground begins


def test_numbers_and_greys_are_drawn_beside() -> None:
    game = game_at(20)
    narrow = drawn("{type: clock}", game)
    wide = drawn("[{type: tiles, speed: true}, {type: pixels}, {type: clock}]", game)
    assert narrow.dtype == np.uint8 and wide.shape[1] > narrow.shape[1]
    assert not has(narrow[:, :780], RED)
    assert len(np.unique(wide[40:500, 1200:1700].reshape(-1, 3), axis=0)) > 10


def test_drawing_leaves_the_game_as_it_is() -> None:
    game = game_at(40)
    saved = game.save()
    drawn("[{type: tiles}, {type: pixels}]", game)
    assert game.save() == saved
