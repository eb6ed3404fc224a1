"""What a policy sees, drawn beside the game's picture and over it, so that a person can check it.

RAM is a frame ahead of the picture: the game works out what is where, and shows it a frame later.
So what moves is seen up to a few pixels further on than it is drawn.
"""

from typing import Any

import numpy as np

from evomario.mario import Game
from evomario.mario.observations import Block, Observation, Part
from evomario.mario.observations.pixels import Pixels
from evomario.mario.observations.tiles import Tiles

_SCALE = 3  # of the picture
_CELL = 20  # pixels of a cell beside it
_MARGIN = 12
_LINE = 14
_LINES = 44  # in a column of values
_VALUE = 190  # pixels of such a column
_INK, _DIM, _PAPER = (235, 235, 235), (120, 120, 120), (24, 24, 28)
_TINT = 90  # of 255
_RED, _BLUE, _MARIO = (255, 60, 60), (70, 150, 255), (255, 230, 60)


def draw_observation(observation: Observation, game: Game) -> np.ndarray:
    """Draw a game and what is seen of it, `uint8[rows, columns, 3]`, RGB.

    Left the picture, with the tiles that are not free marked on it: red hurts, blue carries, yellow
    is Mario's. Right the inputs as they are laid out: rows of cells as such, others by name.
    """
    from PIL import Image

    panels = [_game(observation, game)]
    row = observation(game)
    for part in observation.parts:
        for block in part.blocks:
            count = len(block.labels)
            panels.append(_titled(block.name, _block(part, block, row[:count])))
            row = row[count:]
    height = max(panel.height for panel in panels) + 2 * _MARGIN
    width = sum(panel.width + _MARGIN for panel in panels) + _MARGIN
    sheet = Image.new("RGB", (width, height), _PAPER)
    x = _MARGIN
    for panel in panels:
        sheet.paste(panel, (x, _MARGIN))
        x += panel.width + _MARGIN
    return np.array(sheet)


def _game(observation: Observation, game: Game) -> Any:
    """The picture, with windows of tiles drawn over it."""
    from PIL import Image, ImageDraw

    picture = Image.fromarray(game.screen()).resize(
        (256 * _SCALE, 240 * _SCALE), Image.Resampling.NEAREST
    )
    pen, row = ImageDraw.Draw(picture, "RGBA"), observation(game)
    for part in observation.parts:
        if isinstance(part, Tiles):
            cells = row[: part.width * part.height].reshape(part.height, part.width)
            _outline(pen, part, cells, part.corner(game.ram))
        row = row[len(part.labels) :]
    return picture


def _outline(pen: Any, part: Tiles, cells: np.ndarray, corner: tuple[int, int]) -> None:
    """Mark what is not free, and Mario's own cell, and the window's edge."""
    for (y, x), cell in np.ndenumerate(cells):
        if cell:
            _frame(pen, corner, x, y, 1, 1, _RED if cell < 0 else _BLUE, _TINT)
    _frame(pen, corner, 0, 0, part.width, part.height, _INK)
    _frame(pen, corner, -part.left, -part.top, 1, 1, _MARIO)


def _frame(pen: Any, corner: tuple[int, int], x: int, y: int, width: int, height: int,
           colour: tuple[int, int, int], tint: int = 0) -> None:  # fmt: skip
    """Draw the edge of some cells, and tint them."""
    left, top = corner[0] + 16 * x, corner[1] + 16 * y
    box = [left, top, left + 16 * width, top + 16 * height]
    x0, y0, x1, y1 = (_SCALE * place for place in box)
    pen.rectangle((x0 + 1, y0 + 1, x1 - 2, y1 - 2), (*colour, tint), colour, 2)


def _titled(title: str, panel: Any) -> Any:
    """A panel under its title."""
    from PIL import Image, ImageDraw

    made = Image.new("RGB", (max(panel.width, 8 * len(title)), panel.height + 2 * _LINE), _PAPER)
    ImageDraw.Draw(made).text((0, 0), title, fill=_INK)
    made.paste(panel, (0, 2 * _LINE))
    return made


def _block(part: Part, block: Block, values: np.ndarray) -> Any:
    """Inputs that belong together."""
    if len(block.shape) == 1:
        return _named(block, values)
    cells = values.reshape(block.shape)
    if isinstance(part, Tiles):
        return _tiles(part, cells)
    return _greys(cells) if isinstance(part, Pixels) else _numbers(cells)


def _tiles(part: Tiles, cells: np.ndarray) -> Any:
    """A window of tiles as the numbers that it is, and Mario's own marked."""
    from PIL import ImageDraw

    panel = _numbers(cells)
    x, y = -_CELL * part.left, -_CELL * part.top
    ImageDraw.Draw(panel).rectangle((x, y, x + _CELL, y + _CELL), outline=_MARIO, width=2)
    return panel


def _numbers(cells: np.ndarray) -> Any:
    """Rows and columns as the numbers that they are: red below 0, blue above."""
    from PIL import Image, ImageDraw

    rows, columns = cells.shape
    texts = [[f"{cell:.2g}" for cell in row] for row in cells.tolist()]
    wide = max(_CELL, 8 + 6 * max(len(text) for row in texts for text in row))
    panel = Image.new("RGB", (wide * columns + 1, _CELL * rows + 1), _PAPER)
    pen = ImageDraw.Draw(panel)
    for (y, x), cell in np.ndenumerate(cells):
        box = (wide * x, _CELL * y, wide * (x + 1), _CELL * (y + 1))
        fill = _RED if cell < 0 else _BLUE if cell > 0 else _PAPER
        pen.rectangle(box, fill=fill, outline=_DIM)
        pen.text((box[0] + 5, box[1] + 4), texts[y][x], fill=_INK)
    return panel


def _greys(cells: np.ndarray) -> Any:
    """Grey values as a picture, black to the brightest of them."""
    from PIL import Image

    brightest = max(float(cells.max()), 1e-9)
    shown = Image.fromarray((255 * cells / brightest).astype(np.uint8)).convert("RGB")
    scale = max(1, 16 // max(1, cells.shape[1] // 32))
    size = (cells.shape[1] * scale, cells.shape[0] * scale)
    return shown.resize(size, Image.Resampling.NEAREST)


def _named(block: Block, values: np.ndarray) -> Any:
    """Inputs by name, a line each."""
    from PIL import Image, ImageDraw

    columns = -(-len(values) // _LINES)
    panel = Image.new("RGB", (_VALUE * columns, _LINE * min(len(values), _LINES)), _PAPER)
    pen = ImageDraw.Draw(panel)
    for i, (label, value) in enumerate(zip(block.labels, values.tolist(), strict=True)):
        x, y = _VALUE * (i // _LINES), _LINE * (i % _LINES)
        pen.text((x, y), label[:20], fill=_INK)
        pen.text((x + _VALUE * 2 // 3, y), f"{value:.4f}", fill=_INK)
    return panel
