import numpy as np
import pytest

from evomario.policies.networks import Network, count_weights
from evomario.policies.watching import Watching
from evomario.report.networks.curves import curves
from evomario.report.networks.plan import Plan, plan
from evomario.report.networks.wiring import wiring
from tests.report.networks.made import TILES, graph, policy, unit


def laid_out(network: Network, how: Watching, width: float = 800, height: float = 500) -> Plan:
    return plan(wiring(network.form), how, width, height, 14)


def full(*sizes: int) -> Network:
    return Network.layers(sizes, np.random.default_rng(0).normal(size=count_weights(sizes)))


def test_tiles_lie_as_in_the_game_and_names_below_them() -> None:
    how = policy()
    laid = laid_out(full(22, 3), how)
    (grid,) = laid.grids
    assert (grid.rows, grid.columns, grid.mario) == (4, 5, (1, 2))
    x, y = laid.places[:20].reshape(4, 5, 2).transpose(2, 0, 1)
    assert np.allclose(np.diff(x, axis=1), grid.side) and np.allclose(np.diff(y, axis=0), grid.side)
    assert x[0, 0] == pytest.approx(grid.x + grid.side / 2)
    assert laid.cells.tolist() == [True] * 20 + [False] * 5
    assert (laid.places[20:22, 1] > y.max()).all()
    named = {text.text: text for text in laid.texts}
    assert named["speed_x"].y == laid.places[20, 1] and named["speed_x"].right
    assert [t.text for t in laid.texts if t.slot >= 0] == ["right", "right A", "A"]
    assert [t.y for t in laid.texts if t.slot >= 0] == laid.places[22:, 1].tolist()
    assert [t.slot for t in laid.texts if t.slot >= 0] == [22, 23, 24]


def test_mario_outside_the_window_is_not_marked() -> None:
    how = policy("{type: tiles, width: 4, height: 4, left: 1, top: 1}")
    assert laid_out(full(16, 3), how).grids[0].mario is None


@pytest.mark.parametrize(
    ("seen", "inputs", "grids"),
    [
        ("{type: clock}", 2, []),
        ("{type: pixels, width: 16, height: 15}", 240, [(15, 16)]),
        (f"[{TILES}, {{type: pixels, width: 8, height: 6}}, {{type: clock}}]", 72,
         [(4, 5), (6, 8)]),
        (f"{{type: ram, addresses: {[*range(40)]}}}", 40, [(6, 7)]),
        ("{type: ram, addresses: [1, 2, 3]}", 3, []),
        ("{type: tiles, width: 32, height: 32, speed: true}", 1026, [(32, 32)]),
        (f"[{', '.join(['{type: clock}'] * 16)}]", 32, []),
    ],
)  # fmt: skip
@pytest.mark.parametrize("hidden", [(), (16,), (64, 40), (3,) * 12])
def test_everything_lies_within_the_picture(
    seen: str, inputs: int, grids: list[tuple[int, int]], hidden: tuple[int, ...]
) -> None:
    laid = laid_out(full(inputs, *hidden, 3), policy(seen))
    assert [(grid.rows, grid.columns) for grid in laid.grids] == grids
    assert np.isfinite(laid.places).all() and (laid.radii > 0).all()
    assert (laid.places - laid.radii[:, None] >= 0).all()
    assert (laid.places + laid.radii[:, None] <= (800, 500)).all()
    columns = np.split(np.arange(inputs, len(laid.places)), np.cumsum([*hidden, 3])[:-1])
    ends = laid.places[:inputs, 0].max()
    for column in columns:
        x, y = laid.places[column].T
        assert len(set(x)) == 1 and x[0] > ends
        assert (np.diff(np.sort(y)) >= 1.9 * laid.radii[column[0]]).all()
        ends = x[0]


def test_hidden_nodes_lie_near_what_they_are_linked_with() -> None:
    """Node 22 hangs between the uppermost tile and output, node 23 between the lowest."""
    network = graph(
        22, [2, 3, 4], unit((0, 1.0)), unit((19, 1.0)), unit((22, 1.0)), unit(), unit((23, 1.0))
    )
    laid = laid_out(network, policy())
    assert laid.places[22, 1] < laid.places[23, 1]
    assert laid.places[22, 0] == laid.places[23, 0]


def test_nodes_that_lead_nowhere_have_no_place() -> None:
    network = graph(22, [1, 2, 3], unit((0, 1.0)), unit(), unit(), unit())
    laid = laid_out(network, policy())
    assert laid.radii[22] == 0 and np.isnan(laid.places[22]).all()


def test_links_begin_and_end_at_their_nodes() -> None:
    network = graph(
        22, [1, 2, 3], unit((0, 1.0), (22, 1.0), (23, 1.0)), unit((22, 1.0)), unit((23, 1.0)),
        unit(), recurrent=True,
    )  # fmt: skip
    wired = wiring(network.form)
    laid = plan(wired, policy(), 800, 500, 14)
    ways = curves(laid, wired, np.arange(5))
    np.testing.assert_allclose(ways[:, 0], laid.places[wired.sources])
    np.testing.assert_allclose(ways[:, -1], laid.places[wired.targets])
    to_itself, back, within = ways[1], ways[2], ways[4]
    assert np.ptp(to_itself[:, 1]) > 14
    assert back[12, 1] < back[[0, -1], 1].mean() and (np.diff(back[:, 0]) < 0).all()
    assert within[12, 0] < within[0, 0] - 14
