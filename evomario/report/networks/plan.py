"""Where a network's inputs, nodes and outputs lie in a picture of it."""

from typing import NamedTuple

import numpy as np

from evomario.mario.actions import describe
from evomario.mario.observations import Block, Observation, Part
from evomario.mario.observations.tiles import Tiles
from evomario.policies.watching import Watching

from .hidden import lay_hidden
from .wiring import Wiring

_NAMED = 14  # inputs of a row; more are laid out as cells, without their names
_INPUTS = 0.4  # of the width, for inputs
_NAMES = 0.45  # of the height, for inputs with names below cells
_LARGEST = 2.8  # lines of text that a cell is high, at most


class Text(NamedTuple):
    """A word: where its middle line begins, or ends if `right`; the output it names, or -1."""

    x: float
    y: float
    text: str
    right: bool = False
    slot: int = -1


class Grid(NamedTuple):
    """Cells: the upper left corner, the side of a cell, rows and columns, and Mario's, if any."""

    x: float
    y: float
    side: float
    rows: int
    columns: int
    mario: tuple[int, int] | None


class Plan(NamedTuple):
    """A picture of a network, in any unit, y downwards.

    Attributes:
        width: of the picture.
        height: of the picture.
        line: of text.
        places: `float64[slots, 2]`, the middle of each input and node, x and y.
        radii: `float64[slots]`, of nodes; of cells half their side, 0 for what is not drawn.
        cells: `bool[slots]`, whether it is a cell.
        grids: the cells' frames.
        texts: names.
    """

    width: float
    height: float
    line: float
    places: np.ndarray
    radii: np.ndarray
    cells: np.ndarray
    grids: list[Grid]
    texts: list[Text]


def plan(wiring: Wiring, policy: Watching, width: float, height: float, line: float) -> Plan:
    """Lay a network out: what it sees at the left, as it lies in the game, its buttons right.

    Args:
        wiring: what there is.
        policy: what its inputs and outputs are.
        width: of the picture.
        height: of the picture.
        line: of text.
    """
    slots = len(wiring.depths)
    made = Plan(
        width, height, line, np.full((slots, 2), np.nan), np.zeros(slots), np.zeros(slots, bool),
        [], [],
    )  # fmt: skip
    begin = _inputs(made, policy.observation)
    end = _outputs(made, wiring, policy)
    lay_hidden(made.places, made.radii, wiring, (begin, end), height, line)
    return made


def _inputs(made: Plan, observation: Observation) -> float:
    """Lay inputs out, cells above names; where they end, to the right."""
    grids: list[tuple[Part, Block, int]] = []
    names: list[tuple[int, str]] = []
    slot = 0
    for part in observation.parts:
        for block in part.blocks:
            if len(block.labels) > _NAMED:
                grids.append((part, block, slot))
            else:
                names += enumerate(block.labels, slot)
            slot += len(block.labels)
    rows = max(1, int((_NAMES if grids else 1.0) * made.height / (1.5 * made.line)) - 1)
    columns = -(-len(names) // rows)
    rows = -(-len(names) // max(1, columns))
    below = 1.5 * made.line * rows
    right, bottom = _grids(made, grids, below)
    right = max(right, made.line * 8 * columns)
    _names(made, names, rows, right, bottom)
    return right


def _grids(made: Plan, grids: list[tuple[Part, Block, int]], below: float) -> tuple[float, float]:
    """Lay cells out, with so much free below; where they end, to the right and below."""
    line, margin = made.line, made.line
    if not grids:
        return margin, (made.height - below) / 2
    shapes = [_shape(block) for _, block, _ in grids]
    free = made.height - below - 2 * margin - 2 * line * len(grids)
    side = min(
        free / sum(rows for rows, _ in shapes),
        (_INPUTS * made.width - margin) / max(columns for _, columns in shapes),
        _LARGEST * line,
    )
    used = sum(rows for rows, _ in shapes) * side + 2 * line * len(grids) + below
    right = margin + side * max(columns for _, columns in shapes)
    y = (made.height - used) / 2
    for (part, block, slot), (rows, columns) in zip(grids, shapes, strict=True):
        x = right - side * columns
        made.texts.append(Text(x, y + line, block.name))
        y += 2 * line
        made.grids.append(Grid(x, y, side, rows, columns, _mario(part)))
        _cells(made, slot, len(block.labels), made.grids[-1])
        y += side * rows
    return right, y


def _mario(part: Part) -> tuple[int, int] | None:
    """The column and row of Mario's cell, if the part is a window that he is in."""
    if not isinstance(part, Tiles):
        return None
    column, row = -part.left, -part.top
    return (column, row) if 0 <= column < part.width and 0 <= row < part.height else None


def _shape(block: Block) -> tuple[int, int]:
    """Rows and columns of cells."""
    if len(block.shape) == 2:
        return block.shape[0], block.shape[1]
    columns = int(np.ceil(np.sqrt(len(block.labels))))
    return -(-len(block.labels) // columns), columns


def _cells(made: Plan, slot: int, count: int, grid: Grid) -> None:
    row, column = np.divmod(np.arange(count), grid.columns)
    middles = np.stack([column, row], axis=1) + 0.5
    made.places[slot : slot + count] = (grid.x, grid.y) + middles * grid.side
    made.radii[slot : slot + count] = grid.side / 2
    made.cells[slot : slot + count] = True


def _names(
    made: Plan, names: list[tuple[int, str]], rows: int, right: float, top: float
) -> None:  # fmt: skip
    """Inputs with names, column by column from the right."""
    radius = 0.4 * made.line
    for i, (slot, name) in enumerate(names):
        column, row = divmod(i, rows)
        x = right - radius - 8 * made.line * column
        y = top + 1.5 * made.line * (row + 0.9)
        made.places[slot], made.radii[slot] = (x, y), radius
        made.texts.append(Text(x - 2 * radius, y, name, right=True))


def _outputs(made: Plan, wiring: Wiring, policy: Watching) -> float:
    """Lay outputs out, one below the other; where they are."""
    labels = [describe(byte) for byte in policy.outputs.bytes.tolist()]
    longest = max(len(label) for label in labels)
    x = made.width - made.line * (2 + 0.55 * longest)
    gap = min(made.height / (len(labels) + 0.5), 5 * made.line)
    top = (made.height - gap * (len(labels) - 1)) / 2
    for i, (slot, label) in enumerate(zip(wiring.outputs.tolist(), labels, strict=True)):
        made.places[slot], made.radii[slot] = (x, top + gap * i), 0.55 * made.line
        made.texts.append(Text(x + 1.1 * made.line, top + gap * i, label, slot=slot))
    return x
