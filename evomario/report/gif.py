"""A GIF of how a run got better: the champions of some generations, one after another."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from evomario.mario import Game

EVERY = 4  #: a picture of the GIF is every so many moves
_MILLISECONDS = 50
_BAR = 16  # rows above the picture
_LINGER = 16  # pictures for which an end is shown


class Chapter(NamedTuple):
    """A caption, and the moves (`uint8[n]`) that are shown under it."""

    caption: str
    moves: np.ndarray


def _screens(level: str, lives: int, moves: np.ndarray) -> Iterator[np.ndarray]:
    """Pictures of an episode, and of its end for a moment."""
    game = Game(level, lives=lives)
    game.reset()
    for number, buttons in enumerate(moves.tolist()):
        if number % EVERY == 0:
            yield game.screen()
        if game.done:
            break
        game.step(buttons)
    for _ in range(_LINGER):
        for _ in range(EVERY):
            game.coast()
        yield game.screen()


def write_gif(path: Path, level: str, lives: int, chapters: Sequence[Chapter]) -> None:
    """Write a GIF of several episodes of one level, with a bar that holds their captions."""
    from PIL import Image, ImageDraw

    pictures = []
    for chapter in chapters:
        bar = Image.new("RGB", (256, _BAR))
        ImageDraw.Draw(bar).text((4, 2), chapter.caption, fill=(252, 252, 252))
        for screen in _screens(level, lives, chapter.moves):
            picture = Image.new("RGB", (256, 240 + _BAR))
            picture.paste(bar, (0, 0))
            picture.paste(Image.fromarray(screen), (0, _BAR))
            pictures.append(picture.quantize(64, dither=Image.Dither.NONE))
    pictures[0].save(
        path, format="GIF", save_all=True, append_images=pictures[1:], duration=_MILLISECONDS,
        loop=0, optimize=False,
    )  # fmt: skip
