from pathlib import Path
from typing import Any

import imageio_ffmpeg
import numpy as np
import pytest

from evomario.mario import Game
from evomario.policies.networks import Network
from evomario.policies.watching import Watching
from evomario.report.networks.episodes import film_episodes
from evomario.report.networks.light import Light
from evomario.report.networks.panel import WIDTH, Panel
from evomario.report.networks.plan import plan
from evomario.report.networks.watched import Watched, watch
from evomario.report.networks.wiring import wiring
from evomario.report.video import HEIGHT
from evomario.runs import Recording
from evomario.runs.acting import Acting
from tests.report.networks.made import graph, policy, unit

#: Sees 12 x 10 tiles and speed; the first output follows the speed, the second what hurts.
SEEN = "[{type: tiles, speed: true}, {type: clock}]"
MOVES = np.full(90, 128, np.uint8)


def network(recurrent: bool = False) -> Network:
    nodes = unit((120, 1.0)), unit((60, -2.0)), unit((123, 0.5), (124, 1.0))
    return graph(124, [0, 1, 2], nodes[0], nodes[1], nodes[2] if recurrent else unit((123, 0.5)),
                 recurrent=recurrent)  # fmt: skip


def recording(moves: np.ndarray = MOVES) -> Recording:
    return Recording.play("1-1", moves)


@pytest.mark.parametrize("every", [1, 4])
def test_a_network_sees_what_the_game_showed_and_answers(every: int) -> None:
    how, one = policy(SEEN, every), network()
    watched = watch(one, how, recording())
    assert watched.values.shape == (-(-90 // every), 127) and not watched.remembers
    game = Game("1-1")
    game.reset()
    for move, buttons in enumerate(MOVES.tolist()):
        if move % every == 0:
            seen = how.observation(game)
            assert np.array_equal(watched.values[move // every, :124], seen)
            assert watched.pressed[move // every] == how.answer(one, seen)
        game.step(buttons)
    assert (watched.values[:, 124] == watched.values[:, 120]).all()
    assert watched.values[:, 120].max() > 0.5  # he runs


def test_what_comes_over_links_is_weight_times_value() -> None:
    one = network()
    wired = wiring(one.form)
    watched = watch(one, policy(SEEN), recording())
    carried = watched.carried(wired, np.arange(3))
    assert np.array_equal(carried[:, 0], watched.values[:, 120])
    assert np.array_equal(carried[:, 1], -2 * watched.values[:, 60])
    assert carried[:, 2].tolist() == [0.5] * 90


def test_recurrent_links_bring_what_was_before() -> None:
    one = network(recurrent=True)
    wired = wiring(one.form)
    watched = watch(one, policy(SEEN), recording())
    assert watched.remembers
    carried = watched.carried(wired, np.arange(4))
    speeds = watched.values[:, 120]
    assert np.array_equal(carried[:, 0], speeds)  # an input is seen at once
    assert carried[:, 3].tolist() == [0, *speeds[:-1]]
    again = watch(one, policy(SEEN), recording())
    assert np.array_equal(again.values, watched.values)  # it has forgotten in between


def test_what_is_not_finite_is_shown_as_what_can_be() -> None:
    one = graph(124, [0, 1, 2], unit(bias=np.inf), unit(bias=np.nan), unit((120, 1.0)))
    watched = watch(one, policy(SEEN), recording())
    assert np.isfinite(watched.values).all()
    picture = Panel(one, policy(SEEN), recording()).picture(3)
    assert picture.shape == (HEIGHT, WIDTH, 3)


def test_a_network_without_links_is_shown() -> None:
    one = graph(124, [0, 1, 2], unit(bias=1.0), unit(), unit())
    picture = Panel(one, policy(SEEN), recording()).picture(0)
    assert (picture.reshape(-1, 3) == (70, 150, 255)).all(axis=1).any()  # its first output


def at(picture: np.ndarray, place: np.ndarray) -> tuple[int, ...]:
    x, y = place.astype(int).tolist()
    return tuple(picture[y, x].tolist())


def test_values_are_colours_and_the_choice_is_lit() -> None:
    one, how = network(), policy(SEEN)
    laid = plan(wiring(one.form), how, WIDTH, HEIGHT, 15.0)
    watched = watch(one, how, recording())
    panel = Panel(one, how, recording())
    last = panel.picture(89)
    solid = int(np.flatnonzero(watched.values[89, :120] == 1)[0])
    free = int(np.flatnonzero(watched.values[89, :120] == 0)[0])
    corner = laid.radii[0] * 0.8
    red, _, blue = at(last, laid.places[solid] - corner)
    assert blue > 180 and red < 80
    assert at(last, laid.places[free] - corner) == (40, 42, 48)
    first, speed = panel.picture(0), laid.places[120]
    assert at(first, speed) == (40, 42, 48) and at(last, speed)[2] > 120
    assert at(last, laid.places[122]) == (40, 42, 48)  # the clock has no link: nothing comes of it
    labels = {t.text: last[int(t.y) - 8 : int(t.y) + 8, int(t.x) :].max() for t in laid.texts
              if t.slot >= 0}  # fmt: skip
    chosen = {128: "right", 129: "right A", 1: "A"}[int(watched.pressed[89])]
    assert labels.pop(chosen) > 200 > max(labels.values())


def test_links_are_brighter_the_more_comes_over_them() -> None:
    one, how = graph(124, [0, 1, 2], unit((120, 1.0)), unit(), unit()), policy(SEEN)
    wired = wiring(one.form)
    laid = plan(wired, how, WIDTH, HEIGHT, 15.0)
    values = np.zeros((4, 127))
    values[:, 120] = 0, 0.4, 1, -1
    light = Light(wired, laid, Watched(1, values, np.zeros(4, np.uint8), False), (HEIGHT, WIDTH))
    pictures = np.zeros((4, HEIGHT * WIDTH, 3), np.float32)
    for decision, picture in enumerate(pictures):
        light.add(picture, decision)
    red, blue = pictures[..., 0].max(axis=1), pictures[..., 2].max(axis=1)
    assert 0 < blue[0] < blue[1] < blue[2] <= 255
    assert red[3] > 200 > blue[3]  # what it brings is negative
    middle = (laid.places[120] + laid.places[124]) / 2
    rows, columns = np.nonzero(pictures[2].reshape(HEIGHT, WIDTH, 3)[..., 2] > 100)
    assert np.hypot(rows - middle[1], columns - middle[0]).min() < 2


def acting(one: Network, how: Watching) -> Acting:
    task: Any = None  # a film needs none
    return Acting(one, task, how)


def frames(path: Path) -> np.ndarray:
    """A film's pictures, `uint8[n, rows, columns, 3]`."""
    reader = imageio_ffmpeg.read_frames(str(path))
    width, height = next(reader)["size"]
    return np.stack([np.frombuffer(each, np.uint8).reshape(height, width, 3) for each in reader])


def test_a_film_shows_the_game_and_the_network_beside_it(tmp_path: Path) -> None:
    one, how = network(), policy(SEEN, every=4)
    episodes = [recording(MOVES[:24]), recording(MOVES[:9])]
    played = film_episodes(tmp_path / "a.mp4", episodes, acting=acting(one, how))
    assert [each.ram for each in played] == [each.ram for each in episodes]
    shown = frames(tmp_path / "a.mp4")
    assert shown.shape == (25 + 10 + 150, HEIGHT, 512 + WIDTH, 3)
    panel = Panel(one, how, episodes[0])
    for move in (0, 7, 24):
        beside = shown[move, :, 512:].astype(int)
        of = [np.abs(beside - panel.picture(decision)).mean() for decision in range(6)]
        assert of[min(move // 4, 5)] < 3
    film_episodes(tmp_path / "b.mp4", episodes[:1])
    assert frames(tmp_path / "b.mp4").shape == (25 + 150, HEIGHT, 512, 3)
