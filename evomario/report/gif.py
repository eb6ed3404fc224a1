"""A GIF of how a run got better: the champions of some generations, one after another."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from evomario.emulator.colours import COLOURS
from evomario.mario import Game
from evomario.runs.history import BestSoFar

EVERY = 4  #: a picture of the GIF is every so many moves
_MILLISECONDS = 50
_BAR = 20  # rows above the picture
_LETTERS = 13  # rows
_LINGER = 16  # pictures for which an end is shown
_LEVELS = 4  # shown of each champion


class Chapter(NamedTuple):
    """A caption, and the level and moves (`uint8[n]`) that are shown under it."""

    caption: str
    level: str
    moves: np.ndarray


def chapters(milestones: Sequence[tuple[int, BestSoFar]]) -> list[Chapter]:
    """What to show of champions, as `runs.history.milestones` gives them; four levels at most."""
    return [
        Chapter(_caption(generation, best, episode.level), episode.level, episode.moves)
        for generation, best in milestones
        for episode in best.episodes[:_LEVELS]
    ]


def _caption(generation: int, best: BestSoFar, level: str) -> str:
    worth = f"fitness {best.fitness:,.1f}" if best.violation <= 0 else "not feasible yet"
    place = f"{level}   " if len(best.episodes) > 1 else ""
    return f"{place}generation {generation:,}   {worth}"


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


def _bar(caption: str) -> Any:
    from PIL import Image, ImageDraw, ImageFont

    bar = Image.new("RGB", (256, _BAR))
    font = ImageFont.load_default(size=_LETTERS)
    ImageDraw.Draw(bar).text((6, _BAR // 2), caption, (252, 252, 252), font, anchor="lm")
    return bar


def _palette() -> Any:
    """The game's colours, and greys for letters."""
    from PIL import Image

    greys = np.repeat(np.arange(0, 252, 14, np.uint8)[:, None], 3, axis=1)
    palette = Image.new("P", (1, 1))
    palette.putpalette(np.concatenate([np.unique(COLOURS, axis=0), greys]).tobytes())
    return palette


def write_gif(path: Path, lives: int, shown: Sequence[Chapter]) -> None:
    """Write a GIF of several episodes, with a bar above that holds their captions."""
    from PIL import Image

    palette, pictures = _palette(), []
    for chapter in shown:
        bar = _bar(chapter.caption)
        for screen in _screens(chapter.level, lives, chapter.moves):
            picture = Image.new("RGB", (256, 240 + _BAR))
            picture.paste(bar, (0, 0))
            picture.paste(Image.fromarray(screen), (0, _BAR))
            pictures.append(picture.quantize(palette=palette, dither=Image.Dither.NONE))
    pictures[0].save(
        path, format="GIF", save_all=True, append_images=pictures[1:], duration=_MILLISECONDS,
        loop=0, optimize=False,
    )  # fmt: skip
