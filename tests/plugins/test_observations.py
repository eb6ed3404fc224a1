"""Observations that plug-ins bring, against the same function in plain Python."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evomario import registry
from evomario.cli import main
from evomario.config.reader import compose
from evomario.errors import UserError
from evomario.mario import Game
from evomario.mario.observations import Observation
from evomario.mario.observations.kernel import observer
from evomario.registry import PluginWarning
from evomario.report.observation import draw_observation
from evomario.runs import Champion, RunFolder, evolve, load_config
from evomario.runs.acting import Acting, acted, otherwise
from tests.mario.both import random_moves
from tests.plugins.registered import unchanged

CONFIG = str(Path(__file__).parents[2] / "configs" / "neat" / "1-1.yaml")
HEAD = """
import numpy as np
from evomario.mario.observations import Block, Part
from evomario.registry import register

"""
FIELD = (
    HEAD
    + """
@register("observation", "field")
class FieldOf(Part):
    "The middle of the picture, and four bytes."
    blocks = (Block("middle", (2, 3), tuple("abcdef")), Block("bytes", (4,), ("w", "x", "y", "z")))
    picture = True

    @staticmethod
    def see(ram, picture, numbers, out):
        for i in range(6):
            out[i] = picture[120 + i // 3, 128 + i % 3]
        for i in range(4):
            out[6 + i] = ram[0x86 + i] / 255
"""
)


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with unchanged(monkeypatch):
        yield


@pytest.fixture
def nearest(docs: Path) -> Any:
    registry.load_file(docs / "nearest.py")
    return registry.entry("observation", "nearest").target


def read(text: str) -> Observation:
    return Observation.read(compose(text, "x.yaml"))


def played(moves: int = 400) -> Iterator[Game]:
    game = Game("1-1")
    game.reset()
    for buttons in random_moves("watched by a plug-in", moves):
        if game.done:
            game.reset()
        game.step(buttons | 128)
        yield game


def test_it_is_what_plain_python_makes_of_the_same_ram(nearest: Any) -> None:
    seen = read("[{type: clock}, {type: nearest, reach: 200}, {type: tiles}]")
    assert seen.labels[2:4] == ("ahead", "higher") and seen.size == 2 + 2 + 120
    alone, clock = read("{type: tiles}"), read("{type: clock}")
    different = set()
    for game in played():
        expected, row = np.full(2, np.nan), seen(game)
        nearest.see(game.ram, None, np.array([200.0]), expected)
        assert row[2:4].tolist() == expected.tolist()
        assert np.array_equal(row[:2], clock(game)) and np.array_equal(row[4:], alone(game))
        different.add(row[2])
    assert len(different) > 10


def test_one_that_needs_the_picture_gets_it(docs: Path) -> None:
    (docs / "field.py").write_text(FIELD)
    registry.load_file(docs / "field.py")
    seen = read("[{type: field}, {type: pixels}]")
    from evomario.emulator.colours import COLOURS

    for i, game in enumerate(played(60)):
        if i % 20 == 0:
            colours = COLOURS[seen(game)[:6].astype(int)]
            assert np.array_equal(colours.reshape(2, 3, 3), game.screen()[120:122, 128:131])
            assert seen(game)[6] == game.ram[0x86] / 255
            picture = draw_observation(seen, game)
    assert picture.ndim == 3


def test_networks_see_by_it_and_a_champion_acts_as_recorded(nearest: Any, tmp_path: Path) -> None:
    changes = ["policy.observation=[{type: nearest}, {type: clock}]", "algorithm.population=6",
               "stop={generations: 2}", "task.limits.moves=200"]  # fmt: skip
    folder = RunFolder.create("x", 0, tmp_path / "r")
    evolve(load_config(CONFIG, changes), folder, threads=2)
    (kept,) = json.loads(folder.plugins.read_text())["plugins"]
    assert kept["registers"] == ["observation", "nearest"]
    champion = Champion.read(folder.champion)
    acting = Acting.of(folder, champion)
    assert acting is not None
    for recording in champion.recordings:
        for engine in ("compiled", "gym"):
            now = acted(acting.task, acting.network, recording, engine)
            assert otherwise(recording, now) == []


def test_what_sees_is_compiled_once_for_all(nearest: Any) -> None:
    before = observer()
    read("[{type: nearest}, {type: clock}]")(next(played()))
    assert observer() == before


def test_observe_draws_it(docs: Path, capfd: pytest.CaptureFixture, tmp_path: Path) -> None:
    arguments = ["observe", "--plugin", docs / "nearest.py", "--observation", "{type: nearest}",
                 "--level", "1-1", "--output", tmp_path / "o.png", "--json"]  # fmt: skip
    with pytest.raises(SystemExit) as stop:
        main([str(each) for each in arguments])
    assert not stop.value.code and (tmp_path / "o.png").stat().st_size > 1000
    assert json.loads(capfd.readouterr().out)["labels"] == ["ahead", "higher"]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("out[0] = 1.0", "observation 'Odd': nothing is filled in for 'b'"),
        ("out[2] = 1.0", "observation 'Odd': IndexError: index is out of bounds"),
        ("out[0] = ram[2048]; out[1] = 0", "observation 'Odd': IndexError: index is out of bounds"),
        ("raise ValueError('no')", "observation 'Odd': ValueError: no"),
        ("out[0] = ram.nothing", "observation 'Odd': numba cannot compile it: Unknown attribute"),
    ],
)
def test_what_fails_is_found_before_it_is_used(docs: Path, body: str, told: str) -> None:
    text = HEAD + ("@register('observation')\nclass Odd(Part):\n    blocks = (Block('x', (2,), "
                   "('a', 'b')),)\n    @staticmethod\n    def see(ram, picture, numbers, out):\n"
                   f"        {body}\n")  # fmt: skip
    (docs / "odd.py").write_text(text)
    registry.load_file(docs / "odd.py")
    with pytest.raises(UserError) as caught:
        read("{type: Odd}").table()
    assert str(caught.value).startswith(told)


@pytest.mark.parametrize("text", ["class Bare(Part):\n    pass\n", "class Other:\n    pass\n",
                                  "def some(*, x: int = 1):\n    pass\n"])  # fmt: skip
def test_what_is_no_part_is_told_of_when_it_is_loaded(docs: Path, text: str) -> None:
    (docs / "bad.py").write_text(f"{HEAD}@register('observation')\n{text}")
    with pytest.warns(PluginWarning, match="expected a Part with its own `see`"):
        registry.load_file(docs / "bad.py")


def test_a_plain_function_runs_in_python_too(nearest: Any) -> None:
    see: Callable = nearest.see
    for byte in (0, 255):
        out = np.full(2, np.nan)
        see(np.full(2048, byte, np.uint8), None, np.array([160.0]), out)
        assert np.isfinite(out).all()
