import numpy as np
import pytest

from evomario.config import ConfigError, Settings
from evomario.config.reader import compose
from evomario.emulator.layout import ROW
from evomario.errors import UserError
from evomario.mario import Game, roms
from evomario.mario.observations import Observation, ObservationChoice
from evomario.mario.observations.camera import camera
from evomario.mario.observations.kernel import observe_batch
from evomario.mario.state import STATE
from evomario.registry import describe, names, resolved
from tests.mario.both import FILES, moves_of, random_moves

ALL = """
- {type: tiles, width: 7, height: 5, left: -1, top: -2, speed: true, within_tile: true}
- {type: clock}
- {type: ram, addresses: [0x57, {address: 0x1D, name: float, scale: 3}]}
- {type: pixels, width: 8, height: 6}
"""


class Holder(Settings):
    """A room's settings that have an observation."""

    seen: ObservationChoice


def read(text):
    return Observation.read(compose(text, "x.yaml"))


def test_parts_stand_in_a_row():
    both = read(ALL)
    assert [(block.name, block.shape) for block in both.blocks] == [
        ("tiles", (5, 7)), ("mario", (4,)), ("clock", (2,)), ("ram", (2,)), ("pixels", (6, 8)),
    ]  # fmt: skip
    assert both.size == len(both.labels) == 35 + 4 + 2 + 2 + 48
    assert both.labels[:2] == ("tile(-1,-2)", "tile(+0,-2)")
    assert both.labels[35:43] == (
        "speed_x", "speed_y", "within_tile_x", "within_tile_y", "time", "constant", "ram 0x057",
        "float",
    )  # fmt: skip
    assert both.labels[-1] == "pixel(7,5)"
    game = Game("1-1")
    game.reset()
    for buttons in random_moves("row", 40):
        game.step(buttons)
    each = [Observation([part])(game) for part in both.parts]
    assert np.array_equal(both(game), np.concatenate(each))


def test_one_needs_no_list():
    assert read("{type: clock}").labels == ("time", "constant")
    assert not read("{type: clock}").needs_picture


@pytest.mark.parametrize("level", ["1-1", "1-4"])
def test_both_engines_show_the_same(level):
    """Byte for byte, over a recorded episode."""
    (file,) = (file for file in FILES if file.stem == f"finish-{level}")
    games, observation = (Game(level), Game(level, "gym")), read(ALL)
    for game in games:
        game.reset()
    for i, buttons in enumerate(moves_of(file)[:240]):
        if i % 8 == 0:
            ours, judges = (observation(game).tobytes() for game in games)
            assert ours == judges, i
        for game in games:
            game.step(buttons)


def test_kernels_see_the_same_and_disturb_nothing():
    """Batches of states, with pictures drawn from the machines before the last frame."""
    observation, game = read(ALL), Game("1-2")
    game.reset()
    rows, saved = [], []
    for i, buttons in enumerate(random_moves("batch", 120)):
        if game.done:
            game.reset()
        game.step(buttons)
        if i % 12 == 0:
            rows.append(observation(game))
            saved.append(np.frombuffer(game.save().data, np.uint8))
    states, befores = (np.ascontiguousarray(part) for part in
                       (np.array(saved)[:, :STATE], np.array(saved)[:, STATE:]))  # fmt: skip
    kept = states.copy(), befores.copy()
    out = np.empty((len(rows), observation.size))
    lens = camera(roms.load("smb"))
    observe_batch(states, observation.table(), out, lens, befores)
    assert np.array_equal(out, rows)
    assert np.array_equal(states, kept[0]) and np.array_equal(befores, kept[1])


def test_a_game_that_is_watched_plays_as_one_that_is_not():
    watched, other, observation = Game("1-1"), Game("1-1"), read(ALL)
    for game in (watched, other):
        game.reset()
    for buttons in random_moves("watched", 80):
        watched.step(buttons)
        other.step(buttons)
        observation(watched)
        assert np.array_equal(watched.ram, other.ram)
    assert watched.save() == other.save()


def test_a_table_is_data():
    observation = read("{type: clock}")
    table = observation.table()
    table[:] = 0
    assert observation.size == 2  # a copy was given
    assert observation.table().dtype == np.int64


def test_ram_of_the_wrong_size_is_refused():
    for wrong in (np.zeros(100, np.uint8), np.zeros(2048)):
        with pytest.raises(ValueError, match=r"expected uint8\[2048\]"):
            read("{type: clock}").see(wrong)
    assert ROW > 2048  # a machine's row does as well
    assert read("{type: clock}").see(np.zeros(ROW, np.uint8)).tolist() == [0, 1]


def test_they_are_in_the_registry():
    assert names("observation") == ["clock", "pixels", "ram", "tiles"]
    told = {p.name: p.default for p in describe("observation", "pixels").parameters}
    assert told == {"width": "32", "height": "30", "top": "0", "white": "1.0"}
    for name in names("observation"):
        assert describe("observation", name).about.endswith((".", "x 30."))


def test_settings_take_one_or_a_list():
    model = resolved(Holder)
    one = compose("seen: {type: tiles, width: 3}", "x.yaml").validate(model)
    assert Observation.of(one.seen).blocks[0].shape == (10, 3)
    two = compose("seen:\n- {type: clock}\n- {type: tiles}", "x.yaml").validate(model)
    assert Observation.of(two.seen).size == 122


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{type: tile}", "x.yaml:1:8: unknown observation 'tile'; expected one of clock, pixels, "
         "ram, tiles; did you mean 'tiles'?"),
        ("{width: 3}", "x.yaml:1:1: no observation is named here; expected a mapping whose type "
         "is one of clock, pixels, ram, tiles"),
        ("- {type: clock}\n- {type: tiles, width: 33}",
         "x.yaml:2:24: width is 33; expected at most 32"),
        ("{type: tiles, wdth: 3}", "x.yaml:1:15: unknown key 'wdth'; did you mean 'width'?"),
        ("{type: tiles, speed: 1}", "x.yaml:1:22: speed is 1; expected true or false"),
        ("{type: ram, addresses: []}", "x.yaml:1:24: addresses is a list; expected a list of 1 or "
         "more"),
        ("{type: ram}", "x.yaml:1:1: the key 'addresses' is missing"),
        ("{type: pixels, width: 0}", "x.yaml:1:23: width is 0; expected at least 1"),
        ("[]", "x.yaml:1:1: an empty list; expected at least one observation"),
    ],
)  # fmt: skip
def test_errors_are_located(text, message):
    with pytest.raises(ConfigError) as error:
        read(text)
    assert str(error.value) == message


def test_errors_inside_a_list_of_bytes_are_located():
    for text, place in (
        ("{type: ram, addresses: [1, 2048]}", "x.yaml:1:28: "),
        ("{type: ram, addresses: [{address: 1, scale: 0}]}", "x.yaml:1:45: "),
        ("{type: ram, addresses: [{adress: 1}]}", "x.yaml:1:26: unknown key 'adress'"),
    ):
        with pytest.raises(UserError) as error:
            read(text)
        assert str(error.value).startswith(place), error.value


def test_a_choice_in_settings_is_located():
    with pytest.raises(ConfigError) as error:
        compose("seen:\n- {type: tiles, top: 99}", "x.yaml").validate(resolved(Holder))
    assert str(error.value) == "x.yaml:2:22: seen.0.top is 99; expected at most 31"
