"""A network at work: a picture beside the game, in which what is active lights up."""

import numpy as np

from evomario.mario import Game
from evomario.mario.observations import Part
from evomario.mario.observations.tiles import Tiles
from evomario.policies.networks import Network
from evomario.policies.watching import Watching
from evomario.runs import Recording

from ..video import HEIGHT
from .light import Light
from .plan import Grid, Plan, Text, plan
from .stamps import Stamp, Stamps, disc, letters, line
from .watched import watch
from .wiring import Wiring, wiring

WIDTH = 768  #: pixels of the panel
_SHAPE = (HEIGHT, WIDTH)
_LINE = 15.0  # pixels, of text
_PAPER, _INK, _NAME = (24, 24, 28), (235, 235, 235), (165, 167, 172)
_DIM, _EDGE = (120, 122, 128), (78, 80, 88)
_POSITIVE, _NEGATIVE, _NOTHING = (70, 150, 255), (255, 60, 60), (40, 42, 48)
_WHITE, _MARIO = (225, 225, 225), (255, 230, 60)
_RIM = 1.2  # pixels, around a node
_EDGED = 3  # pixels: half the side of a cell that is told from the next by an edge
_CELL = 0.75  # how much of its colour a cell shows, so that links stand out from it


class Panel:
    """Shows a network move by move; call it once with each picture of the game.

    Args:
        network: which.
        policy: what it sees, and what its outputs press.
        recording: the episode that it plays.
        engine: on which.
    """

    def __init__(
        self, network: Network, policy: Watching, recording: Recording, engine: str = "compiled"
    ) -> None:
        self._watched = watch(network, policy, recording, engine)
        wired = wiring(network.form)
        laid = plan(wired, policy, WIDTH, HEIGHT, _LINE)
        values = self._watched.values
        self._shares = values / _scales(values, wired.outputs)
        self._shares[:, ~(laid.cells | _linked(wired))] = 0
        self._positive = np.tile(np.array(_POSITIVE, np.float32), (values.shape[1], 1))
        self._positive[_grey(policy.observation.parts, values.shape[1])] = _WHITE
        self._light = Light(wired, laid, self._watched, _SHAPE)
        self._on = _pressed(self._watched.pressed, policy)
        self._outputs = wired.outputs
        self._draw(laid)
        self._shown = -1
        self._moves = 0
        self._picture = np.empty((*_SHAPE, 3), np.uint8)

    def _draw(self, laid: Plan) -> None:
        """Work out what stays as it is, and the shapes of what changes."""
        slots = np.flatnonzero(laid.radii > 0).tolist()
        self._cells = [(slot, _cell(laid, slot)) for slot in slots if laid.cells[slot]]
        nodes = [slot for slot in slots if not laid.cells[slot]]
        self._rims = Stamps([(0, _node(laid, slot, _RIM)) for slot in nodes])
        self._nodes = Stamps([(slot, _node(laid, slot)) for slot in nodes])
        self._labels = Stamps([(t.slot, _words(t)) for t in laid.texts if t.slot >= 0])
        paper = np.tile(np.array(_PAPER, np.float32), (HEIGHT * WIDTH, 1))
        frames = Stamps([(0, stamp) for grid in laid.grids for stamp in _frame(grid)])
        frames.colour(paper, np.array([_EDGE], np.float32))
        self._paper = paper
        self._names = Stamps([(0, _words(text)) for text in laid.texts if text.slot < 0])
        self._mario = Stamps([(0, stamp) for grid in laid.grids for stamp in _mario(grid)])

    def __call__(self, game: Game) -> np.ndarray:
        """The picture beside the game's next one, `uint8[480, 768, 3]`; to be read at once."""
        decision = min(self._moves // self._watched.every, len(self._shares) - 1)
        if decision != self._shown:
            self._picture, self._shown = self.picture(decision), decision
        self._moves += 1
        return self._picture

    def picture(self, decision: int) -> np.ndarray:
        """The network at a decision, `uint8[480, 768, 3]`."""
        picture = self._paper.copy()
        share = np.clip(self._shares[decision], -1, 1).astype(np.float32)[:, None]
        end = np.where(share < 0, np.array(_NEGATIVE, np.float32), self._positive)
        colours = _NOTHING + np.abs(share) * (end - _NOTHING)
        self._fill(picture, _NOTHING + _CELL * (colours - _NOTHING))
        self._mario.colour(picture, np.array([_MARIO], np.float32))
        self._light.add(picture, decision)
        self._names.colour(picture, np.array([_NAME], np.float32))
        self._rims.colour(picture, np.array([_DIM], np.float32))
        self._nodes.colour(picture, colours)
        colours[self._outputs] = np.where(self._on[decision][:, None], _INK, _DIM)
        self._labels.colour(picture, colours)
        return picture.astype(np.uint8).reshape(*_SHAPE, 3)

    def _fill(self, picture: np.ndarray, colours: np.ndarray) -> None:
        """Fill the cells."""
        rows = picture.reshape(*_SHAPE, 3)
        for slot, (across, down) in self._cells:
            rows[down, across] = colours[slot]


def _scales(values: np.ndarray, outputs: np.ndarray) -> np.ndarray:
    """What counts as full, for each slot: 1, or the most that it was worth; outputs together."""
    scales = np.maximum(1, np.abs(values).max(axis=0))
    scales[outputs] = np.abs(values[:, outputs]).max(initial=1e-9)
    return scales


def _grey(parts: tuple[Part, ...], slots: int) -> np.ndarray:
    """Which slots are a picture in grey, `bool[slots]`."""
    found = np.zeros(slots, bool)
    place = 0
    for part in parts:
        for block in part.blocks:
            end = place + len(block.labels)
            found[place:end] = len(block.shape) == 2 and not isinstance(part, Tiles)
            place = end
    return found


def _pressed(buttons: np.ndarray, policy: Watching) -> np.ndarray:
    """Which outputs a network chose, `bool[decisions, outputs]`."""
    means, chosen = policy.outputs.bytes[None], buttons[:, None]
    return (means == chosen) if policy.outputs.threshold is None else (means & chosen) > 0


def _linked(wired: Wiring) -> np.ndarray:
    """Which slots have a link, `bool[slots]`."""
    found = wired.depths > 0
    found[wired.sources] = True
    return found


def _cell(laid: Plan, slot: int) -> tuple[slice, slice]:
    """The pixels of a cell, across and down, without its edge."""
    (x, y), half = laid.places[slot], laid.radii[slot]
    left, top, right, bottom = (round(edge) for edge in (x - half, y - half, x + half, y + half))
    gap = int(half > _EDGED)
    return slice(left + gap, right), slice(top + gap, bottom)


def _node(laid: Plan, slot: int, rim: float = 0.0) -> Stamp:
    x, y = laid.places[slot].tolist()
    return disc(x, y, laid.radii[slot] + rim, _SHAPE)


def _words(text: Text) -> Stamp:
    return letters(text.x, text.y, text.text, _LINE - 1, text.right, _SHAPE)


def _frame(grid: Grid) -> list[Stamp]:
    right, bottom = grid.x + grid.side * grid.columns, grid.y + grid.side * grid.rows
    return _rectangle(grid.x, grid.y, right, bottom, 1.0)


def _mario(grid: Grid) -> list[Stamp]:
    if not grid.mario:
        return []
    x, y = grid.x + grid.side * grid.mario[0], grid.y + grid.side * grid.mario[1]
    return _rectangle(x, y, x + grid.side, y + grid.side, 2.0)


def _rectangle(left: float, top: float, right: float, bottom: float, width: float) -> list[Stamp]:
    """The outline of a rectangle."""
    corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom), (left, top)])
    return [line(corners, width, _SHAPE)]
