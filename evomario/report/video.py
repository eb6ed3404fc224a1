"""Films of the game, by ffmpeg as imageio-ffmpeg brings it."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from evomario.errors import UserError
from evomario.mario import Game

FPS = 60
_SCALE = 2  # a pixel of the game is so many of the film, sharp
HEIGHT = 240 * _SCALE  #: of a film, in pixels
_COAST = 150  # frames
_KINDS = (".mp4", ".mkv", ".mov")


def check_video(path: Path) -> None:
    """Say at once, before anything is played, that a film cannot be written.

    Raises:
        UserError: the folder is missing or read-only, or the kind of file is unknown.
    """
    if path.suffix.lower() not in _KINDS:
        raise UserError(f"{path}: expected a film's name to end in {', '.join(_KINDS)}")
    if path.is_dir() or not path.parent.is_dir():
        raise UserError(f"{path}: cannot write the film: no such folder, or it is one")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise UserError(f"{path}: cannot write the film: permission denied")


class Film:
    """An open film; call it with a game to add the picture that the game shows.

    Attributes:
        beside: what gives the picture at the right of the game's, `uint8[HEIGHT, width, 3]`, in a
            film that is opened so much wider.
    """

    def __init__(self, writer: Any) -> None:
        self.beside: Callable[[Game], np.ndarray] | None = None
        self._writer = writer
        self._game: Game | None = None

    def __call__(self, game: Game) -> None:
        """Add the game's picture."""
        self._game = game
        picture = np.repeat(np.repeat(game.screen(), _SCALE, axis=0), _SCALE, axis=1)
        if self.beside is not None:
            picture = np.hstack([picture, self.beside(game)])
        self._writer.send(picture.tobytes())

    def coast(self) -> None:
        """Let the game run on for a moment: down the flagpole, or out of the screen."""
        if self._game is not None:
            for _ in range(_COAST):
                self._game.coast()
                self(self._game)


@contextmanager
def film(path: Path, wider: int = 0) -> Iterator[Film]:
    """Open a film; it appears under its name once it is whole.

    Args:
        path: where to.
        wider: by so many pixels, for what is shown beside the game; a multiple of 16.

    Raises:
        UserError: it cannot be written.
    """
    with pictures(path, (256 * _SCALE + wider, HEIGHT), FPS) as writer:
        made = Film(writer)
        yield made
        made.coast()


@contextmanager
def pictures(path: Path, size: tuple[int, int], fps: int, crf: int = 18) -> Iterator[Any]:
    """Open a film of pictures of any kind; it appears under its name once it is whole.

    Args:
        path: where to.
        size: width and height, multiples of 16.
        fps: pictures a second.
        crf: how coarse it may be, as ffmpeg counts it.

    Yields:
        What takes each picture by `send(picture.tobytes())`, `uint8[height, width, 3]`.

    Raises:
        UserError: it cannot be written.
    """
    import imageio_ffmpeg

    check_video(path)
    partial = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    writer = imageio_ffmpeg.write_frames(
        str(partial), size, fps=fps, codec="libx264", quality=None, macro_block_size=16,
        output_params=["-crf", str(crf), "-preset", "veryfast", "-movflags", "+faststart"],
    )  # fmt: skip
    try:
        writer.send(None)
        yield writer
        writer.close()
        partial.replace(path)
    except OSError as error:
        raise UserError(f"{path}: cannot write the film: {error}") from None
    finally:
        writer.close()
        partial.unlink(missing_ok=True)
