from pathlib import Path

import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from evomario.policies.networks import Network
from evomario.report import style
from evomario.report.networks.picture import plot_network
from tests.report.networks.made import graph, policy, unit


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Figure]:
    """The figures, as they are saved."""
    figures: list[Figure] = []
    monkeypatch.setattr(style, "_save", lambda figure, path: figures.append(figure))
    return figures


def collection(figure: Figure) -> LineCollection:
    (found,) = (each for each in figure.axes[0].collections if isinstance(each, LineCollection)
                and len(each.get_segments()[0]) > 2)  # fmt: skip
    return found


def test_links_have_the_colour_of_their_sign_and_the_width_of_their_weight(
    tmp_path: Path, drawn: list[Figure]
) -> None:
    nodes = [unit((0, 1.0), (20, -4.0)), unit((22, 2.0)), unit(), unit((7, 0.0))]
    plot_network(graph(22, [1, 2, 3], *nodes), policy(), "a title", tmp_path / "n")
    axes = drawn[0].axes[0]
    links = collection(drawn[0])
    assert [to_hex(colour) for colour in links.get_colors()] == [style.MEAN, style.MEAN, style.BEST]
    widths = links.get_linewidths()
    assert np.allclose(np.diff(widths), np.diff(widths)[0] * np.array([1, 2]), rtol=0.2)
    assert widths[0] < widths[1] < widths[2]
    words = [text.get_text() for text in axes.texts]
    assert {"tiles", "speed_x", "speed_y", "right", "right A", "A"} < set(words)
    about = "2 of 22 inputs used, 1 hidden node, 3 outputs, 3 links"
    assert words[-1] == about and axes.get_title("left") == "a title"
    legend = [text.get_text() for text in drawn[0].legends[0].get_texts()]
    assert legend == ["positive weight", "negative weight", "Mario"]
    assert axes.get_ylim()[0] > axes.get_ylim()[1]  # downwards, as in the game


def test_of_many_links_the_strongest_are_drawn(tmp_path: Path, drawn: list[Figure]) -> None:
    weights = np.random.default_rng(0).normal(size=240 * 16 + 16 + 16 * 3 + 3)
    network = Network.layers([240, 16, 3], weights)
    plot_network(network, policy("{type: pixels, width: 16, height: 15}"), "t", tmp_path / "n")
    assert len(collection(drawn[0]).get_segments()) == 250 + 48
    about = drawn[0].axes[0].texts[-1].get_text()
    assert about.endswith("3,888 links, the strongest 298 of which are drawn")
    assert len(drawn[0].legends[0].get_texts()) == 2


def test_a_picture_of_a_network_is_whole_and_always_the_same(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    network = graph(22, [0, 1, 2], unit((3, 1.0)), unit((0, 2.0)), unit())
    for name in ("a", "b"):
        made = plot_network(network, policy(), "title", tmp_path / name)
        assert made == [tmp_path / f"{name}.png", tmp_path / f"{name}.svg"]
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
    assert not caplog.records


def test_a_network_without_links_can_be_drawn(tmp_path: Path) -> None:
    made = plot_network(graph(22, [0, 1, 2], unit(), unit(), unit()), policy(), "t", tmp_path / "n")
    assert all(path.stat().st_size for path in made)
