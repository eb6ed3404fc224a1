import numpy as np
import pytest

from evomario.errors import UserError
from evomario.evaluation import Limits, play_sequences
from evomario.mario import Game
from evomario.mario.state import REASONS, STATE
from tests.evaluation.twin import Twin

BUTTONS = np.array([128, 129, 130, 131, 131, 0, 64, 65], np.uint8)


def held(seed: int, runs: int = 60, longest: int = 25) -> np.ndarray:
    """Buttons held for a while each, mostly to the right."""
    random = np.random.default_rng(seed)
    return np.repeat(random.choice(BUTTONS, runs), random.integers(1, longest, runs))


@pytest.mark.parametrize("level", ["1-1", "1-3", "2-2", "5-4", "8-1", "lost-1-1"])
@pytest.mark.parametrize("seed", range(3))
def test_batch_play_equals_the_game_move_by_move(level: str, seed: int) -> None:
    moves = held(seed)
    played = play_sequences(level, [moves])
    game = Game(level)
    game.reset()
    for buttons in moves.tolist():
        game.step(buttons)
        if game.done:
            break
    record = played.records[0, 0]
    assert (played.states[0, 0][:2048] == game.ram).all()
    for name in record.dtype.names:
        if name != "reason":
            assert np.array_equal(record[name], game.outcome()[name], equal_nan=True), name


@pytest.mark.parametrize("level", ["1-1", "1-2", "3-1", "7-1", "lost-2-1"])
@pytest.mark.parametrize("seed", range(4))
def test_metrics_equal_their_plain_python_twin(level: str, seed: int) -> None:
    moves = held(seed, runs=80)
    record = play_sequences(level, [moves], limits=Limits(no_progress=100)).records[0, 0]
    game = Game(level)
    game.reset()
    twin = Twin(game, patience=100)
    for buttons in moves.tolist():
        twin.step(buttons)
        if twin.reason:
            break
    for name, value in twin.values.items():
        assert record[name] == value, name
    assert REASONS[record["reason"]] == (twin.reason or "limit")


def test_threads_are_invisible() -> None:
    moves = [held(seed) for seed in range(12)]
    one = play_sequences(["1-1", "1-4"], moves, paths=True, threads=1)
    two = play_sequences(["1-1", "1-4"], moves, paths=True, threads=3)
    assert one.records.tobytes() == two.records.tobytes()
    assert one.states.tobytes() == two.states.tobytes()
    for a, b in zip(one.paths, two.paths, strict=True):
        assert all((p == q).all() for p, q in zip(a, b, strict=True))


def test_an_episode_goes_on_from_any_state_saved_along_the_way() -> None:
    moves = held(5)
    whole = play_sequences("1-1", [moves], save_every=40, limits=Limits(no_progress=150))
    count = int(whole.records["moves"][0, 0]) // 40
    assert count > 3
    for place in range(count):
        begin = whole.saves[0, 0, place]
        rest = play_sequences("1-1", [moves], begin=begin, limits=Limits(no_progress=150))
        assert rest.states.tobytes() == whole.states.tobytes()


def test_a_state_of_another_level_is_refused() -> None:
    saves = play_sequences("1-2", [held(1)], save_every=10).saves[0, 0, 0]
    with pytest.raises(UserError, match="not of level 1-1"):
        play_sequences("1-1", [held(1)], begin=saves)


def test_each_limit_ends_an_episode_where_it_says() -> None:
    moves = [np.zeros(500, np.uint8)]

    def record(**limits: int) -> np.void:
        return play_sequences("1-1", moves, limits=Limits(**limits)).records[0, 0]

    assert record(moves=37)["moves"] == 37
    assert record(frames=41)["frames"] == 41
    assert record(no_progress=55)["moves"] == 55
    assert REASONS[record(no_progress=55)["reason"]] == "no_progress"
    assert REASONS[record(moves=37)["reason"]] == "limit"
    assert record()["moves"] == 500


def test_lives_begin_anew_at_the_start_and_add_up() -> None:
    right = np.full(3000, 128, np.uint8)
    one = play_sequences("1-1", [right]).records[0, 0]
    three = play_sequences("1-1", [right], lives=3).records[0, 0]
    assert REASONS[one["reason"]] == REASONS[three["reason"]] == "dead"
    assert (one["deaths"], three["deaths"]) == (1, 3)
    assert three["moves"] == 3 * one["moves"]
    assert three["time_used"] == 3 * one["time_used"]
    assert three["distance"] == one["distance"]  # the same ground again earns nothing


@pytest.mark.parametrize("engine", ["compiled", "gym"])
def test_lives_play_alike_through_the_game_on_both_engines(engine: str) -> None:
    right = np.full(3000, 128, np.uint8)
    expected = play_sequences("1-1", [right], lives=2).records[0, 0]
    game = Game("1-1", engine=engine, lives=2)
    game.reset()
    while not game.done:
        game.step(128)
    outcome = game.outcome()
    for name in expected.dtype.names:
        assert np.array_equal(outcome[name], expected[name], equal_nan=True), name


def test_a_path_has_a_point_every_eight_moves() -> None:
    moves = held(2)
    played = play_sequences("1-1", [moves], paths=True)
    path = played.paths[0][0]
    game = Game("1-1")
    game.reset()
    for number, buttons in enumerate(moves.tolist(), 1):
        info = game.step(buttons)
        if number % 8 == 0:
            assert tuple(path[number // 8 - 1]) == (0, info["x_pos"], info["y_pos"])
        if game.done:
            break
    assert len(path) == number // 8


def test_several_levels_at_once_equal_each_alone() -> None:
    moves = [held(1), held(2)]
    both = play_sequences(["1-1", "4-1"], moves)
    for i, level in enumerate(["1-1", "4-1"]):
        alone = play_sequences(level, moves)
        assert (both.states[i] == alone.states[0]).all()


def test_the_whole_game_counts_its_own_lives() -> None:
    record = play_sequences("game", [np.full(2500, 128, np.uint8)]).records[0, 0]
    assert REASONS[record["reason"]] == "dead"
    assert record["deaths"] == 3


@pytest.mark.parametrize(
    ("moves", "message"),
    [
        ([], "no action sequences"),
        ([np.zeros(3, np.int64)], r"expected button bytes, uint8\[moves\], got int64"),
        ([np.zeros((3, 2), np.uint8)], "expected button bytes"),
    ],
)
def test_wrong_sequences_are_refused(moves: list, message: str) -> None:
    with pytest.raises(UserError, match=message):
        play_sequences("1-1", moves)


def test_an_empty_sequence_is_an_episode_without_moves() -> None:
    played = play_sequences("1-1", [np.zeros(0, np.uint8)])
    assert played.records[0, 0]["moves"] == 0
    assert played.states.shape == (1, 1, STATE)


def test_an_unknown_level_names_the_nearest() -> None:
    with pytest.raises(UserError, match="did you mean '1-4'"):
        play_sequences("1-9", [held(0)])
