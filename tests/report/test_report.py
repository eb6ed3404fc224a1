from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from PIL import Image

from evomario.errors import UserError
from evomario.mario import Game
from evomario.report.gif import Chapter, write_gif
from evomario.report.plot import plot_fitness
from evomario.report.video import check_video, film
from evomario.report.words import episode_in_words
from evomario.runs import Recording


def read_film(path: Path) -> list[np.ndarray]:
    frames = imageio_ffmpeg.read_frames(str(path))
    width, height = next(frames)["size"]
    return [np.frombuffer(frame, np.uint8).reshape(height, width, 3) for frame in frames]


def test_a_film_shows_what_the_game_showed(tmp_path: Path) -> None:
    game = Game("1-1")
    game.reset()
    screens = []
    with film(tmp_path / "film.mp4") as add:
        for _ in range(30):
            game.step(131)
            screens.append(game.screen())
            add(game)
    frames = read_film(tmp_path / "film.mp4")
    assert len(frames) > 100  # it goes on a little after the last move
    for i in range(30):

        def unlike(screen: np.ndarray, shown: np.ndarray = frames[i][::2, ::2]) -> float:
            return float(np.abs(shown.astype(int) - screen).mean())

        assert unlike(screens[i]) < 3  # what compression leaves
        assert unlike(screens[i]) < unlike(screens[(i + 15) % 30])


def test_a_film_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    game = Game("1-1")
    game.reset()
    with pytest.raises(ZeroDivisionError), film(tmp_path / "film.mp4") as add:
        add(game)
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_a_film_that_cannot_be_written_is_told_beforehand(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no such folder"):
        check_video(tmp_path / "none" / "a.mp4")
    with pytest.raises(UserError, match=r"to end in \.mp4"):
        check_video(tmp_path / "a.gif")
    (tmp_path / "b.mp4").mkdir()
    with pytest.raises(UserError, match="cannot write"):
        check_video(tmp_path / "b.mp4")


def test_a_plot_is_drawn(tmp_path: Path) -> None:
    kinds = [(n, "f8") for n in ("evaluations", "best", "mean", "worst", "finished")]
    table = np.array([(20, 3.0, 2.0, 1.0, 0), (40, 5.0, 3.0, 1.5, 1)], kinds)
    plot_fitness(table, "title", tmp_path / "plot.png")
    assert (tmp_path / "plot.png").read_bytes().startswith(b"\x89PNG")


def test_an_episode_in_words() -> None:
    text = episode_in_words(Recording.play("1-1", np.full(5000, 128, np.uint8), 2))
    assert text.startswith("1-1 (2 lives, 2 lost): Mario died after ")
    assert "0 coins, score 0" in text


def test_a_gif_shows_each_chapter_under_its_caption(tmp_path: Path) -> None:
    moves = [np.full(n, 131, np.uint8) for n in (40, 80)]
    chapters = [Chapter(f"chapter {i}", each) for i, each in enumerate(moves)]
    write_gif(tmp_path / "a.gif", "1-1", 1, chapters)
    with Image.open(tmp_path / "a.gif") as gif:
        assert gif.size == (256, 256)
        durations, shown = [], []
        for number in range(gif.n_frames):  # equal pictures are stored once
            gif.seek(number)
            durations.append(gif.info["duration"])
            shown.append(np.array(gif.convert("RGB")))
    assert sum(durations) == 50 * (10 + 20 + 2 * 16)
    assert all(picture[:16].any() for picture in shown)
    game = Game("1-1")
    game.reset()
    for _ in range(20):
        game.step(131)
    assert max((picture[16:] == game.screen()).mean() for picture in shown) > 0.99
