"""Networks and policies to draw."""

from evomario.config.reader import compose
from evomario.mario.actions import action_bytes
from evomario.mario.observations import Observation
from evomario.policies.networks import Graph, Network, Unit
from evomario.policies.outputs import Outputs
from evomario.policies.watching import Watching

TILES = "{type: tiles, width: 5, height: 4, left: -1, top: -2, speed: true}"


def policy(text: str = TILES, every: int = 1, threshold: float | None = None) -> Watching:
    """What sees `text`, and presses right, right A and A: as actions, or as buttons."""
    seen = Observation.read(compose(text, "x.yaml"))
    actions = [["right"], ["right", "A"], ["A"]] if threshold is None else [["right"], ["A"]]
    outputs = Outputs(action_bytes(actions), every, threshold)
    return Watching(seen, outputs, lambda genome: genome)


def unit(*links: tuple[int, float], response: float = 1.0, bias: float = 0.0) -> Unit:
    return Unit("identity", "sum", bias, response, links)


def graph(inputs: int, outputs: list[int], *nodes: Unit, recurrent: bool = False) -> Network:
    return Network(Graph(recurrent, inputs, outputs, list(nodes)))
