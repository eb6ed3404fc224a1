"""`Game`: the door to both engines, and the trajectories behind it."""

import hashlib
import multiprocessing
import pickle

import numpy as np
import pytest

from evomario.errors import UserError
from evomario.mario import LEVELS, Game, Saved, find_level

from .both import play, random_moves

INFO = {
    "coins", "flag_get", "life", "score", "stage", "status", "time", "world", "x_pos", "y_pos",
}  # fmt: skip

# SHA-256 of the RAM after `random_moves("golden", 600)`, with a reset after each end.
GOLDEN = {
    "1-1": "4567faa347571e3851f55105d07c260ede19da0716c0e44a3cc0b881cec39425",
    "5-2": "b4b57b4664e57b056cc9f2c585a170aa931ec0f09e0272a51572332a44fca3c0",
    "lost-2-3": "daa89ab77e6decfe33d83341a6f82572b6feda0cd3c28a5ba8568f0ebbb91f38",
    "game": "b44267d4d9a9067057be9a99d7a8ba11c2e0fd23a679daa053697b1f2c32ad45",
}

engines = pytest.mark.parametrize("engine", ["compiled", "gym"])


@pytest.mark.parametrize("level", GOLDEN)
def test_a_trajectory_is_what_it_always_was(level):
    game = Game(level)
    play(game, random_moves("golden", 600))
    assert hashlib.sha256(game.ram).hexdigest() == GOLDEN[level]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("1-5", "did you mean '1-4'?"),
        ("Game", "did you mean 'game'?"),
        ("lost-4-5", "did you mean 'lost-4-4'?"),
        ("", "expected one of 1-1, 1-2,"),
        ("castle", "expected one of 1-1, 1-2,"),
    ],
)
def test_an_unknown_level(name, hint):
    with pytest.raises(UserError) as caught:
        Game(name)
    assert f"unknown level {name!r}: " in str(caught.value)
    assert hint in str(caught.value)


def test_an_unknown_engine():
    with pytest.raises(UserError, match="unknown engine 'compile': did you mean 'compiled'"):
        Game("1-1", "compile")


@pytest.mark.parametrize(("level", "lives"), [("1-1", 0), ("1-1", -1), ("game", 2)])
def test_lives_that_there_cannot_be(level, lives):
    with pytest.raises(UserError, match=f"lives must be 1 or more on a level.* got {lives}"):
        Game(level, lives=lives)


def test_the_levels():
    assert len(LEVELS) == 49
    assert [find_level(name).area for name in ("1-1", "1-2", "3-2", "lost-1-2")] == [1, 3, 2, 3]
    assert not find_level("game").single


@engines
def test_what_a_new_game_shows(engine):
    game = Game("3-2", engine)
    assert not game.done
    assert game.frames == 0
    assert game.ram.shape == (2048,) and game.ram.dtype == np.uint8
    screen = game.screen()
    assert screen.shape == (240, 256, 3) and screen.dtype == np.uint8
    assert len(np.unique(screen.reshape(-1, 3), axis=0)) > 4


@engines
def test_what_a_step_tells(engine):
    info = Game("3-2", engine).step(128)
    assert set(info) == INFO
    assert (info["world"], info["stage"], info["life"]) == (3, 2, 2)
    assert info["status"] == "small" and info["flag_get"] is False
    assert {type(info[name]) for name in INFO - {"status", "flag_get"}} == {int}


@engines
def test_steps_count_frames(engine):
    game = Game("1-1", engine)
    for _ in range(5):
        game.step(0)
    assert game.frames == 5
    game.reset()
    assert game.frames == 0


@engines
def test_no_step_after_the_end(engine):
    game = Game("1-1", engine)
    while not game.done:
        game.step(128)
    with pytest.raises(ValueError, match="the episode is over: call reset"):
        game.step(128)
    game.reset()
    assert not game.done
    game.step(128)


@engines
@pytest.mark.parametrize("buttons", [-1, 256])
def test_buttons_are_a_byte(buttons, engine):
    with pytest.raises(ValueError, match=f"buttons must be 0 to 255, got {buttons}"):
        Game("1-1", engine).step(buttons)


@engines
def test_ram_is_read_only_and_live(engine):
    game = Game("1-1", engine)
    ram = game.ram
    with pytest.raises(ValueError, match="read-only"):
        ram[0] = 1
    before = ram.copy()
    game.step(128)
    assert (ram != before).any()


@engines
def test_a_picture_is_a_copy(engine):
    game = Game("1-1", engine)
    screen = game.screen()
    before = screen.copy()
    play(game, [128] * 30)
    assert (screen == before).all()
    assert (game.screen() != before).any()


def test_a_picture_changes_nothing():
    seen, unseen = Game("1-1"), Game("1-1")
    for buttons in random_moves("looked at", 200):
        if seen.done:
            break
        seen.screen()
        assert seen.step(buttons) == unseen.step(buttons)
        assert (seen.ram == unseen.ram).all()


@engines
def test_a_saved_game_goes_on_as_before(engine):
    game = Game("1-2", engine)
    play(game, random_moves("before", 40))
    saved = game.save()
    frames, screen = game.frames, game.screen()
    first = play(game, random_moves("after", 40))
    game.reset()
    game.load(saved)
    assert game.frames == frames
    assert (game.screen() == screen).all()
    assert (play(game, random_moves("after", 40)) == first).all()


def test_a_saved_game_does_not_change():
    game = Game("1-1")
    play(game, [130] * 20)
    saved = game.save()
    data = saved.data
    play(game, [130] * 20)
    assert saved.data is data and Saved(*saved) == saved != game.save()


@engines
def test_games_do_not_touch_each_other(engine):
    one, other = Game("1-1", engine), Game("1-1", engine)
    before = other.ram.copy()
    play(one, [130] * 20)
    assert (other.ram == before).all()


@engines
def test_a_saved_game_goes_on_in_another_process(engine):
    game = Game("lost-1-3", engine)
    play(game, random_moves("before", 30))
    saved = pickle.loads(pickle.dumps(game.save()))
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        result = pool.apply(go_on, (saved, random_moves("after", 30)))
    assert (result == play(game, random_moves("after", 30))).all()


def go_on(saved, moves):
    """Load a saved game and play on: the RAM at the end."""
    game = Game(saved.level, saved.engine)
    game.load(saved)
    return play(game, moves)


def test_a_game_saved_elsewhere_is_refused():
    saved = Game("1-1").save()
    with pytest.raises(ValueError, match="saved in 1-1 on the engine compiled, this game is 1-2"):
        Game("1-2").load(saved)
    with pytest.raises(ValueError, match="this game is 1-1 on gym"):
        Game("1-1", "gym").load(saved)


@pytest.mark.parametrize("data", [b"", b"\0" * 100])
def test_a_saved_game_that_is_cut_short_is_refused(data):
    game = Game("1-1")
    before = game.ram.copy()
    with pytest.raises(ValueError, match=f"a saved game of {len(data)} bytes, expected"):
        game.load(Saved("compiled", "1-1", data))
    assert (game.ram == before).all()


def test_the_next_life_begins_at_the_start():
    game = Game("1-1", lives=2)
    start = game.ram.copy()
    while not game.outcome()["deaths"]:
        assert not game.done
        game.step(128)
    assert (game.ram == start).all()
    while not game.done:
        game.step(128)
    assert game.outcome()["deaths"] == 2
